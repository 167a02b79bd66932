import { marketIndexOf } from "../rates/markets.ts"
import type { SuspenseReason } from "../wallet/state.ts"
import { applyFees, type ChargedAt, type Rated } from "./apply-fees.ts"
import { buildFees, type FeeKey } from "./build-fees.ts"
import { priceOf, type CompiledPlan, type CompiledPrice } from "./compile-plan.ts"
import { freeReason } from "./free-reason.ts"
import { openLane, takeLane } from "./lane.ts"
import { enterMonths, segmentAt, type Meter, type MeterBook, type Meters } from "./meters.ts"
import type { SenderFacts } from "./sender-facts.ts"
import { reportedFrom, tierOf } from "./tier.ts"
import {
  CATEGORIES,
  CATEGORY_INDEX,
  CHANNEL_INDEX,
  TRIGGER_INDEX,
  type Category,
  type Channel,
  type MediaType,
  type PricingType,
  type Trigger,
} from "./usage-event.ts"

/** One trigger to be priced: what is known of its message. */
export interface RateRequest {
  readonly trigger: Trigger
  /** Bits of the triggers of this message handled before (`TRIGGER_BIT`). */
  readonly handled: number
  /** Only the rules that waited for a category (PLAN-8). */
  readonly lateCategory: boolean
  readonly instant: number
  readonly recipient: string
  /** As told; "" = by the recipient's prefix. */
  readonly market: string
  readonly category: Category | ""
  readonly type: PricingType | ""
  readonly channel: Channel
  readonly mediaType: MediaType | ""
  readonly isGroup: boolean
  /** Micros that Meta said this message costs, or -1. */
  readonly toldCost: number
  /** By our own clock: the user wrote within 24 hours; a free entry point is open; a conversation is already paid. */
  readonly inServiceWindow: boolean
  readonly inEntryWindow: boolean
  readonly inConversation: boolean
}

export interface NotRated {
  readonly ok: false
  readonly reason: SuspenseReason
}

const DELIVERED = TRIGGER_INDEX.delivered

/**
 * Price one trigger and advance the counters that it uses; nothing is advanced when it cannot be rated. The hot path
 * looks up by small integers and adds: a plain message, of which nothing special was told, is priced like the one of its
 * kind before and allocates nothing (see `lane.ts`).
 * Rules PLAN-1 to PLAN-8, ALLOW-1 to ALLOW-4, CAP-1 to CAP-3, TIER-1 to TIER-4.
 */
export function rate(
  plan: CompiledPlan,
  meters: Meters,
  sender: SenderFacts,
  request: RateRequest,
): Rated | NotRated {
  const book = meters.book(sender)
  const segment = segmentAt(plan, book, request.instant)
  if (segment.version === null) return notRated("no_plan_version")
  const market =
    request.market === ""
      ? marketIndexOf(segment.marketTable, request.recipient)
      : (plan.marketIndex.get(request.market) ?? -1)
  if (market < 0) return notRated("unknown_market")
  enterMonths(meters, book, request.instant)
  const trigger = TRIGGER_INDEX[request.trigger]
  const category = request.category === "" ? -1 : CATEGORY_INDEX[request.category]
  const channel = CHANNEL_INDEX[request.channel]
  const isDelivery = trigger === DELIVERED
  const free = isDelivery ? freeReason(segment, request) : ""
  const isRegular = request.type === "regular"
  const isPlain =
    !request.lateCategory && (!isDelivery || (free === "" && request.toldCost < 0 && !request.isGroup))
  const kind = ((market * 8 + category + 1) * 2 + channel) * 4 + trigger
  const name = (kind * 2 + (isRegular ? 1 : 0)) * 16 + request.handled
  if (isPlain) {
    const lane = book.lanes.get(name)
    if (lane !== undefined && lane.segment === segment && lane.walletMonth === meters.wallet.month) {
      if (lane.outcomes !== null) return takeLane(lane, lane.outcomes)
    }
  }
  const { handled, lateCategory } = request
  const key: FeeKey = { market, category, channel, trigger, handled, lateCategory }
  const at: ChargedAt = { plan, meters, book, sender, segment, market, isDelivery }
  if (isPlain) {
    const lane = openLane(at, key, isRegular)
    book.lanes.set(name, lane)
    if (lane.outcomes !== null) return takeLane(lane, lane.outcomes)
  }
  if (isDelivery) return rateDelivery(at, request, key, free)
  return applyFees(at, buildFees(plan, segment, key, 0), { reason: "", tierFrom: 0, counter: null })
}

function notRated(reason: SuspenseReason): NotRated {
  return { ok: false, reason }
}

/** Meta's fee: none when the message is free, else what was told, else the card's after allowance and tier. Rules FREE-6, FREE-7, ALLOW-2, ALLOW-3. */
function rateDelivery(at: ChargedAt, request: RateRequest, key: FeeKey, free: string): Rated | NotRated {
  const { plan, segment } = at
  if (key.category < 0) return notRated("unknown_category")
  const charge = (whatsappFee: number, reason: string, counter: Meter | null, tierFrom = 0): Rated =>
    applyFees(at, buildFees(plan, segment, key, whatsappFee), { reason, tierFrom, counter })

  if (free !== "") return charge(0, free, metaUnitOf(at, request, key, free))
  const told = request.toldCost
  if (told < 0 && segment.card === null) return notRated(segment.cardProblem ?? "no_rate_card")
  const price = told < 0 ? priceOf(plan, segment, key.market, key.category) : null
  if (told < 0 && price === null) return notRated("no_rate")

  for (const { allowance, slot } of segment.allowances[key.category]!) {
    if (allowance.basis === "meta" && request.type === "regular") continue
    if (allowance.per === "sender" && at.sender.id === "") continue
    const meter = at.meters.bySlot(plan, bookOf(at, allowance.per), slot)
    if (allowance.quantity - meter.used - meter.reserved < 1) continue
    return charge(0, `allowance:${allowance.id}`, meter)
  }
  if (price === null) return charge(told, "told_cost", null)
  const { tier, counter } = findTier(at, request, key, price)
  return charge(price.rate[tier]!, tier === 0 ? "list" : "tier", counter, price.from[tier])
}

function bookOf({ meters, book }: ChargedAt, per: "sender" | "wallet"): MeterBook {
  return per === "sender" ? book : meters.wallet
}

/** The counter of Meta's units when Meta called the message free as customer service, whether or not we thought one left. Rule ALLOW-2. */
function metaUnitOf(at: ChargedAt, request: RateRequest, key: FeeKey, reason: string): Meter | null {
  if (reason !== "free_customer_service" && reason !== "free_group_customer_service") return null
  if (request.type === "") return null
  const compiled = at.segment.allowances[key.category]!.find(({ allowance }) => allowance.basis === "meta")
  if (compiled === undefined) return null
  return at.meters.bySlot(at.plan, bookOf(at, compiled.allowance.per), compiled.slot)
}

/** One tier is all there is for marketing and service; a group message has no volume tiers. Rules TIER-1 to TIER-4. */
function findTier(
  { plan, meters, book, sender, segment }: ChargedAt,
  { isGroup, instant }: RateRequest,
  key: FeeKey,
  price: CompiledPrice,
): { readonly tier: number; readonly counter: Meter | null } {
  const mode = segment.version!.volumeTiers
  if (price.from.length === 1 || mode === "list" || isGroup) return { tier: 0, counter: null }
  if (mode === "counted") {
    const counter = meters.byTier(plan, key.market, key.category)
    return { tier: tierOf(price, counter.used + 1), counter }
  }
  const market = plan.markets[key.market]!
  const category = CATEGORIES[key.category]!
  const from = reportedFrom(sender.tierReports, { market, category, instant, zone: book.zone })
  return { tier: tierOf(price, from), counter: null }
}
