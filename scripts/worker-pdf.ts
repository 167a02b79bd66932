// Bundles the writer of PDFs for Workers: a module, and beside it HarfBuzz and the fonts, which the Worker loads for the first PDF.
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"

const SERVER = join(import.meta.dirname, "../packages/server")
/** `base_dir` of `wrangler.jsonc`. */
const WORKER_PDF = join(SERVER, "dist/worker-pdf")
const WRANGLER = join(SERVER, "node_modules/wrangler/bin/wrangler.js")
const MODULE = /\.(?:js|wasm|ttf)$/

mkdirSync(join(SERVER, "dist"), { recursive: true })
const built = mkdtempSync(join(SERVER, "dist/building-pdf-"))
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [WRANGLER, "deploy", "--dry-run", "--config", join(SERVER, "wrangler-pdf.jsonc"), "--outdir", built],
  { encoding: "utf8", cwd: SERVER, env: { ...process.env, CI: "1" } },
)
if (status === 0) {
  const whole = mkdtempSync(join(SERVER, "dist/built-pdf-"))
  for (const name of readdirSync(built).filter((file) => MODULE.test(file))) {
    cpSync(join(built, name), join(whole, name))
  }
  rmSync(WORKER_PDF, { recursive: true, force: true })
  renameSync(whole, WORKER_PDF)
} else {
  process.stderr.write(`The writer of PDFs cannot be bundled:\n${stdout}${stderr}`)
  process.exitCode = 1
}
rmSync(built, { recursive: true })
