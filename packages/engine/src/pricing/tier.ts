import { localMonth, type Zone } from "../usage/calendar.ts"
import type { CompiledPrice } from "./compile-plan.ts"
import type { TierReport } from "./sender-facts.ts"
import type { Category } from "./usage-event.ts"

/** The last tier that begins at or before a message number, the first message being number 1. Rule TIER-2. */
export function tierOf({ from }: CompiledPrice, messageNumber: number): number {
  let tier = from.length - 1
  while (tier > 0 && from[tier]! > messageNumber) tier--
  return tier
}

/** The first message number of the tier that Meta reported for the instant's month; 0 without a report. Rule TIER-3. */
export function reportedFrom(
  reports: readonly TierReport[] | undefined,
  {
    market,
    category,
    instant,
    zone,
  }: {
    readonly market: string
    readonly category: Category
    readonly instant: number
    readonly zone: Zone
  },
): number {
  if (reports === undefined || reports.length === 0) return 0
  const region = market.toLowerCase()
  const month = localMonth(zone, instant)
  let from = 0
  for (const report of reports) {
    if (report.month !== month || report.category !== category) continue
    if (report.updatedAt <= instant && report.from > from && report.region.toLowerCase() === region) {
      from = report.from
    }
  }
  return from
}
