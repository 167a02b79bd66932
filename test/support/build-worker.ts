import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"
import { SERVER_FOLDER, WRANGLER, WRANGLER_CONFIG } from "./wrangler.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The Worker under test, bundled. */
    worker: { configPath: string; prebuiltWorkerDir: string }
  }
}

const BUILD_MODULES = fileURLToPath(new URL("../../scripts/worker-modules.ts", import.meta.url))
const MAIN = fileURLToPath(new URL("../workers/clocked-worker.ts", import.meta.url))

/** Bundles the Worker once for all files, from the repository's configuration with the clock of tests before it. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-worker-"))
  const configPath = join(folder, "wrangler.json")
  const prebuiltWorkerDir = join(folder, "built")
  writeFileSync(configPath, JSON.stringify(testConfiguration()))
  run(BUILD_MODULES)
  run(WRANGLER, "deploy", "--dry-run", "--config", configPath, "--outdir", prebuiltWorkerDir)
  project.provide("worker", { configPath, prebuiltWorkerDir })
  return () => rmSync(folder, { recursive: true })
}

function run(...command: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: "utf8",
    env: { ...process.env, CI: "1" },
  })
  if (status !== 0) throw new Error(`the Worker cannot be bundled:\n${stdout}${stderr}`)
}

/** That of the repository, with absolute paths: no element is needed. */
function testConfiguration(): object {
  const text = readFileSync(WRANGLER_CONFIG, "utf8")
  const config = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/,(\s*[\]}])/g, "$1")) as {
    d1_databases: { migrations_dir: string }[]
    base_dir: string
    alias: Record<string, string>
    [key: string]: unknown
  }
  const { assets: _assets, build: _build, triggers: _triggers, minify: _minify, ...rest } = config
  return {
    ...rest,
    main: MAIN,
    base_dir: join(SERVER_FOLDER, config.base_dir),
    alias: Object.fromEntries(
      Object.entries(config.alias).map(([name, path]) => [name, join(SERVER_FOLDER, path)]),
    ),
    d1_databases: config.d1_databases.map((database) => ({
      ...database,
      migrations_dir: join(SERVER_FOLDER, database.migrations_dir),
    })),
  }
}
