import { formatAmount } from "@tollgate/engine"
import { EMPTY_TALLY, type Tally } from "./tally.ts"

/** A line while traffic runs. */
export function formatProgress(tallies: ReadonlyMap<string, Tally>, bodiesPlanned: number): string {
  const { bodies, accepted, duplicates, suspended } = sum(tallies)
  return `${bodies} of ${bodiesPlanned} webhooks: ${accepted} accepted, ${duplicates} duplicates, ${suspended} suspended`
}

const HEADINGS = ["number", "webhooks", "events posted", "accepted", "duplicates", "suspended", "charged"]

/**
 * What came of each number's events, and of all; charges are summed where they are in one currency.
 *
 * @param currencies - by number, undefined where not known
 */
export function formatTallies(
  tallies: ReadonlyMap<string, Tally>,
  currencies: ReadonlyMap<string, string | undefined>,
): string {
  const all = sum(tallies)
  const known = new Set([...tallies.keys()].map((id) => currencies.get(id)))
  const total = known.size === 1 ? charged(all, [...known][0]) : ""
  const rows = [
    HEADINGS,
    ...[...tallies].map(([id, tally]) => row(id, tally, charged(tally, currencies.get(id)))),
    row("all", all, total),
  ]
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)))
  return rows
    .map((cells) =>
      cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))),
    )
    .map((cells) => cells.join("  ").trimEnd())
    .join("\n")
}

function row(
  name: string,
  { bodies, events, accepted, duplicates, suspended }: Tally,
  money: string,
): string[] {
  return [name, ...[bodies, events, accepted, duplicates, suspended].map(String), money]
}

function charged(tally: Tally, currency: string | undefined): string {
  return currency === undefined ? formatAmount(tally.charged) : `${formatAmount(tally.charged)} ${currency}`
}

function sum(tallies: ReadonlyMap<string, Tally>): Tally {
  return [...tallies.values()].reduce(
    (total, tally) => ({
      bodies: total.bodies + tally.bodies,
      events: total.events + tally.events,
      accepted: total.accepted + tally.accepted,
      duplicates: total.duplicates + tally.duplicates,
      suspended: total.suspended + tally.suspended,
      charged: total.charged + tally.charged,
    }),
    EMPTY_TALLY,
  )
}
