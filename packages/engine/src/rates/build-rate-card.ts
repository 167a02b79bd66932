import { accept, invariant, refuse, type Result } from "../result.ts"
import type { Micros } from "../money/micros.ts"
import type { Category } from "../pricing/usage-event.ts"
import type { CardError } from "./csv.ts"
import { canonicalMarket } from "./markets.ts"
import type { MarketRates, RateCard, RateCardMeta, RateTier } from "./rate-card.ts"

/** A card file that cannot be imported; `errors` is non-empty, by line, at most `CARD_ERRORS_MAX`. */
export interface InvalidRateCard {
  readonly code: "invalid_rate_card"
  readonly errors: readonly CardError[]
}

/** Most errors that a refused card lists. */
export const CARD_ERRORS_MAX = 100

/** The highest rate of one message: a million units of its currency. */
export const RATE_MICROS_MAX: Micros = 1_000_000_000_000n

export const MARKET_CHARS_MAX = 100

/** One rate as a file writes it, in the order of the file. */
export interface RateRow {
  readonly line: number
  readonly market: string
  /** ISO 4217 code. */
  readonly currency: string
  readonly category: Category
  /** The first message number of the tier, a safe integer, not negative. */
  readonly from: number
  /** `undefined` is "n/a": no price. */
  readonly rate: Micros | undefined
}

/** The refusal for `errors`, ordered by line and cut to the limit. */
export function invalidRateCard(errors: readonly CardError[]): {
  readonly ok: false
  readonly refusal: InvalidRateCard
} {
  const ordered = errors.toSorted((one, other) => one.line - other.line)
  return refuse({ code: "invalid_rate_card", errors: ordered.slice(0, CARD_ERRORS_MAX) })
}

/** What is known so far of a market: its categories, `undefined` for one that is "n/a". */
type OpenMarket = Map<Category, RateTier[] | undefined>

/**
 * The card that `rows` make, or every fault in them: one currency, rates within the limit, tiers that begin at 0 and
 * ascend, each market and category told once. Rule RATE-5.
 *
 * @param earlier - faults found while the file was read
 */
export function buildRateCard(
  rows: readonly RateRow[],
  meta: RateCardMeta,
  earlier: readonly CardError[],
): Result<RateCard, InvalidRateCard> {
  invariant(
    meta.lastDay === undefined || meta.lastDay >= meta.fromDay,
    "a card ends on or after its first day",
  )

  const errors = [...earlier]
  const currency = rows[0]?.currency
  const markets = new Map<string, OpenMarket>()
  for (const row of rows) {
    const name = canonicalMarket(row.market)
    const market = markets.get(name) ?? new Map()
    markets.set(name, market)
    const message = row.currency === currency ? addRow(name, market, row) : "the currency is another"
    if (message !== undefined) errors.push({ line: row.line, message })
  }
  const rates = new Map([...markets].map(([name, market]) => [name, closeMarket(market)]))
  const hasRate = [...rates.values()].some((market) => Object.keys(market).length > 0)
  if (errors.length === 0 && !hasRate) errors.push({ line: 0, message: "the card has no rate" })
  if (errors.length > 0 || currency === undefined) return invalidRateCard(errors)
  return accept({ ...meta, currency, rates })
}

/** Adds a row to its market, or says what is wrong with it. */
function addRow(name: string, market: OpenMarket, { category, from, rate }: RateRow): string | undefined {
  if (name === "" || name.length > MARKET_CHARS_MAX) return "the market is empty or too long"
  const tiers = market.get(category)
  if (rate === undefined) {
    if (market.has(category)) return "the market and category are there already"
    market.set(category, undefined)
    return from === 0 ? undefined : "n/a has no tiers"
  }
  if (rate < 0n || rate > RATE_MICROS_MAX) return "the rate is out of range"
  if (tiers === undefined) {
    if (market.has(category)) return "the market and category are there already"
    market.set(category, [{ from, rate }])
    return from === 0 ? undefined : "the first tier begins at 0"
  }
  if (from === 0) return "the market and category are there already"
  if (from <= (tiers.at(-1)?.from ?? 0)) return "tiers ascend, each from a later message"
  tiers.push({ from, rate })
  return undefined
}

function closeMarket(market: OpenMarket): MarketRates {
  return Object.fromEntries([...market].filter(([, tiers]) => tiers !== undefined))
}
