import type { SqlDriver } from "../src/storage/sql-driver.ts"
import { tableSizes } from "./table-sizes.ts"

/** Of the 10 GB of an object, what is planned with: the rest is for what grows otherwise than thought. */
export const PLANNED_BYTES = 8_000_000_000

/** Bytes that one message leaves in its wallet's tables, by how long they stay. */
export interface Growth {
  /** Days, and bytes a message for so long; `null` is for ever. */
  readonly stays: readonly {
    readonly what: string
    readonly days: number | null
    readonly perMessage: number
    readonly rows: number
    readonly bytesOfRow: number
  }[]
  /** Of each day for ever, however many messages it had. */
  readonly perDay: number
}

const STAYS: readonly (readonly [table: string, what: string, days: number | null])[] = [
  ["charge", "charges", 35],
  ["journal_entry", "journal entries", 35],
  ["message", "messages, which are the dedupe", 400],
  ["message_alias", "other ids of messages", 400],
  ["hold_message", "places in holds", 400],
  ["contact_window", "windows of contacts who wrote", null],
  ["hold", "holds", null],
  ["replay", "answers to idempotency keys", null],
]
const QUARTER_DAYS = 100
const ROWS_OF_GRAIN = "SELECT COUNT(*) AS n FROM usage_rollup WHERE grain = ?"

/** What a day of so many messages left. */
export function growthOf(driver: SqlDriver, messages: number): Growth {
  const sizes = tableSizes(driver)
  const stays = STAYS.flatMap(([table, what, days]) => {
    const { rows, bytes } = sizes.get(table) ?? { rows: 0, bytes: 0 }
    if (rows === 0) return []
    return [{ what, days, perMessage: bytes / messages, rows: rows / messages, bytesOfRow: bytes / rows }]
  })
  const rollups = sizes.get("usage_rollup") ?? { rows: 1, bytes: 0 }
  const bytesOfRow = rollups.bytes / rollups.rows
  const ofGrain = (grain: string): number => Number(driver.prepare(ROWS_OF_GRAIN).get(grain)?.["n"])
  const quarters = ofGrain("quarter") / messages
  return {
    stays: [
      ...stays,
      {
        what: "sums by quarter hour",
        days: QUARTER_DAYS,
        perMessage: quarters * bytesOfRow,
        rows: quarters,
        bytesOfRow,
      },
    ],
    // The traffic touches two local days.
    perDay: (ofGrain("day") * bytesOfRow) / 2,
  }
}

/** Bytes of the tables after so many days of so many messages each. */
export function sizeAfter(growth: Growth, messagesPerDay: number, days: number): number {
  const perMessage = growth.stays.reduce(
    (sum, stay) => sum + stay.perMessage * Math.min(days, stay.days ?? days),
    0,
  )
  return messagesPerDay * perMessage + growth.perDay * days
}

/** How many messages a day fill `PLANNED_BYTES` in so many days. */
export function messagesPerDayFor(growth: Growth, days: number): number {
  const empty = sizeAfter(growth, 0, days)
  return Math.floor((PLANNED_BYTES - empty) / (sizeAfter(growth, 1, days) - empty))
}
