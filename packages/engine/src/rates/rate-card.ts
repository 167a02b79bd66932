import type { Micros } from "../money/micros.ts"
import type { Category } from "../pricing/usage-event.ts"

/** One step of a price: the rate of every message from number `from` of the calendar month on. */
export interface RateTier {
  /** The first message number of the tier; 0 is the list rate. */
  readonly from: number
  /** Micros of the card's currency for one message. */
  readonly rate: Micros
}

/** When a card holds, and what it is called. */
export interface RateCardMeta {
  readonly id: string
  /** The first day, as days since 1970-01-01, begun at midnight of the sender's zone. */
  readonly fromDay: number
  /** The last day known, inclusive and not before `fromDay`; absent while the card is open. */
  readonly lastDay?: number
}

/** What a message costs by market and category, in one currency. Immutable: a newer card is another card. Rule RATE-1. */
export interface RateCard extends RateCardMeta {
  /** ISO 4217 code. */
  readonly currency: string
  /** Tiers are non-empty and ascending, the first from 0. A category that is absent is "n/a": it has no price. */
  readonly rates: ReadonlyMap<string, MarketRates>
}

export type MarketRates = Readonly<Partial<Record<Category, readonly RateTier[]>>>

/** The tiers of a market and category, or `undefined` when the card gives them no price (which is not zero). Rule RATE-1. */
export function rateOf(card: RateCard, market: string, category: Category): readonly RateTier[] | undefined {
  return card.rates.get(market)?.[category]
}

/** How many rates a card holds: one for each market, category and tier. */
export function countRates(card: RateCard): number {
  let count = 0
  for (const categories of card.rates.values()) {
    for (const tiers of Object.values(categories)) count += tiers.length
  }
  return count
}
