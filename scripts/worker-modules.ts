// Bundles what lies beside the Worker's script, which loads it when it is first needed: the writer of PDFs, with HarfBuzz and the
// fonts, pages and mails, remote payment providers with Stripe's SDK, and what reads files of rates.
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"

const SERVER = join(import.meta.dirname, "../packages/server")
/** `base_dir` of `wrangler.jsonc`. */
const MODULES = join(SERVER, "dist/worker-modules")
const WRANGLER = join(SERVER, "node_modules/wrangler/bin/wrangler.js")
const CONFIGURATIONS = [
  "wrangler-pdf.jsonc",
  "wrangler-pages.jsonc",
  "wrangler-providers.jsonc",
  "wrangler-rate-files.jsonc",
]
const MODULE = /\.(?:js|wasm|ttf)$/

mkdirSync(join(SERVER, "dist"), { recursive: true })
// Whole or not at all: another process may be bundling with what is there.
const whole = mkdtempSync(join(SERVER, "dist/built-modules-"))
for (const configuration of CONFIGURATIONS) build(configuration)
rmSync(MODULES, { recursive: true, force: true })
try {
  renameSync(whole, MODULES)
} catch (error) {
  if ((error as { code?: string }).code !== "ENOTEMPTY") throw error
  // Another process was as quick: what it put there is the same.
  rmSync(whole, { recursive: true })
}

function build(configuration: string): void {
  const built = mkdtempSync(join(SERVER, "dist/building-module-"))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [WRANGLER, "deploy", "--dry-run", "--config", join(SERVER, configuration), "--outdir", built],
    { encoding: "utf8", cwd: SERVER, env: { ...process.env, CI: "1" } },
  )
  if (status !== 0) throw new Error(`${configuration} cannot be bundled:\n${stdout}${stderr}`)
  for (const name of readdirSync(built).filter((file) => MODULE.test(file))) {
    cpSync(join(built, name), join(whole, name))
  }
  rmSync(built, { recursive: true })
}
