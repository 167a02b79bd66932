import { integer, optionalInteger, text } from "../sql/column.ts"
import { all, get, type Sql } from "../sql/request.ts"
import { table, type Table } from "../sql/table.ts"

/** What a segment has: charges by their numbers, or journal entries by their sequences. */
export type SegmentKind = "charges" | "entries"

/** Where one run of a wallet's charges or entries lies in the archive. */
export interface SegmentRow {
  readonly kind: SegmentKind
  /** Charges, or entries, `[firstNumber, lastNumber]`. */
  readonly firstNumber: number
  readonly lastNumber: number
  /** When the first and the last of them was posted. */
  readonly firstAt: number
  readonly lastAt: number
  /** The first and the last instant of the charges; null for entries without any. */
  readonly firstInstant: number | null
  readonly lastInstant: number | null
  /** The last charge up to and with the last of them. */
  readonly lastCharge: number
  /** The hash of the last entry; empty for charges. */
  readonly lastHash: string
  readonly key: string
  /** SHA-256 of its bytes, in hex. */
  readonly digest: string
  readonly bytes: number
  readonly archivedAt: number
}

export const ARCHIVE_SEGMENT: Table<SegmentRow> = table<SegmentRow>(
  "archive_segment",
  ["wallet_id", "kind", "last_number"],
  {
    kind: text(),
    firstNumber: integer,
    lastNumber: integer,
    firstAt: integer,
    lastAt: integer,
    firstInstant: optionalInteger,
    lastInstant: optionalInteger,
    lastCharge: integer,
    lastHash: text(),
    key: text(),
    digest: text(),
    bytes: integer,
    archivedAt: integer,
  },
)

const SEGMENTS = `SELECT ${ARCHIVE_SEGMENT.columns} FROM archive_segment WHERE wallet_id = ?1 AND kind = ?2`
const LAST = `${SEGMENTS} ORDER BY last_number DESC LIMIT 1`
const AFTER = `${SEGMENTS} AND last_number > ?3 ORDER BY last_number LIMIT 1`
const BEFORE = `${SEGMENTS} AND first_at < ?3 ORDER BY first_at DESC, last_number DESC LIMIT 1`
const OF_INSTANTS = `${SEGMENTS} AND last_number > ?3 AND last_instant >= ?4 AND first_instant < ?5
  ORDER BY last_number LIMIT 100`
const ANY = "SELECT 1 FROM archive_segment LIMIT 1"

/** The last segment of a wallet: what comes after it is rows of the table, all before is in segments. */
export function* lastSegment(walletId: string, kind: SegmentKind): Sql<SegmentRow | undefined> {
  return decoded(yield* get(LAST, walletId, kind))
}

/** The segment that has the charge or entry after this number; undefined where that is a row of the table. */
export function* segmentAfter(
  walletId: string,
  kind: SegmentKind,
  number: number,
): Sql<SegmentRow | undefined> {
  return decoded(yield* get(AFTER, walletId, kind, number))
}

/** The last segment that begins before an instant of posting. */
export function* segmentBefore(walletId: string, kind: SegmentKind, at: number): Sql<SegmentRow | undefined> {
  return decoded(yield* get(BEFORE, walletId, kind, at))
}

/** Segments of entries that may have charges of `[from, to)`, after a number, in order: at most a hundred. */
export function* segmentsOfInstants(
  walletId: string,
  { after, from, to }: { readonly after: number; readonly from: number; readonly to: number },
): Sql<readonly SegmentRow[]> {
  return (yield* all(OF_INSTANTS, walletId, "entries", after, from, to)).map(ARCHIVE_SEGMENT.decode)
}

export function* hasSegments(): Sql<boolean> {
  return (yield* get(ANY)) !== undefined
}

function decoded(row: Parameters<typeof ARCHIVE_SEGMENT.decode>[0] | undefined): SegmentRow | undefined {
  return row === undefined ? undefined : ARCHIVE_SEGMENT.decode(row)
}
