import type { Micros } from "../money/micros.ts"
import type { Allowance, FeeRule, PlanVersion } from "../pricing/plan.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import type { Category, Channel, MediaType, PricingType, Trigger } from "../pricing/usage-event.ts"
import { MARKETS, marketOf, marketTableAt } from "../rates/markets.ts"
import type { RateCard, RateTier } from "../rates/rate-card.ts"
import { formatDate, localDay, localMonth, type Zone } from "../usage/calendar.ts"
import type { SuspenseReason } from "../wallet/state.ts"
import { exact, halfEven, times } from "./exact.ts"
import { dayOf } from "./builders.ts"

/** All that prices depend on, as it was written down: nothing is compiled. */
export interface RatingWorld {
  readonly currency: string
  readonly versions: readonly PlanVersion[]
  /** By what a version calls its `rateCard`. */
  readonly cards: ReadonlyMap<string, readonly RateCard[]>
  readonly customerZone: Zone
}

/** One trigger to be priced, with everything that is known of its message. */
export interface ModelRequest {
  readonly trigger: Trigger
  readonly handledBefore: ReadonlySet<Trigger>
  /** PLAN-8: the rules without a category condition have had their turn. */
  readonly onlyCategoryRules: boolean
  readonly instant: number
  readonly sender: SenderFacts
  readonly recipient: string
  readonly toldMarket: string
  readonly category: Category | ""
  readonly type: PricingType | ""
  readonly channel: Channel
  readonly mediaType: MediaType | ""
  readonly isGroup: boolean
  readonly toldCost: Micros | null
  readonly windows: { readonly service: boolean; readonly entry: boolean; readonly conversation: boolean }
}

export interface ModelFee {
  readonly rule: string
  readonly group: string
  readonly label: string
  readonly amount: bigint
}

export interface ModelPrice {
  readonly fees: readonly ModelFee[]
  readonly market: string
  readonly reason: string
  readonly planVersion: string
  readonly rateCard: string
  readonly tierFrom: number
}

const SERVICE_CHARGED = dayOf("2026-10-01")
const PER_MESSAGE = dayOf("2025-07-01")

/** Rates triggers by the letter of the rules: slow, without tables, in exact fractions. It keeps the counters of months. */
export class RatingModel {
  /** Another plan holds from when it is set. */
  world: RatingWorld
  /** Units, micros or messages, by `month|key` as the ledger writes it. */
  readonly counters: Map<string, bigint> = new Map()

  constructor(world: RatingWorld) {
    this.world = world
  }

  /** The price, its counters advanced; or why there is none, with nothing advanced. */
  price(request: ModelRequest): ModelPrice | SuspenseReason {
    const { trigger, sender, instant } = request
    const day = localDay(sender.zone, instant)
    const version = latest(this.world.versions, day)
    if (version === undefined) return "no_plan_version"
    const market = request.toldMarket || marketOf(marketTableAt(day), request.recipient)
    if (!this.#knowsMarket(market)) return "unknown_market"
    const begun = latest(
      this.world.cards.get(version.rateCard)?.filter((one) => one.currency === this.world.currency) ?? [],
      day,
    )
    const isOutdated = begun?.lastDay !== undefined && begun.lastDay < day
    const card = isOutdated ? undefined : begun
    const answer = {
      market,
      planVersion: Number.isFinite(version.fromDay)
        ? `${version.planId}@${formatDate(version.fromDay)}`
        : version.planId,
      rateCard: trigger === "delivered" ? (card?.id ?? "") : "",
      tierFrom: 0,
    }
    if (trigger !== "delivered") {
      return { ...answer, reason: "", fees: this.#fees(version, request, market, 0n) }
    }

    const { category } = request
    if (category === "") return "unknown_category"
    const free = freeBecause(request, day)
    if (free !== null) {
      if (request.type === "free_customer_service" || request.type === "free_group_customer_service") {
        const first = allowancesOf(version, category, day).find(({ basis }) => basis === "meta")
        if (first !== undefined) this.#count(this.#allowanceKey(first, request), 1n)
      }
      return { ...answer, reason: free, fees: this.#fees(version, request, market, 0n) }
    }

    let tiers: readonly RateTier[] | undefined
    if (request.toldCost === null) {
      if (card === undefined) return isOutdated ? "rate_card_outdated" : "no_rate_card"
      tiers = card.rates.get(market)?.[category]
      if (tiers === undefined) return "no_rate"
    }
    for (const allowance of allowancesOf(version, category, day)) {
      if (allowance.basis === "meta" && request.type === "regular") continue
      const key = this.#allowanceKey(allowance, request)
      if (this.#counted(key) >= BigInt(allowance.quantity)) continue
      this.#count(key, 1n)
      return {
        ...answer,
        reason: `allowance:${allowance.id}`,
        fees: this.#fees(version, request, market, 0n),
      }
    }
    if (tiers === undefined) {
      return { ...answer, reason: "told_cost", fees: this.#fees(version, request, market, request.toldCost!) }
    }
    const tier = this.#tier(version, request, market, category, tiers)
    const fees = this.#fees(version, request, market, tier.rate)
    return { ...answer, reason: tier === tiers[0] ? "list" : "tier", tierFrom: tier.from, fees }
  }

  #knowsMarket(market: string): boolean {
    const cards = [...this.world.cards.values()]
      .flat()
      .filter((card) => card.currency === this.world.currency)
    return MARKETS.includes(market) || cards.some((card) => card.rates.has(market))
  }

  /** Rules TIER-1 to TIER-4. */
  #tier(
    version: PlanVersion,
    { sender, instant, isGroup }: ModelRequest,
    market: string,
    category: Category,
    tiers: readonly RateTier[],
  ): RateTier {
    const list = tiers[0]!
    if (isGroup || tiers.length === 1 || version.volumeTiers === "list") return list
    if (version.volumeTiers === "counted") {
      const key = `${localMonth(this.world.customerZone, instant)}|tier:${market}:${category}`
      this.#count(key, 1n)
      return tiers.findLast(({ from }) => BigInt(from) <= this.#counted(key)) ?? list
    }
    const month = localMonth(sender.zone, instant)
    const reported = (sender.tierReports ?? []).filter(
      (report) =>
        report.month === month &&
        report.category === category &&
        report.region.toUpperCase() === market.toUpperCase() &&
        report.updatedAt <= instant,
    )
    const reached = Math.max(0, ...reported.map(({ from }) => from))
    return tiers.findLast(({ from }) => from <= reached) ?? list
  }

  /** Meta's fee and every rule that fires, trimmed by their caps. Rules PLAN-3 to PLAN-6, CAP-1 to CAP-3. */
  #fees(version: PlanVersion, request: ModelRequest, market: string, whatsappFee: Micros): ModelFee[] {
    const fees: ModelFee[] = []
    if (whatsappFee > 0n) {
      const label = `WhatsApp fee for ${request.category.replaceAll("_", " ")}`
      fees.push({ rule: "whatsapp", group: "Messages : WhatsApp fees", label, amount: whatsappFee })
    }
    for (const [place, rule] of version.fees.entries()) {
      if (!fires(rule, request, market)) continue
      const full =
        rule.kind === "per_message"
          ? rule.amount
          : halfEven(times(exact(whatsappFee), exact(rule.percent, 1_000_000n)))
      const cap = version.caps.find(({ id }) => id === rule.capId)
      let amount = full
      if (cap !== undefined) {
        const override = request.sender.capOverrides?.[cap.id]
        const limit = override === undefined ? cap.amount : BigInt(override)
        const key = this.#scopedKey(`cap:${cap.id}`, cap.per, request)
        const left = limit > this.#counted(key) ? limit - this.#counted(key) : 0n
        amount = full < left ? full : left
        if (amount > 0n) this.#count(key, amount)
      }
      if (amount > 0n) fees.push({ rule: `rule:${place}`, group: rule.group, label: rule.label, amount })
    }
    return fees
  }

  #allowanceKey(allowance: Allowance, request: ModelRequest): string {
    return this.#scopedKey(`allowance:${allowance.id}`, allowance.per, request)
  }

  #scopedKey(stem: string, per: "sender" | "wallet", { sender, instant }: ModelRequest): string {
    return per === "sender"
      ? `${localMonth(sender.zone, instant)}|${stem}@${sender.id}`
      : `${localMonth(this.world.customerZone, instant)}|${stem}`
  }

  #counted(key: string): bigint {
    return this.counters.get(key) ?? 0n
  }

  #count(key: string, units: bigint): void {
    this.counters.set(key, this.#counted(key) + units)
  }
}

/** The last that has begun on a day. */
function latest<T extends { readonly fromDay: number }>(all: readonly T[], day: number): T | undefined {
  return all
    .filter(({ fromDay }) => fromDay <= day)
    .sort((a, b) => a.fromDay - b.fromDay)
    .at(-1)
}

/** Rules FREE-1 to FREE-5. */
function freeBecause({ type, category, mediaType, windows }: ModelRequest, day: number): string | null {
  if (type !== "" && type !== "regular") return type
  if (windows.conversation) return "conversation_open"
  if (type === "regular") return null
  if (category === "referral_conversion" || windows.entry) return "free_entry_point"
  if (category === "service" && mediaType === "reaction") return "free_reaction"
  if (category === "service" && day < SERVICE_CHARGED) return "free_customer_service"
  const isFreeInWindow = day >= PER_MESSAGE && day < SERVICE_CHARGED
  if (category === "utility" && isFreeInWindow && windows.service) return "free_customer_service"
  return null
}

function allowancesOf(version: PlanVersion, category: Category, day: number): Allowance[] {
  return version.allowances.filter(
    (one) => one.category.includes(category) && (one.fromDay === undefined || one.fromDay <= day),
  )
}

/** Rules PLAN-3 to PLAN-5, PLAN-8. */
function fires(rule: FeeRule, request: ModelRequest, market: string): boolean {
  const { trigger, handledBefore, category, channel } = request
  if (!rule.on.includes(trigger)) return false
  if (rule.on.some((one) => handledBefore.has(one))) return false
  const when = rule.when ?? {}
  if (when.category === undefined && request.onlyCategoryRules) return false
  if (when.category !== undefined && (category === "" || !when.category.includes(category))) return false
  if (when.market !== undefined && !when.market.includes(market)) return false
  if (when.channel !== undefined && !when.channel.includes(channel)) return false
  const direction = trigger === "received" ? "inbound" : "outbound"
  return when.direction === undefined || when.direction.includes(direction)
}
