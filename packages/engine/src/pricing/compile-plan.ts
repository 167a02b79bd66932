import { invariant } from "../result.ts"
import { formatDate } from "../usage/calendar.ts"
import { eraAt, ERAS, type Era } from "../rates/eras.ts"
import { MARKETS, MARKET_TABLES, marketTableAt, type MarketTable } from "../rates/markets.ts"
import { rateOf, type RateCard } from "../rates/rate-card.ts"
import { toPrice } from "./price.ts"
import type { Allowance, Cap, FeeRule, PlanVersion } from "./plan.ts"
import { CATEGORIES, CHANNELS, DIRECTIONS, TRIGGERS, type Category, type Trigger } from "./usage-event.ts"

/** A plan with its cards, markets and eras merged into a table by day: rating is a lookup and additions. */
export interface CompiledPlan {
  readonly planId: string
  readonly currency: string
  /** Ascending, the first from -Infinity; each holds until the next. */
  readonly segments: readonly Segment[]
  /** Names by market index: Meta's markets, then those that only a custom card names. */
  readonly markets: readonly string[]
  readonly marketIndex: ReadonlyMap<string, number>
  /** Key stems of the counters that are looked up by slot: allowances and caps of all versions, by their ids. */
  readonly counterStems: readonly string[]
}

/** Days of which plan version, card, market table and era are the same. */
export interface Segment {
  readonly fromDay: number
  readonly version: PlanVersion | null
  /** `planId@YYYY-MM-DD`. */
  readonly versionName: string
  readonly card: RateCard | null
  /** Why there is no card, when there is none. */
  readonly cardProblem: "no_rate_card" | "rate_card_outdated" | null
  readonly marketTable: MarketTable
  readonly era: Era
  readonly rules: readonly CompiledRule[]
  /** By category index. */
  readonly allowances: readonly (readonly CompiledAllowance[])[]
  /** By market index * CATEGORIES.length + category index; null = not on the card, undefined = not yet looked up. */
  readonly prices: (CompiledPrice | null | undefined)[]
}

/** Parallel, ascending tiers of one market and category. */
export interface CompiledPrice {
  readonly from: readonly number[]
  readonly rate: readonly number[]
}

export interface CompiledRule {
  readonly rule: FeeRule
  readonly name: string
  readonly on: number
  readonly needsCategory: boolean
  readonly categories: number
  readonly channels: number
  readonly directions: number
  readonly markets: ReadonlySet<string> | null
  readonly cap: CompiledCap | null
}

export interface CompiledCap {
  readonly cap: Cap
  readonly slot: number
  readonly amount: number
}

export interface CompiledAllowance {
  readonly allowance: Allowance
  readonly slot: number
}

export const TRIGGER_BIT: Readonly<Record<Trigger, number>> = {
  sent: 1,
  received: 2,
  delivered: 4,
  failed: 8,
}
const ANY = 0xff

/**
 * Merge the versions of one plan with the cards that they name. Rule PLAN-1.
 *
 * @param versions - of one plan and currency; several of one day are refused before
 * @param cards - all cards that `rateCard` of any version may mean, by that id
 */
export function compilePlan(
  versions: readonly PlanVersion[],
  cards: ReadonlyMap<string, readonly RateCard[]>,
): CompiledPlan {
  const first = versions[0]
  invariant(first !== undefined, "a plan has a version")
  const { currency, planId } = first
  const byDay = versions.toSorted((a, b) => a.fromDay - b.fromDay)
  const ours = new Map(
    [...cards].map(([id, list]) => [
      id,
      list.filter((card) => card.currency === currency).toSorted((a, b) => a.fromDay - b.fromDay),
    ]),
  )

  const markets = [...MARKETS]
  for (const list of ours.values()) {
    for (const card of list)
      for (const name of card.rates.keys()) if (!markets.includes(name)) markets.push(name)
  }
  const counterStems: string[] = []
  const segments = breakDays(byDay, ours).map((day) => compileSegment(day, byDay, ours, counterStems))
  return {
    planId,
    currency,
    segments,
    markets,
    marketIndex: new Map(markets.map((name, index) => [name, index])),
    counterStems,
  }
}

/** Every day on which something begins or ends, ascending, -Infinity first. */
function breakDays(
  versions: readonly PlanVersion[],
  cards: ReadonlyMap<string, readonly RateCard[]>,
): number[] {
  const days = new Set<number>([Number.NEGATIVE_INFINITY])
  for (const version of versions) {
    days.add(version.fromDay)
    for (const { fromDay } of version.allowances) if (fromDay !== undefined) days.add(fromDay)
  }
  for (const list of cards.values()) {
    for (const card of list) {
      days.add(card.fromDay)
      if (card.lastDay !== undefined) days.add(card.lastDay + 1)
    }
  }
  for (const { fromDay } of MARKET_TABLES) days.add(fromDay)
  for (const { fromDay } of ERAS) days.add(fromDay)
  return [...days].sort((a, b) => a - b)
}

function compileSegment(
  day: number,
  versions: readonly PlanVersion[],
  cards: ReadonlyMap<string, readonly RateCard[]>,
  counterStems: string[],
): Segment {
  const version = versions.findLast((one) => one.fromDay <= day) ?? null
  const begun =
    version === null ? undefined : cards.get(version.rateCard)?.findLast((one) => one.fromDay <= day)
  const isOutdated = begun?.lastDay !== undefined && day > begun.lastDay
  const card = begun === undefined || isOutdated ? null : begun
  const caps = new Map(version?.caps.map((cap) => [cap.id, compileCap(cap, counterStems)]))
  return {
    fromDay: day,
    version,
    versionName: version === null ? "" : versionName(version),
    card,
    cardProblem: card !== null ? null : isOutdated ? "rate_card_outdated" : "no_rate_card",
    marketTable: marketTableAt(day),
    era: eraAt(day),
    rules: (version?.fees ?? []).map((rule, index) => compileRule(rule, index, caps)),
    allowances: CATEGORIES.map((category) =>
      (version?.allowances ?? [])
        .filter((one) => one.category.includes(category) && (one.fromDay ?? day) <= day)
        .map((allowance) => ({ allowance, slot: slotOf(counterStems, `allowance:${allowance.id}`) })),
    ),
    prices: [],
  }
}

export function versionName(version: PlanVersion): string {
  return Number.isFinite(version.fromDay)
    ? `${version.planId}@${formatDate(version.fromDay)}`
    : version.planId
}

function compileCap(cap: Cap, counterStems: string[]): CompiledCap {
  return { cap, slot: slotOf(counterStems, `cap:${cap.id}`), amount: Number(cap.amount) }
}

function slotOf(stems: string[], stem: string): number {
  const known = stems.indexOf(stem)
  return known >= 0 ? known : stems.push(stem) - 1
}

function compileRule(rule: FeeRule, index: number, caps: ReadonlyMap<string, CompiledCap>): CompiledRule {
  const { when } = rule
  return {
    rule,
    name: `rule:${index}`,
    on: mask(TRIGGERS, rule.on),
    needsCategory: when?.category !== undefined,
    categories: when?.category === undefined ? ANY : mask(CATEGORIES, when.category),
    channels: when?.channel === undefined ? ANY : mask(CHANNELS, when.channel),
    directions: when?.direction === undefined ? ANY : mask(DIRECTIONS, when.direction),
    markets: when?.market === undefined ? null : new Set(when.market),
    cap: rule.capId === undefined ? null : (caps.get(rule.capId) ?? null),
  }
}

function mask<T>(all: readonly T[], some: readonly T[]): number {
  return some.reduce((bits, one) => bits | (1 << all.indexOf(one)), 0)
}

/** The price of a market and category in a segment, or null when its card has none. */
export function priceOf(
  plan: CompiledPlan,
  segment: Segment,
  market: number,
  category: number,
): CompiledPrice | null {
  const at = market * CATEGORIES.length + category
  const known = segment.prices[at]
  if (known !== undefined) return known
  const tiers =
    segment.card === null
      ? undefined
      : rateOf(segment.card, plan.markets[market]!, CATEGORIES[category] as Category)
  const price =
    tiers === undefined
      ? null
      : { from: tiers.map((tier) => tier.from), rate: tiers.map((tier) => toPrice(tier.rate)) }
  segment.prices[at] = price
  return price
}
