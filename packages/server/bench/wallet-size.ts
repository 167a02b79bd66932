// What a wallet takes in an object and in the archive. Prints tables for docs/archiving.md:
//   pnpm wallet-size [--messages 50000] [--senders 5]
import { join } from "node:path"
import { parseArgs } from "node:util"
import { DAY_MS, invariant } from "@tollgate/engine"
import { createSqlWalletStore } from "../src/storage/sql-wallet-store.ts"
import type { SqlDriver } from "../src/storage/sql-driver.ts"
import { memorySegments } from "../src/testing/memory-segments.ts"
import { formatCount, median, timeOf } from "../../engine/bench/measure.ts"
import { withFolder } from "./bench-folder.ts"
import { DAY_START, DAY_WALLET, fillDay, type DayOptions } from "./wallet-day.ts"
import { growthOf, messagesPerDayFor, PLANNED_BYTES, sizeAfter, type Growth } from "./wallet-growth.ts"

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "50000" },
    senders: { type: "string", default: "5" },
    only: { type: "string" },
  },
})
const messages = Number(values.messages)
const senders = Number(values.senders)
const YEAR_DAYS = 365
const YEARS = [1, 3, 5, 10] as const

const PATTERNS: readonly (readonly [name: string, options: Pick<DayOptions, "pace" | "isAuthorized">])[] = [
  ["bursts", { pace: "bursts", isAuthorized: false }],
  ["even", { pace: "even", isAuthorized: false }],
  ["authorized", { pace: "even", isAuthorized: true }],
]

await withFolder(async (folder) => {
  for (const [name, options] of PATTERNS) {
    if ((values.only ?? name) !== name) continue
    const driver = await fillDay(join(folder, `${name}.sqlite`), { messages, senders, ...options })
    const growth = growthOf(driver, messages)
    print(`## ${name}: a day of ${formatCount(messages)} messages of ${senders} numbers`)
    printGrowth(growth)
    await printArchive(driver)
    driver.close()
  }
})

function printGrowth(growth: Growth): void {
  print("| Rows | A message | Bytes a row | Bytes a message | Days |", "|---|---|---|---|---|")
  for (const { what, rows, bytesOfRow, perMessage, days } of growth.stays) {
    const stays = days === null ? "for ever" : String(days)
    print(`| ${what} | ${rows.toFixed(2)} | ${whole(bytesOfRow)} | ${whole(perMessage)} | ${stays} |`)
  }
  print(`sums by day: ${whole(growth.perDay)} bytes a day, for ever`, "")
  print("| Years | Messages a day within 8 GB | GB at 10,000 a day |", "|---|---|---|")
  for (const years of YEARS) {
    const days = years * YEAR_DAYS
    const gigabytes = sizeAfter(growth, 10_000, days) / 1e9
    print(`| ${years} | ${formatCount(messagesPerDayFor(growth, days))} | ${gigabytes.toFixed(2)} |`)
  }
  invariant(PLANNED_BYTES === 8e9, "the heading says 8 GB")
  print("")
}

/** All that the day left goes into an archive in memory: what it takes there, and how long that holds up the process. */
async function printArchive(driver: SqlDriver): Promise<void> {
  const segments = memorySegments()
  const took: number[] = []
  const commits: number[] = []
  const timed: SqlDriver = {
    ...driver,
    transaction: (body) => {
      const startedAt = performance.now()
      const value = driver.transaction(body)
      commits.push(performance.now() - startedAt)
      return value
    },
    close: () => {},
  }
  const store = createSqlWalletStore(timed, { segments })
  // Opening it was a transaction, too.
  commits.length = 0
  const now = DAY_START + 40 * DAY_MS
  let charges = 0
  let entries = 0
  for (;;) {
    let moved = { charges: 0, entries: 0 }
    const time = await timeOf(async () => {
      moved = await store.archiveCharges(DAY_WALLET, now)
    })
    if (moved.charges === 0 && moved.entries === 0) break
    took.push(time)
    charges += moved.charges
    entries += moved.entries
  }
  if (took.length === 0) return print("fewer than a segment: nothing to archive", "")
  const bytes = { charges: 0, entries: 0 }
  for (const key of await segments.keys()) {
    bytes[key.startsWith("charges/") ? "charges" : "entries"] += (await segments.get(key))?.length ?? 0
  }
  print("| In the archive | Rows | Bytes a row |", "|---|---|---|")
  print(`| charges | ${formatCount(charges)} | ${whole(bytes.charges / charges)} |`)
  if (entries > 0) print(`| journal entries | ${formatCount(entries)} | ${whole(bytes.entries / entries)} |`)
  print(
    `a segment: ${whole(median(took))} ms, of which its commit ${whole(median(commits))} ms (medians)`,
    `the first charge of a segment that is not in memory: ${whole(await coldRead(driver, segments))} ms`,
    `a segment has ${whole((bytes.charges + bytes.entries) / took.length / 1000)} KB`,
    "",
  )
}

async function coldRead(driver: SqlDriver, segments: ReturnType<typeof memorySegments>): Promise<number> {
  const took: number[] = []
  for (let turn = 0; turn < 7; turn += 1) {
    const store = createSqlWalletStore({ ...driver, close: () => {} }, { segments })
    took.push(await timeOf(async () => void (await store.charges(DAY_WALLET, { limit: 1 }))))
  }
  return median(took)
}

function whole(value: number): string {
  return formatCount(Math.round(value))
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`)
}
