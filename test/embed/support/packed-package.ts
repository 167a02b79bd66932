import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

const ROOT = join(import.meta.dirname, "../../..")
const WIDGET = join(ROOT, "packages/widget")

/** The elements as an installer puts them into somebody's project: packed, unpacked, their dependency beside them. */
export interface PackedPackage {
  /** The project: has `node_modules`. */
  readonly folder: string
  /** Of the package in the project. */
  readonly path: string
  /** Holds `lit` and what it is made of, side by side. */
  readonly litFolder: string
  remove(): void
}

export function packPackage(): PackedPackage {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-package-"))
  const path = join(folder, "node_modules/@tollgate/widget")
  mkdirSync(path, { recursive: true })
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], WIDGET)
  const archive = readdirSync(folder).find((name) => name.endsWith(".tgz"))!
  run("tar", ["-xzf", archive, "-C", path, "--strip-components=1"], folder)
  const lit = realpathSync(join(WIDGET, "node_modules/lit"))
  const types = realpathSync(join(ROOT, "test/node_modules/@types/react"))
  mkdirSync(join(folder, "node_modules/@types"))
  symlinkSync(lit, join(folder, "node_modules/lit"))
  symlinkSync(types, join(folder, "node_modules/@types/react"))
  return {
    folder,
    path,
    litFolder: dirname(lit),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`)
}
