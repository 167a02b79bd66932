import { integer, text } from "../sql/column.ts"
import { all, get, type Sql } from "../sql/request.ts"
import { table, type Table } from "../sql/table.ts"

/** Where one run of a wallet's charges lies in the archive. */
export interface SegmentRow {
  /** Charges `[firstNumber, lastNumber]`: all of the entries `[firstSequence, lastSequence]`. */
  readonly firstNumber: number
  readonly lastNumber: number
  readonly firstSequence: number
  readonly lastSequence: number
  /** The first and the last instant of its charges. */
  readonly firstInstant: number
  readonly lastInstant: number
  readonly key: string
  /** SHA-256 of its bytes, in hex. */
  readonly digest: string
  readonly bytes: number
  readonly archivedAt: number
}

export const CHARGE_SEGMENT: Table<SegmentRow> = table<SegmentRow>(
  "charge_segment",
  ["wallet_id", "last_number"],
  {
    firstNumber: integer,
    lastNumber: integer,
    firstSequence: integer,
    lastSequence: integer,
    firstInstant: integer,
    lastInstant: integer,
    key: text(),
    digest: text(),
    bytes: integer,
    archivedAt: integer,
  },
)

const LAST_SEGMENT = `SELECT ${CHARGE_SEGMENT.columns} FROM charge_segment
  WHERE wallet_id = ?1 ORDER BY last_number DESC LIMIT 1`
const SEGMENT_AFTER = `SELECT ${CHARGE_SEGMENT.columns} FROM charge_segment
  WHERE wallet_id = ?1 AND last_number > ?2 ORDER BY last_number LIMIT 1`
const ANY_SEGMENT = "SELECT 1 FROM charge_segment LIMIT 1"

/** The last segment of a wallet: charges after it are rows of the table, all others are in segments. */
export function* lastSegment(walletId: string): Sql<SegmentRow | undefined> {
  const row = yield* get(LAST_SEGMENT, walletId)
  return row === undefined ? undefined : CHARGE_SEGMENT.decode(row)
}

/** The segment that has the charge after this number; undefined where that is a row of the table. */
export function* segmentAfter(walletId: string, number: number): Sql<SegmentRow | undefined> {
  const row = yield* get(SEGMENT_AFTER, walletId, number)
  return row === undefined ? undefined : CHARGE_SEGMENT.decode(row)
}

export function* hasSegments(): Sql<boolean> {
  return (yield* all(ANY_SEGMENT)).length > 0
}
