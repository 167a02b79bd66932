import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const SERVER_FOLDER = join(import.meta.dirname, "..")
const WRANGLER = join(SERVER_FOLDER, "node_modules/wrangler/bin/wrangler.js")

export interface WorkerBundle {
  /** The one module of the script. */
  readonly script: string
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
  return { script: readFileSync(join(outdir, "index.js"), "utf8"), compatibilityDate }
}
