import type { Charge } from "@tollgate/engine"
import type { ChargeReads, NumberRange } from "../sql/charge-reads.ts"
import { chargeBounds, chargesBetween, chargesByNumber } from "../sql/read-ledger.ts"
import type { Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { CHARGE } from "../sql/tables.ts"
import type { OpenSegment } from "./segment-bytes.ts"
import type { SegmentReader } from "./segment-reader.ts"
import { lastSegment, segmentAfter, type SegmentRow } from "./segment-table.ts"

/** Charges of which the oldest are in segments. A segment, once there, is there for ever: pages may be read amid archiving. Rule ARCH-4. */
export function archivedCharges(host: SqlHost, reader: SegmentReader): ChargeReads {
  async function between(walletId: string, range: NumberRange): Promise<readonly Charge[]> {
    const { last, limit, isExact = false } = range
    const decode = isExact ? CHARGE.decodeExact : CHARGE.decode
    const found: Charge[] = []
    let { after } = range
    while (after < last && found.length < limit) {
      const rest = { after, last, limit: limit - found.length, isExact }
      const piece = await host.read(nextPiece(walletId, rest))
      if (piece.segment === undefined) return found.concat(piece.charges)
      const { firstNumber, lastNumber } = piece.segment
      const segment = await reader.open(walletId, piece.segment)
      const first = Math.max(after + 1, firstNumber)
      after = Math.min(lastNumber, last, first + rest.limit - 1)
      for (let number = first; number <= after; number += 1) found.push(decode(segment.row(number)))
    }
    return found
  }

  async function byNumber(walletId: string, numbers: readonly number[]): Promise<readonly Charge[]> {
    if (numbers.length === 0) return []
    const { lastArchived, charges } = await host.read(recentByNumber(walletId, numbers))
    const archived = [...new Set(numbers.filter((number) => number <= lastArchived))].sort((a, b) => a - b)
    const found: Charge[] = []
    let place: SegmentRow | undefined
    let segment: OpenSegment | undefined
    for (const number of archived) {
      if (place === undefined || segment === undefined || number > place.lastNumber) {
        place = await host.read(segmentAfter(walletId, number - 1))
        if (place === undefined) break
        segment = await reader.open(walletId, place)
      }
      if (number >= place.firstNumber) found.push(CHARGE.decode(segment.row(number)))
    }
    return found.concat(charges)
  }

  return {
    between,
    byNumber,
    ofRange: async (walletId, { limit, isExact = false, ...range }) => {
      const bounds = await host.read(chargeBounds(walletId, range))
      return between(walletId, { ...bounds, limit, isExact })
    },
    lastArchived,
  }
}

/** The segment that has the next charge, or the charges of the table from there on. */
function* nextPiece(
  walletId: string,
  range: NumberRange,
): Sql<
  | { readonly segment: SegmentRow; readonly charges?: undefined }
  | { readonly segment?: undefined; readonly charges: readonly Charge[] }
> {
  const segment = yield* segmentAfter(walletId, range.after)
  if (segment === undefined) return { charges: yield* chargesBetween(walletId, range) }
  return segment.firstNumber > range.last ? { charges: [] } : { segment }
}

function* lastArchived(walletId: string): Sql<number> {
  return (yield* lastSegment(walletId))?.lastNumber ?? 0
}

function* recentByNumber(
  walletId: string,
  numbers: readonly number[],
): Sql<{ readonly lastArchived: number; readonly charges: readonly Charge[] }> {
  const last = yield* lastArchived(walletId)
  const recent = numbers.filter((number) => number > last)
  return { lastArchived: last, charges: yield* chargesByNumber(walletId, recent) }
}
