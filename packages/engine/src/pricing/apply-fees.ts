import type { CappedFees, Fees } from "./build-fees.ts"
import type { FeeLine } from "./charge.ts"
import type { CompiledPlan, Segment } from "./compile-plan.ts"
import { advance, type CounterStep, type Meter, type MeterBook, type Meters } from "./meters.ts"
import type { SenderFacts } from "./sender-facts.ts"

/** A trigger priced, its counters advanced. Shared by all messages that are priced the same: never changed. */
export interface Rated {
  readonly ok: true
  readonly fees: readonly FeeLine[]
  readonly whatsappFee: number
  readonly otherFees: number
  readonly market: string
  readonly rateCard: string
  readonly tierFrom: number
  readonly planVersion: string
  readonly reason: string
  readonly counted: readonly CounterStep[]
}

/** Where fees are charged: the counters that they advance and the names that come with them. */
export interface ChargedAt {
  readonly plan: CompiledPlan
  readonly meters: Meters
  readonly book: MeterBook
  readonly sender: SenderFacts
  readonly segment: Segment
  readonly market: number
  readonly isDelivery: boolean
}

/** What priced a message. */
export interface Grounds {
  /** One stable word: `list`, `tier`, `allowance:<id>`, `told_cost`, a free type; "" at other triggers. */
  readonly reason: string
  readonly tierFrom: number
  /** Counts this message by one, or null. */
  readonly counter: Meter | null
}

/**
 * Charge fees and advance their counters: those of every cap are trimmed to what is left of it, in the order of the
 * plan's rules. Rules CAP-1 to CAP-3.
 */
export function applyFees(at: ChargedAt, charged: Fees, grounds: Grounds): Rated {
  const counted: CounterStep[] = []
  if (grounds.counter !== null) counted.push(advance(grounds.counter, 1))
  let { otherFees } = charged
  const fees: FeeLine[] = [...charged.fees]
  for (const group of charged.capped) {
    const meter = meterOf(at, group)
    const taken = Math.min(Math.max(0, limitOf(at, group) - meter.used), group.amount)
    otherFees -= group.amount - taken
    trim(fees, group.lines, taken)
    if (taken > 0) counted.push(advance(meter, taken))
  }
  return formatRated(
    at,
    { ...charged, fees: fees.filter(({ amount }) => amount > 0), otherFees },
    grounds,
    counted,
  )
}

/** Give the lines what is left of the cap, first line first. */
function trim(fees: FeeLine[], lines: readonly number[], left: number): void {
  for (const index of lines) {
    const line = fees[index]!
    const amount = Math.min(line.amount, left)
    left -= amount
    if (amount < line.amount) fees[index] = { ...line, amount }
  }
}

export function meterOf({ plan, meters, book }: ChargedAt, { cap }: CappedFees): Meter {
  return meters.bySlot(plan, cap.cap.per === "sender" ? book : meters.wallet, cap.slot)
}

/** Micros that the cap allows in a month. */
export function limitOf({ sender }: ChargedAt, { cap }: CappedFees): number {
  return sender.capOverrides?.[cap.cap.id] ?? cap.amount
}

export function formatRated(
  { plan, segment, market, isDelivery }: ChargedAt,
  { fees, whatsappFee, otherFees }: Omit<Fees, "capped">,
  { reason, tierFrom }: Grounds,
  counted: readonly CounterStep[],
): Rated {
  return {
    ok: true,
    fees,
    whatsappFee,
    otherFees,
    market: plan.markets[market]!,
    rateCard: isDelivery && segment.card !== null ? segment.card.id : "",
    tierFrom,
    planVersion: segment.versionName,
    reason,
    counted,
  }
}
