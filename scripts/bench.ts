// What `pnpm bench` runs: every benchmark in a process of its own, then one table. See docs/benchmarks.md.
import { spawnSync } from "node:child_process"
import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs"
import { availableParallelism, cpus } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { median, type Row } from "../packages/engine/bench/measure.ts"

/** By the name that `--only` takes, in the order of the table. */
const BENCHMARKS: Readonly<Record<string, string>> = {
  rate: "packages/engine/bench/rate.ts",
  settle: "packages/server/bench/settle.ts",
  single: "packages/server/bench/single-commands.ts",
  ingest: "packages/server/bench/ingest.ts",
  reading: "packages/server/bench/reading.ts",
  worker: "packages/server/bench/worker.ts",
  cold: "packages/server/bench/cold-start.ts",
  memory: "packages/server/bench/memory.ts",
  postgres: "packages/server/bench/postgres.ts",
  pdf: "packages/server/bench/pdf.ts",
  size: "packages/server/bench/store-size.ts",
}
const ROOT = join(import.meta.dirname, "..")
const SYNC_BYTES = 4_096
const SYNCS = 200

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, charges: { type: "string" } },
})
const names = values.only ?? Object.keys(BENCHMARKS)
for (const name of names) {
  if (BENCHMARKS[name] === undefined) {
    throw new Error(`--only takes one of ${Object.keys(BENCHMARKS).join(", ")}, not ${name}`)
  }
}

const rows: Row[] = []
for (const name of names) {
  process.stderr.write(`> ${name}\n`)
  rows.push(
    ...run(
      BENCHMARKS[name]!,
      name === "size" && values.charges !== undefined ? ["--charges", values.charges] : [],
    ),
  )
}
process.stdout.write(`${machine()}\n\n${table(rows)}\n`)

/** The rows that a benchmark prints, each a JSON line. Its failure ends the run. */
function run(file: string, args: readonly string[]): Row[] {
  const { status, stdout, error } = spawnSync(process.execPath, [join(ROOT, file), ...args], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${file} ended with status ${String(status)}`)
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row)
}

function machine(): string {
  const [cpu] = cpus()
  return `Node ${process.version}, ${availableParallelism()} cores (${cpu?.model.trim() ?? "unknown"}), ${syncTime()}`
}

/** How long the disk of this checkout takes to keep 4 KB: every durable commit waits for it. */
function syncTime(): string {
  const folder = join(ROOT, "data")
  mkdirSync(folder, { recursive: true })
  const path = join(folder, "bench-sync")
  const file = openSync(path, "w")
  const page = new Uint8Array(SYNC_BYTES).fill(1)
  const took = Array.from({ length: SYNCS }, (_, index) => {
    const startedAt = performance.now()
    writeSync(file, page, 0, SYNC_BYTES, index * SYNC_BYTES)
    fdatasyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  rmSync(path)
  return `write + fdatasync of 4 KB: ${median(took).toFixed(2)} ms`
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, measured, budget, met }) => {
    const verdict = met === null ? "" : met ? "met" : "not met"
    return `| ${what} | ${measured} | ${budget} | ${verdict} |`
  })
  return ["| What | Measured | Budget | |", "|---|---|---|---|", ...lines].join("\n")
}
