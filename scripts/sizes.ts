// What `pnpm sizes` runs: what a page loads for the elements by itself, against the budgets and the figures of the README.
// Exit code 1 over a budget, or when the README is no longer right.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { compareWithReadme, type Size } from "./sizes/readme-figures.ts"

const ROOT = join(import.meta.dirname, "..")
const DIST = join(ROOT, "packages/widget/dist")
const LOADER = "widget.js"
const KILOBYTE = 1024

/** Chunks that come when somebody asks for what they do: another language, a download, a dialog, or touches a form. */
const ON_DEMAND = ["ar", "es", "hi", "id", "pt", "download-usage", "zone-dialog", "add-credits-rest"]
/** Chunks that a page fetches by itself after all else is drawn; no budget has them. */
const AT_LAST = ["usage-charts"]

/** What is measured, and its budget in bytes of gzip. */
const PAGES = [
  { what: "`<wallet-balance>`", tags: ["wallet-balance"], budget: 12 * KILOBYTE },
  {
    what: "`<wallet-balance>`, `<usage-breakup>`, `<add-credits>`",
    tags: ["wallet-balance", "usage-breakup", "add-credits"],
    budget: 25 * KILOBYTE,
  },
] as const

/** The embeds of others, for their same task, as their own pages load them; KB of gzip. */
const PEERS = [
  { what: "Schematic's components", gzip: 161, besides: "React, 67 KB" },
  { what: "Stigg's widgets", gzip: 566, besides: "React, 67 KB" },
] as const

const files = new Map<string, Buffer>(
  [LOADER, ...readdirSync(join(DIST, "widget")).map((name) => `widget/${name}`)]
    .filter((path) => path.endsWith(".js"))
    .map((path) => [path, readFileSync(join(DIST, path))]),
)

/** The files of these elements: their own, and all that those import, at once or later, but for the chunks `without`. */
function filesOf(tags: readonly string[], without: readonly string[]): ReadonlySet<string> {
  const isLeft = (path: string): boolean =>
    without.includes(path.replace(/^widget\/(.*)-[\w-]{8}\.js$/, "$1"))
  const found = new Set([LOADER])
  const open = tags.map(entryOf).filter((path) => path !== undefined)
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path) || isLeft(path)) continue
    found.add(path)
    const code = files.get(path)?.toString() ?? ""
    for (const [, name] of code.matchAll(/(?:from|import)\s*\(?\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
      open.push(`widget/${name}`)
  }
  return found
}

/** The file of an element; undefined where it is not built. */
function entryOf(tag: string): string | undefined {
  return [...files.keys()].find((path) => new RegExp(`^widget/${tag}-[\\w-]{8}\\.js$`).test(path))
}

function measure(tags: readonly string[]): {
  readonly gzip: number
  readonly brotli: number
  readonly files: number
} {
  const parts = [...filesOf(tags, [...ON_DEMAND, ...AT_LAST])].map((path) => files.get(path)!)
  const sum = (pack: (part: Buffer) => Buffer): number =>
    parts.reduce((total, part) => total + pack(part).length, 0)
  return {
    gzip: sum((part) => gzipSync(part, { level: 9 })),
    brotli: sum((part) => brotliCompressSync(part)),
    files: parts.length,
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / KILOBYTE).toFixed(1)} KB`
}

// For a test that holds this list against what a browser fetches.
if (process.argv.includes("--files")) {
  const tags = PAGES.at(-1)!.tags
  process.stdout.write(JSON.stringify([...filesOf(tags, ON_DEMAND)]))
  process.exit()
}

/** Only whether a page loads more than the README says: what `npm test` holds while a budget is not met. */
const isGrowthOnly = process.argv.includes("--growth-only")
const sizes: Size[] = []
const complaints: string[] = []
const lines = ["| A page with | gzip | brotli | files | budget |", "|---|---|---|---|---|"]
for (const { what, tags, budget } of PAGES) {
  const missing = tags.filter((tag) => entryOf(tag) === undefined)
  if (missing.length > 0) {
    complaints.push(`${what}: ${missing.join(", ")} is not built`)
    continue
  }
  const { gzip, brotli, files: count } = measure(tags)
  lines.push(`| ${what} | ${kilobytes(gzip)} | ${kilobytes(brotli)} | ${count} | ${kilobytes(budget)} |`)
  sizes.push({ what, kilobytes: gzip / KILOBYTE })
  if (gzip > budget && !isGrowthOnly)
    complaints.push(`${what}: ${gzip} bytes are over the budget of ${budget}`)
}
for (const { what, gzip, besides } of PEERS) lines.push(`| ${what} | ${gzip} KB, and ${besides} | | | |`)
complaints.push(...compareWithReadme(readFileSync(join(ROOT, "README.md"), "utf8"), sizes))
process.stdout.write(`${[...lines, ...complaints].join("\n")}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1
