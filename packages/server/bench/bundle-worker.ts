import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const SERVER_FOLDER = join(import.meta.dirname, "..")
const WRANGLER = join(SERVER_FOLDER, "node_modules/wrangler/bin/wrangler.js")

const MODULE = /\.(?:js|wasm|ttf)$/

export interface WorkerBundle {
  /** The module that each isolate compiles. */
  readonly script: string
  /** What lies beside it by name: the writer of PDFs, and what that takes. */
  readonly modules: ReadonlyMap<string, Uint8Array>
  readonly compatibilityDate: string
}

/** The Worker as `wrangler deploy` would send it. @param folder - where the bundle is written to */
export function bundleWorker(folder: string): WorkerBundle {
  const outdir = join(folder, "bundle")
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [WRANGLER, "deploy", "--dry-run", "--outdir", outdir],
    { cwd: SERVER_FOLDER, encoding: "utf8", env: { ...process.env, CI: "1" } },
  )
  if (status !== 0) throw new Error(`the Worker cannot be bundled:\n${stdout}${stderr}`)
  const configuration = readFileSync(join(SERVER_FOLDER, "wrangler.jsonc"), "utf8")
  const compatibilityDate = /"compatibility_date":\s*"([0-9-]+)"/.exec(configuration)?.[1]
  if (compatibilityDate === undefined) throw new Error("wrangler.jsonc names no compatibility date")
  const beside = readdirSync(outdir).filter((name) => name !== "index.js" && MODULE.test(name))
  return {
    script: readFileSync(join(outdir, "index.js"), "utf8"),
    modules: new Map(beside.map((name) => [name, readFileSync(join(outdir, name))])),
    compatibilityDate,
  }
}
