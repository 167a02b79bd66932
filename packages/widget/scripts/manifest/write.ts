// What `pnpm manifest` runs: `custom-elements.json` and the tables of `docs/embedding.md` from the docstrings. `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { analyze } from "./analyze.ts"
import { withTables } from "./embedding-tables.ts"

const ROOT = join(import.meta.dirname, "../../../..")
const MANIFEST = join(ROOT, "packages/widget/custom-elements.json")
const EMBEDDING = join(ROOT, "docs/embedding.md")

const manifest = await analyze()
const files = [
  [MANIFEST, `${JSON.stringify(manifest, null, 1)}\n`],
  [EMBEDDING, withTables(readFileSync(EMBEDDING, "utf8"), manifest)],
] as const

const isCheck = process.argv.includes("--check")
for (const [path, text] of files) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue
  if (isCheck) {
    process.stdout.write(`${relative(ROOT, path)} is not what the docstrings say: run \`pnpm manifest\`\n`)
    process.exitCode = 1
  } else writeFileSync(path, text)
}
