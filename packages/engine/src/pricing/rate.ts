import { marketIndexOf } from "../rates/markets.ts"
import { monthOfDay } from "../usage/calendar.ts"
import type { SuspenseReason } from "../wallet/state.ts"
import type { FeeLine } from "./charge.ts"
import { priceOf, type CompiledPlan, type CompiledPrice, type Segment } from "./compile-plan.ts"
import { buildFees, categoryIndexOf, feeTemplate, packFeeKey, type FeeTemplate } from "./fee-template.ts"
import { advance, segmentAt, type CounterStep, type MeterBook, type Meters } from "./meters.ts"
import type { SenderFacts, TierReport } from "./sender-facts.ts"
import {
  CATEGORIES,
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

/** A trigger priced, its counters advanced. */
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
  /** How many more of the same would be priced the same: for runs of a quote. */
  readonly repeats: number
}

export interface NotRated {
  readonly ok: false
  readonly reason: SuspenseReason
}

const NONE: readonly never[] = []

/** Reasons why a message is free, or what priced it. Part of `Charge.reason`. */
const LIST = "list"

/**
 * Price one trigger and advance the counters that it uses; nothing is advanced when it cannot be rated.
 * Rules RATE-3, PLAN-2 to PLAN-8, ALLOW-1 to ALLOW-4, CAP-1 to CAP-3, TIER-1 to TIER-4.
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
  const category = categoryIndexOf(request.category)
  const key = packFeeKey(market, category, request)
  if (request.trigger !== "delivered") {
    const template = feeTemplate(plan, segment, key, 0, 0)
    return applyCaps(plan, meters, book, sender, segment, request, template, market, 0, "", NONE, Infinity)
  }
  if (category < 0) return notRated("unknown_category")

  const free = freeReason(segment, request)
  if (free !== "") {
    const counted = takeMetaUnit(plan, meters, book, segment, request, category, free)
    const template = feeTemplate(plan, segment, key, 0, 0)
    return applyCaps(
      plan,
      meters,
      book,
      sender,
      segment,
      request,
      template,
      market,
      0,
      free,
      counted,
      Infinity,
    )
  }

  const told = request.toldCost
  if (told < 0 && segment.card === null) return notRated(segment.cardProblem ?? "no_rate_card")
  const price = told < 0 ? priceOf(plan, segment, market, category) : null
  if (told < 0 && price === null) return notRated("no_rate")

  const allowances = segment.allowances[category]!
  for (let index = 0; index < allowances.length; index++) {
    const { allowance, slot } = allowances[index]!
    if (allowance.basis === "meta" && request.type === "regular") continue
    if (allowance.per === "sender" && sender.id === "") continue
    const meter = meters.bySlot(
      plan,
      allowance.per === "sender" ? book : meters.wallet,
      slot,
      request.instant,
    )
    const left = allowance.quantity - meter.used - meter.reserved
    if (left < 1) continue
    const counted = [advance(meter, 1)]
    const template = feeTemplate(plan, segment, key, 0, 0)
    const reason = `allowance:${allowance.id}`
    return applyCaps(
      plan,
      meters,
      book,
      sender,
      segment,
      request,
      template,
      market,
      0,
      reason,
      counted,
      left - 1,
    )
  }

  if (price === null) {
    const template = buildFees(plan, segment, key, told)
    return applyCaps(
      plan,
      meters,
      book,
      sender,
      segment,
      request,
      template,
      market,
      0,
      "told_cost",
      NONE,
      Infinity,
    )
  }
  return rateByTier(plan, meters, book, sender, segment, request, key, market, category, price)
}

function notRated(reason: SuspenseReason): NotRated {
  return { ok: false, reason }
}

/** Why Meta charges nothing for this message, or "". What Meta said wins; without it the era decides. Rules FREE-1 to FREE-6. */
function freeReason(segment: Segment, request: RateRequest): string {
  const { type, category } = request
  if (type !== "" && type !== "regular") return type
  if (request.inConversation) return "conversation_open"
  if (type === "regular") return ""
  if (category === "referral_conversion" || request.inEntryWindow) return "free_entry_point"
  if (category === "service" && request.mediaType === "reaction") return "free_reaction"
  if (category === "service" && segment.era.serviceFree) return "free_customer_service"
  if (category === "utility" && segment.era.utilityInWindowFree && request.inServiceWindow) {
    return "free_customer_service"
  }
  return ""
}

/** A message that Meta called free as customer service used one of Meta's units, whether or not we thought one left. Rule ALLOW-2. */
function takeMetaUnit(
  plan: CompiledPlan,
  meters: Meters,
  book: MeterBook,
  segment: Segment,
  request: RateRequest,
  category: number,
  reason: string,
): Rated["counted"] {
  if (reason !== "free_customer_service" && reason !== "free_group_customer_service") return NONE
  if (request.type === "") return NONE
  const compiled = segment.allowances[category]!.find(({ allowance }) => allowance.basis === "meta")
  if (compiled === undefined) return NONE
  const whose = compiled.allowance.per === "sender" ? book : meters.wallet
  return [advance(meters.bySlot(plan, whose, compiled.slot, request.instant), 1)]
}

function rateByTier(
  plan: CompiledPlan,
  meters: Meters,
  book: MeterBook,
  sender: SenderFacts,
  segment: Segment,
  request: RateRequest,
  key: number,
  market: number,
  category: number,
  price: CompiledPrice,
): Rated {
  const mode = segment.version!.volumeTiers
  let tier = 0
  let counted: Rated["counted"] = NONE
  let repeats = Infinity
  // One tier is all there is for marketing and service; a group message has no volume tiers (TIER-4).
  if (price.from.length > 1 && mode !== "list" && !request.isGroup) {
    if (mode === "counted") {
      const meter = meters.byTier(plan, market, category, request.instant)
      // Published tiers begin at message 0 (list), then at their first message: the next one is number used + 1.
      tier = tierOf(price, meter.used + 1)
      const next = price.from[tier + 1]
      repeats = next === undefined ? Infinity : next - 2 - meter.used
      counted = [advance(meter, 1)]
    } else {
      tier = tierOf(price, reportedFrom(plan, sender.tierReports, book, request, market, category))
    }
  }
  const template = feeTemplate(plan, segment, key, tier + 1, price.rate[tier]!)
  const from = price.from[tier]!
  const reason = tier === 0 ? LIST : "tier"
  return applyCaps(
    plan,
    meters,
    book,
    sender,
    segment,
    request,
    template,
    market,
    from,
    reason,
    counted,
    repeats,
  )
}

/** The last tier that begins at or before a message number. */
function tierOf({ from }: CompiledPrice, messageNumber: number): number {
  let tier = from.length - 1
  while (tier > 0 && from[tier]! > messageNumber) tier--
  return tier
}

/** The first message number of the tier that Meta reported for the instant's month; 0 without a report. Rule TIER-3. */
function reportedFrom(
  plan: CompiledPlan,
  reports: readonly TierReport[] | undefined,
  book: MeterBook,
  request: RateRequest,
  market: number,
  category: number,
): number {
  if (reports === undefined || reports.length === 0) return 0
  const region = plan.markets[market]!.toLowerCase()
  const month = monthOfDay(Math.floor((request.instant + offsetOf(book, request.instant)) / 86_400_000))
  let from = 0
  for (const report of reports) {
    if (report.month !== month || report.category !== CATEGORIES[category]) continue
    if (report.updatedAt <= request.instant && report.from > from && report.region.toLowerCase() === region) {
      from = report.from
    }
  }
  return from
}

function offsetOf({ zone }: MeterBook, instant: number): number {
  let index = zone.startsAt.length - 1
  while (index > 0 && zone.startsAt[index]! > instant) index--
  return zone.offsetsMs[index]!
}

/** Trim the fees of every cap whose total is reached, in the order of the plan's rules. Rules CAP-1 to CAP-3. */
function applyCaps(
  plan: CompiledPlan,
  meters: Meters,
  book: MeterBook,
  sender: SenderFacts,
  segment: Segment,
  request: RateRequest,
  template: FeeTemplate,
  market: number,
  tierFrom: number,
  reason: string,
  counted: Rated["counted"],
  repeats: number,
): Rated {
  let fees = template.fees
  let isTrimmed = false
  let otherFees = template.otherFees
  const { capped } = template
  if (capped !== null) {
    for (let index = 0; index < capped.length; index++) {
      const { cap, amount, lines, rest } = capped[index]!
      const limit = sender.capOverrides?.[cap.cap.id] ?? cap.amount
      const meter = meters.bySlot(
        plan,
        cap.cap.per === "sender" ? book : meters.wallet,
        cap.slot,
        request.instant,
      )
      const left = Math.max(0, limit - meter.used)
      const taken = Math.min(left, amount)
      if (taken === 0 && capped.length === 1) {
        fees = rest
        otherFees -= amount
      } else if (taken < amount) {
        isTrimmed = true
        fees = trim(fees === template.fees ? [...fees] : (fees as FeeLine[]), lines, taken)
        otherFees -= amount - taken
      }
      if (taken > 0) {
        repeats = taken < amount ? 0 : Math.min(repeats, Math.floor((left - taken) / amount))
        counted = withStep(counted, advance(meter, taken))
      }
    }
    if (isTrimmed) fees = fees.filter((line) => line.amount > 0)
  }
  return {
    ok: true,
    fees,
    whatsappFee: template.whatsappFee,
    otherFees,
    market: plan.markets[market]!,
    rateCard: request.trigger === "delivered" && segment.card !== null ? segment.card.id : "",
    tierFrom,
    planVersion: segment.versionName,
    reason,
    counted,
    repeats,
  }
}

/** Give the lines what is left of the cap, first line first. */
function trim(fees: FeeLine[], lines: readonly number[], left: number): FeeLine[] {
  for (const index of lines) {
    const line = fees[index]!
    const amount = Math.min(line.amount, left)
    left -= amount
    fees[index] = { ...line, amount }
  }
  return fees
}

/** One more at the end; written out, as a spread costs more than all the rest. */
function withStep(counted: readonly CounterStep[], step: CounterStep): readonly CounterStep[] {
  if (counted.length === 0) return [step]
  return counted.length === 1 ? [counted[0]!, step] : [...counted, step]
}
