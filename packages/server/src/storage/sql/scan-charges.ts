import type { Charge } from "@tollgate/engine"
import type { ChargeNumbers, LedgerReads } from "./ledger-reads.ts"
import { all } from "./request.ts"
import type { SqlHost } from "./sql-host.ts"
import type { SqlRow } from "../sql-driver.ts"

const SPANS_AT_ONCE = 2000
export const CHARGES_AT_ONCE = 500
/** As in the index `journal_entry_wide`: charges of other entries lie no further apart. */
const WIDE_SPAN_MS = 3_600_000

const SPANS = `SELECT last_instant, sequence, first_instant, charge_count, last_charge FROM journal_entry
  WHERE wallet_id = ?1 AND (last_instant, sequence) > (?2, ?3) AND last_instant < ?4`
const ALL_SPANS = `${SPANS} AND last_instant IS NOT NULL ORDER BY last_instant, sequence LIMIT ${SPANS_AT_ONCE}`
const WIDE_SPANS = `${SPANS} AND last_instant - first_instant > ${WIDE_SPAN_MS}
  ORDER BY last_instant, sequence LIMIT ${SPANS_AT_ONCE}`

/**
 * Every charge with an instant in `[from, to)`, in order of number, as of the moment when the scan begins. Memory grows
 * with the number of entries that have such charges, not with the charges.
 *
 * @param pause - lets the rest of the process run between two pages
 */
export async function* scanCharges(
  host: SqlHost,
  walletId: string,
  {
    from,
    to,
    ledger,
    pause,
  }: {
    readonly from: number
    readonly to: number
    readonly ledger: LedgerReads
    readonly pause: () => Promise<void>
  },
): AsyncGenerator<Charge> {
  const lastAtStart = await ledger.lastCharge(walletId)
  const ranges: ChargeNumbers[] = []
  // Entries that end before `to`, or so little after it that they are not among the wide ones; then the wide ones.
  const boundary = to + WIDE_SPAN_MS
  for (const [sql, fromInstant, untilInstant] of [
    [ALL_SPANS, from, boundary],
    [WIDE_SPANS, Math.max(from, boundary), Number.MAX_SAFE_INTEGER],
  ] as const) {
    let rows: readonly SqlRow[]
    let place: readonly [lastInstant: number, sequence: number] = [fromInstant, 0]
    do {
      rows = await host.read(all(sql, walletId, ...place, untilInstant))
      for (const row of rows) {
        place = [row["last_instant"] as number, row["sequence"] as number]
        const last = row["last_charge"] as number
        if ((row["first_instant"] as number) >= to || last > lastAtStart) continue
        ranges.push({ after: last - (row["charge_count"] as number), last })
      }
      await pause()
    } while (rows.length === SPANS_AT_ONCE)
  }

  // After those of the table: an entry that is archived meanwhile is found twice rather than not at all.
  for (const range of (await ledger.archived?.numbers(walletId, from, to)) ?? []) {
    if (range.last <= lastAtStart) ranges.push(range)
  }

  for (const { after, last } of joined(ranges)) {
    let done = after
    while (done < last) {
      const charges = await ledger.chargesBetween(walletId, { after: done, last, limit: CHARGES_AT_ONCE })
      for (const charge of charges) if (charge.instant >= from && charge.instant < to) yield charge
      done = charges.at(-1)?.number ?? last
      await pause()
    }
  }
}

/** In order, neighbours and those found twice made one. */
function joined(ranges: readonly ChargeNumbers[]): readonly ChargeNumbers[] {
  const result: ChargeNumbers[] = []
  for (const range of ranges.toSorted((left, right) => left.after - right.after)) {
    const before = result.at(-1)
    if (before !== undefined && range.after <= before.last) {
      result[result.length - 1] = { after: before.after, last: Math.max(before.last, range.last) }
    } else result.push(range)
  }
  return result
}
