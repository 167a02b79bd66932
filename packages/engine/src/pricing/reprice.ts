import { marketIndexOf, marketTableAt, MARKETS } from "../rates/markets.ts"
import { localDay, type Zone } from "../usage/calendar.ts"
import type { SuspenseReason } from "../wallet/state.ts"
import type { Rated } from "./apply-fees.ts"
import type { Charge, FeeLine } from "./charge.ts"
import { TRIGGER_BIT, type CompiledPlan } from "./compile-plan.ts"
import { Meters } from "./meters.ts"
import { rate, type RateRequest } from "./rate.ts"
import type { SenderFacts } from "./sender-facts.ts"
import type { Channel } from "./usage-event.ts"

export interface RepriceOptions {
  /** Markets are found in the table of this day (days since 1970-01-01), not of the day of each charge. */
  readonly marketsAtDay?: number
  /** A price that Meta told was for what really happened: without this it is not believed of another card. */
  readonly keepsToldCosts: boolean
}

/** What a charge would be. */
export type Repriced =
  | { readonly ok: true; readonly amount: number; readonly fees: readonly FeeLine[] }
  | { readonly ok: false; readonly reason: SuspenseReason }

/**
 * Prices charges again by another plan: give them in the order of their numbers, as their counters are counted in it. What
 * was true of the message (its category, its type, its windows) stays true; what the other plan would have counted begins
 * at zero. Rules REPRICE-1 to REPRICE-4.
 */
export class Repricer {
  readonly #plan: CompiledPlan
  readonly #options: RepriceOptions
  readonly #meters: Meters
  /** Messages whose `sent` came without a category, while some rule waits for one (PLAN-8). */
  readonly #uncategorised: Map<string, Charge> | undefined
  /** Triggers handled by message, where a rule fires at `failed` unless it fired before. */
  readonly #handled: Map<string, number> | undefined

  constructor(plan: CompiledPlan, customerZone: Zone, options: RepriceOptions) {
    this.#plan = plan
    this.#options = options
    this.#meters = new Meters(new Map(), new Set(), customerZone)
    const rules = plan.segments.flatMap((segment) => segment.rules)
    const { failed, sent } = TRIGGER_BIT
    if (rules.some(({ on }) => (on & failed) !== 0 && on !== failed)) this.#handled = new Map()
    if (rules.some(({ on, needsCategory }) => (on & sent) !== 0 && needsCategory)) {
      this.#uncategorised = new Map()
    }
  }

  /** @param channel - by which it would have gone */
  reprice(charge: Charge, sender: SenderFacts, channel: Channel = charge.channel): Repriced {
    const key = `${charge.messageId} ${charge.recipientRef}`
    const late = this.#lateFees(charge, key, sender, channel)
    if (late !== undefined && (!late.ok || charge.trigger === "sent")) return resultOf(late)
    // The charge of a rule that waited under the real plan, and that the other one does not have.
    if (charge.trigger === "sent" && charge.isCorrection) return NOTHING

    const rated = this.#rate(charge, sender, channel, { handled: this.#handledBefore(charge, key) })
    return late === undefined || !rated.ok ? resultOf(rated) : bothOf(rated, late)
  }

  /** What waited for the category that this charge brings. */
  #lateFees(charge: Charge, key: string, sender: SenderFacts, channel: Channel): RatedOrNot | undefined {
    const waiting = this.#uncategorised
    if (waiting === undefined) return undefined
    if (charge.trigger === "sent" && !charge.isCorrection && charge.category === "") waiting.set(key, charge)
    const sent = charge.category === "" ? undefined : waiting.get(key)
    if (sent === undefined) return undefined
    waiting.delete(key)
    const known = { ...sent, category: charge.category, type: charge.type }
    return this.#rate(known, sender, channel, { handled: 0, lateCategory: true })
  }

  #handledBefore(charge: Charge, key: string): number {
    const { sent, delivered } = TRIGGER_BIT
    const bit = TRIGGER_BIT[charge.trigger]
    // A delivery implies that it was sent; a correction comes after what it corrects.
    const implied = charge.trigger === "delivered" ? sent | (charge.isCorrection ? delivered : 0) : 0
    const handled = this.#handled
    if (handled === undefined) return implied
    const before = handled.get(key) ?? 0
    handled.set(key, before | bit)
    return before | implied
  }

  #rate(
    charge: Charge,
    sender: SenderFacts,
    channel: Channel,
    { handled, lateCategory = false }: { handled: number; lateCategory?: boolean },
  ): RatedOrNot {
    const { reason, type, trigger } = charge
    const isTold = reason === "told_cost" && this.#options.keepsToldCosts && channel === charge.channel
    const request: RateRequest = {
      trigger,
      handled,
      lateCategory,
      instant: charge.instant,
      recipient: charge.recipient,
      market: this.#marketOf(charge, sender),
      category: trigger === "received" ? "" : charge.category,
      type,
      channel,
      mediaType: charge.mediaType,
      isGroup: charge.isGroup,
      toldCost: isTold ? charge.whatsappFee : -1,
      // What our clocks saw is not written down but in why the message was free.
      inServiceWindow: type === "" && reason === "free_customer_service",
      inEntryWindow: type === "" && reason === "free_entry_point",
      inConversation: reason === "conversation_open",
    }
    return rate(this.#plan, this.#meters, sender, request)
  }

  #marketOf({ market, recipient, instant }: Charge, { zone }: SenderFacts): string {
    const { marketsAtDay } = this.#options
    if (marketsAtDay === undefined || recipient === "") return market
    // One that was told, and is not what the number says, stays as it was told.
    const found = MARKETS[marketIndexOf(marketTableAt(localDay(zone, instant)), recipient)]
    if (found !== market) return market
    return MARKETS[marketIndexOf(marketTableAt(marketsAtDay), recipient)] ?? market
  }
}

type RatedOrNot = ReturnType<typeof rate>

const NOTHING: Repriced = { ok: true, amount: 0, fees: [] }

function resultOf(rated: RatedOrNot): Repriced {
  return rated.ok ? { ok: true, amount: rated.whatsappFee + rated.otherFees, fees: rated.fees } : rated
}

function bothOf(rated: Rated, late: RatedOrNot): Repriced {
  if (!late.ok) return late
  const amount = rated.whatsappFee + rated.otherFees + late.whatsappFee + late.otherFees
  return { ok: true, amount, fees: [...rated.fees, ...late.fees] }
}
