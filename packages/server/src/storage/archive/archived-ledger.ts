import type { Charge } from "@tollgate/engine"
import type { SqlRow } from "../sql-driver.ts"
import type { ChargeNumbers, LedgerReads } from "../sql/ledger-reads.ts"
import {
  chargesBetween,
  chargesByNumber,
  entriesBetween,
  lastBefore,
  lastChargeInTable,
  readEntrySpans,
  type EntryPlace,
  type NumberRange,
} from "../sql/read-ledger.ts"
import type { Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { CHARGE, ENTRY_SPAN, JOURNAL_ENTRY } from "../sql/tables.ts"
import type { OpenSegment } from "./segment-bytes.ts"
import type { SegmentReader } from "./segment-reader.ts"
import {
  lastSegment,
  segmentAfter,
  segmentBefore,
  segmentsOfInstants,
  type SegmentKind,
  type SegmentRow,
} from "./segment-table.ts"

/** How rows of one kind are read: those of the table, and one of a segment. */
interface Reading<T> {
  readonly kind: SegmentKind
  readonly fromTable: (walletId: string, range: NumberRange) => Sql<readonly T[]>
  readonly decode: (row: SqlRow) => T
}

/**
 * A ledger of which the oldest part is in segments. A segment, once there, is there for ever, so that pages may be read amid
 * archiving. Rule ARCH-4.
 */
export function archivedLedger(host: SqlHost, reader: SegmentReader): LedgerReads {
  async function between<T>(
    walletId: string,
    range: NumberRange,
    reading: Reading<T>,
  ): Promise<readonly T[]> {
    const { last, limit } = range
    const found: T[] = []
    let { after } = range
    while (after < last && found.length < limit) {
      const rest = { ...range, after, limit: limit - found.length }
      const piece = await host.read(nextPiece(walletId, rest, reading))
      if (piece.segment === undefined) return found.concat(piece.rows)
      const { firstNumber, lastNumber } = piece.segment
      const segment = await reader.open(walletId, piece.segment)
      const first = Math.max(after + 1, firstNumber)
      after = Math.min(lastNumber, last, first + rest.limit - 1)
      for (let number = first; number <= after; number += 1) found.push(reading.decode(segment.row(number)))
    }
    return found
  }

  const charges = (walletId: string, range: NumberRange): Promise<readonly Charge[]> =>
    between(walletId, range, {
      kind: "charges",
      fromTable: chargesBetween,
      decode: range.isExact === true ? CHARGE.decodeExact : CHARGE.decode,
    })

  async function chargesAt(walletId: string, numbers: readonly number[]): Promise<readonly Charge[]> {
    if (numbers.length === 0) return []
    const { last, rows } = await host.read(recentByNumber(walletId, numbers))
    const archived = [...new Set(numbers.filter((number) => number <= last))].sort((a, b) => a - b)
    const found: Charge[] = []
    let place: SegmentRow | undefined
    let segment: OpenSegment | undefined
    for (const number of archived) {
      if (place === undefined || segment === undefined || number > place.lastNumber) {
        place = await host.read(segmentAfter(walletId, "charges", number - 1))
        if (place === undefined) break
        segment = await reader.open(walletId, place)
      }
      if (number >= place.firstNumber) found.push(CHARGE.decode(segment.row(number)))
    }
    return found.concat(rows)
  }

  /** The last entry posted before that instant. */
  async function placeBefore(walletId: string, at: number): Promise<EntryPlace> {
    const { inTable, segment } = await host.read(findBefore(walletId, at))
    if (segment === undefined) return inTable
    const { row } = await reader.open(walletId, segment)
    // Posting times only go up: `low` was posted before, `high` was not.
    let [low, high] = [segment.firstNumber, segment.lastNumber + 1]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if ((row(middle)["at"] as number) < at) low = middle
      else high = middle
    }
    return { sequence: low, balance: BigInt(row(low)["balance_after"] as string) }
  }

  /** The number of the last charge up to and with an entry. */
  async function lastChargeOf(walletId: string, sequence: number): Promise<number> {
    const { inTable, segment } = await host.read(findLastCharge(walletId, sequence))
    if (segment === undefined) return inTable ?? 0
    if (sequence >= segment.lastNumber) return segment.lastCharge
    if (sequence < segment.firstNumber) return 0
    return (await reader.open(walletId, segment)).row(sequence)["last_charge"] as number
  }

  async function numbers(walletId: string, from: number, to: number): Promise<readonly ChargeNumbers[]> {
    const found: ChargeNumbers[] = []
    let segments: readonly SegmentRow[]
    let after = 0
    do {
      segments = await host.read(segmentsOfInstants(walletId, { after, from, to }))
      for (const segment of segments) {
        const { row } = await reader.open(walletId, segment)
        for (let sequence = segment.firstNumber; sequence <= segment.lastNumber; sequence += 1) {
          const { firstInstant, lastInstant, lastCharge, chargeCount } = ENTRY_SPAN.decode(row(sequence))
          if (firstInstant === null || lastInstant === null) continue
          if (lastInstant >= from && firstInstant < to) {
            found.push({ after: lastCharge - chargeCount, last: lastCharge })
          }
        }
        after = segment.lastNumber
      }
    } while (segments.length > 0)
    return found
  }

  return {
    entries: async (walletId, { fromAt, toAt, afterSequence = 0, limit, isExact = false }) => {
      const after = fromAt === undefined ? 0 : (await placeBefore(walletId, fromAt)).sequence
      const last = toAt === undefined ? Number.MAX_SAFE_INTEGER : (await placeBefore(walletId, toAt)).sequence
      const range = { after: Math.max(after, afterSequence), last, limit, isExact }
      return between(walletId, range, {
        kind: "entries",
        fromTable: entriesBetween,
        decode: isExact ? JOURNAL_ENTRY.decodeExact : JOURNAL_ENTRY.decode,
      })
    },
    entrySpans: (walletId, { afterSequence, limit }) =>
      between(
        walletId,
        { after: afterSequence, last: Number.MAX_SAFE_INTEGER, limit },
        {
          kind: "entries",
          fromTable: (id, range) => readEntrySpans(id, { afterSequence: range.after, limit: range.limit }),
          decode: ENTRY_SPAN.decode,
        },
      ),
    balanceAt: async (walletId, at) => (await placeBefore(walletId, at)).balance,
    charges: async (walletId, { afterNumber = 0, fromSequence, toSequence, limit, isExact = false }) => {
      const after = fromSequence === undefined ? 0 : await lastChargeOf(walletId, fromSequence - 1)
      const last =
        toSequence === undefined ? Number.MAX_SAFE_INTEGER : await lastChargeOf(walletId, toSequence)
      return charges(walletId, { after: Math.max(after, afterNumber), last, limit, isExact })
    },
    chargesBetween: charges,
    chargesByNumber: chargesAt,
    lastCharge: (walletId) => lastChargeOf(walletId, Number.MAX_SAFE_INTEGER),
    archived: { numbers, lastCharge: lastArchivedCharge },
  }
}

/** The segment that has the next row, or the rows of the table from there on. */
function* nextPiece<T>(
  walletId: string,
  range: NumberRange,
  { kind, fromTable }: Reading<T>,
): Sql<
  | { readonly segment: SegmentRow; readonly rows?: undefined }
  | { readonly segment?: undefined; readonly rows: readonly T[] }
> {
  const segment = yield* segmentAfter(walletId, kind, range.after)
  if (segment === undefined) return { rows: yield* fromTable(walletId, range) }
  return segment.firstNumber > range.last ? { rows: [] } : { segment }
}

function* lastArchivedCharge(walletId: string): Sql<number> {
  return (yield* lastSegment(walletId, "charges"))?.lastNumber ?? 0
}

function* recentByNumber(
  walletId: string,
  numbers: readonly number[],
): Sql<{ readonly last: number; readonly rows: readonly Charge[] }> {
  const last = yield* lastArchivedCharge(walletId)
  const recent = numbers.filter((number) => number > last)
  return { last, rows: yield* chargesByNumber(walletId, recent) }
}

function* findBefore(
  walletId: string,
  at: number,
): Sql<{ readonly inTable: EntryPlace; readonly segment?: SegmentRow | undefined }> {
  const inTable = yield* lastBefore(walletId, at)
  if (inTable.sequence > 0) return { inTable }
  return { inTable, segment: yield* segmentBefore(walletId, "entries", at) }
}

function* findLastCharge(
  walletId: string,
  sequence: number,
): Sql<{ readonly inTable?: number | undefined; readonly segment?: SegmentRow | undefined }> {
  const inTable = yield* lastChargeInTable(walletId, sequence)
  if (inTable !== undefined) return { inTable }
  const segment = yield* segmentAfter(walletId, "entries", sequence - 1)
  return { segment: segment ?? (yield* lastSegment(walletId, "entries")) }
}
