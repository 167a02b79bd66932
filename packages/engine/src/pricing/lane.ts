import {
  applyFees,
  formatRated,
  limitOf,
  meterOf,
  type ChargedAt,
  type Grounds,
  type Rated,
} from "./apply-fees.ts"
import { buildFees, type FeeKey, type Fees } from "./build-fees.ts"
import { priceOf, type CompiledPrice, type Segment } from "./compile-plan.ts"
import { advance, type CounterStep, type Meter } from "./meters.ts"
import { tierOf } from "./tier.ts"

/**
 * What plain messages of one kind cost, for one sender, segment and month: worked out for the first of them, then only
 * looked up and added to. Plain is a trigger of which nothing special was told, see `rate`; most traffic is.
 */
export interface Lane {
  readonly segment: Segment
  /** Of the wallet's own book: its month may end at another instant than the sender's. */
  readonly walletMonth: number
  readonly at: ChargedAt
  readonly key: FeeKey
  /** Those that a message of this kind may take a unit of, in the order of the plan. */
  readonly allowances: readonly LaneAllowance[]
  /** Null where no card is asked. */
  readonly price: CompiledPrice | null
  /** Counts the messages of a counted tier, or null. */
  readonly counter: Meter | null
  /** By tier, made when first met; null = messages of this kind are priced one by one. */
  readonly outcomes: (Outcome | undefined)[] | null
}

interface LaneAllowance {
  readonly meter: Meter
  readonly quantity: number
  readonly outcome: Outcome
}

/** What fees come to while their cap has room, and once it is used up. */
interface Outcome {
  readonly fees: Fees
  readonly grounds: Grounds
  readonly rated: Rated
  /** The only cap on them, or null. */
  readonly cap: { readonly meter: Meter; readonly amount: number; readonly limit: number } | null
  readonly exhausted: Rated
}

/**
 * Opens the lane of a plain trigger; one without outcomes where the price depends on more than the kind.
 *
 * @param isRegular - Meta said that it is charged: its own allowance gives no unit (ALLOW-2)
 */
export function openLane(at: ChargedAt, key: FeeKey, isRegular: boolean): Lane {
  const { plan, meters, segment } = at
  const walletMonth = meters.wallet.month
  const lane = { segment, walletMonth, at, key, allowances: [], price: null, counter: null }
  if (!at.isDelivery) return { ...lane, outcomes: [] }
  const price =
    key.category < 0 || segment.card === null ? null : priceOf(plan, segment, key.market, key.category)
  const mode = segment.version!.volumeTiers
  if (price === null || (mode === "reported" && price.from.length > 1)) return { ...lane, outcomes: null }
  const isCounted = mode === "counted" && price.from.length > 1
  const counter = isCounted ? meters.byTier(plan, key.market, key.category) : null
  return { ...lane, allowances: openAllowances(at, key, isRegular), price, counter, outcomes: [] }
}

function openAllowances(at: ChargedAt, key: FeeKey, isRegular: boolean): LaneAllowance[] {
  const { plan, meters, book, segment, sender } = at
  return segment.allowances[key.category]!.flatMap(({ allowance, slot }) => {
    const { id, basis, per, quantity } = allowance
    if ((basis === "meta" && isRegular) || (per === "sender" && sender.id === "")) return []
    const meter = meters.bySlot(plan, per === "sender" ? book : meters.wallet, slot)
    const grounds: Grounds = { reason: `allowance:${id}`, tierFrom: 0, counter: meter }
    return [{ meter, quantity, outcome: openOutcome(at, buildFees(plan, segment, key, 0), grounds) }]
  })
}

/** The price of the next message of a lane, its counters advanced. Rules ALLOW-3, TIER-1, TIER-2, CAP-1 to CAP-3. */
export function takeLane(lane: Lane, outcomes: (Outcome | undefined)[]): Rated {
  const { allowances, counter } = lane
  for (let index = 0; index < allowances.length; index++) {
    const { meter, quantity, outcome } = allowances[index]!
    if (quantity - meter.used - meter.reserved >= 1) return takeOutcome(lane.at, outcome)
  }
  const tier = counter === null ? 0 : tierOf(lane.price!, counter.used + 1)
  return takeOutcome(lane.at, outcomes[tier] ?? (outcomes[tier] = openTier(lane, tier)))
}

function takeOutcome(at: ChargedAt, outcome: Outcome): Rated {
  const { cap, grounds } = outcome
  let { rated } = outcome
  if (cap !== null) {
    const left = cap.limit - cap.meter.used
    // Room for a part only: rare, so worked out line by line.
    if (left > 0 && left < cap.amount) return applyFees(at, outcome.fees, grounds)
    if (left >= cap.amount) advance(cap.meter, cap.amount)
    else rated = outcome.exhausted
  } else if (outcome.fees.capped.length > 0) {
    // Several caps may fill at different times.
    return applyFees(at, outcome.fees, grounds)
  }
  if (grounds.counter !== null) advance(grounds.counter, 1)
  return rated
}

function openTier({ at, key, price, counter }: Lane, tier: number): Outcome {
  const fees = buildFees(at.plan, at.segment, key, price === null ? 0 : price.rate[tier]!)
  const reason = price === null ? "" : tier === 0 ? "list" : "tier"
  return openOutcome(at, fees, { reason, tierFrom: price === null ? 0 : price.from[tier]!, counter })
}

function openOutcome(at: ChargedAt, fees: Fees, grounds: Grounds): Outcome {
  const { counter } = grounds
  const counted: readonly CounterStep[] = counter === null ? [] : [[counter.month, counter.key, 1]]
  const [only, ...others] = fees.capped
  if (only === undefined || others.length > 0) {
    const rated = formatRated(at, fees, grounds, counted)
    return { fees, grounds, rated, cap: null, exhausted: rated }
  }
  const cap = { meter: meterOf(at, only), amount: only.amount, limit: limitOf(at, only) }
  const rest = {
    ...fees,
    fees: fees.fees.filter((_, index) => !only.lines.includes(index)),
    otherFees: fees.otherFees - only.amount,
  }
  return {
    fees,
    grounds,
    rated: formatRated(at, fees, grounds, [...counted, [cap.meter.month, cap.meter.key, cap.amount]]),
    cap,
    exhausted: formatRated(at, rest, grounds, counted),
  }
}
