import type { Micros } from "../money/micros.ts"
import type { RateCard, RateTier } from "../rates/rate-card.ts"
import type { FeeRule, PlanVersion, VolumeTiers } from "./plan.ts"

/** What of a plan would have been different. */
export interface PlanChanges {
  /** Instead of the plan's own rules. */
  readonly fees?: readonly FeeRule[]
  readonly volumeTiers?: VolumeTiers
  /** The cards in force on this day (days since 1970-01-01) hold always. */
  readonly cardsAtDay?: number
  /** Every message is priced by the tier that has this message number. */
  readonly tierFrom?: number
}

export function changeVersions(
  versions: readonly PlanVersion[],
  { fees, volumeTiers, tierFrom }: PlanChanges,
): readonly PlanVersion[] {
  const tiers = tierFrom === undefined ? volumeTiers : "list"
  return versions.map((version) => ({
    ...version,
    ...(fees === undefined ? {} : { fees }),
    ...(tiers === undefined ? {} : { volumeTiers: tiers }),
  }))
}

/** @param cards - by the id that plans name, of all currencies */
export function changeCards(
  cards: ReadonlyMap<string, readonly RateCard[]>,
  { cardsAtDay, tierFrom }: PlanChanges,
): ReadonlyMap<string, readonly RateCard[]> {
  if (cardsAtDay === undefined && tierFrom === undefined) return cards
  return new Map(
    [...cards].map(([id, list]) => {
      const held = cardsAtDay === undefined ? list : cardsOn(list, cardsAtDay)
      return [
        id,
        tierFrom === undefined ? held : held.map((card) => ({ ...card, rates: atTier(card, tierFrom) })),
      ]
    }),
  )
}

/** Of each currency the card in force on a day, as one without begin or end. */
function cardsOn(cards: readonly RateCard[], day: number): readonly RateCard[] {
  return [...new Set(cards.map(({ currency }) => currency))].flatMap((currency): RateCard[] => {
    const begun = cards
      .filter((card) => card.currency === currency && card.fromDay <= day)
      .toSorted((a, b) => a.fromDay - b.fromDay)
      .at(-1)
    if (begun === undefined || (begun.lastDay !== undefined && begun.lastDay < day)) return []
    const { id, rates } = begun
    return [{ id, currency, rates, fromDay: Number.NEGATIVE_INFINITY }]
  })
}

function atTier({ rates }: RateCard, tierFrom: number): RateCard["rates"] {
  const only = (tiers: readonly RateTier[]): readonly RateTier[] => {
    const reached: Micros | undefined = tiers.findLast(({ from }) => from <= tierFrom)?.rate
    return reached === undefined ? tiers : [{ from: 0, rate: reached }]
  }
  return new Map(
    [...rates].map(([market, categories]) => [
      market,
      Object.fromEntries(Object.entries(categories).map(([category, tiers]) => [category, only(tiers)])),
    ]),
  )
}
