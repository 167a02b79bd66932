import { invariant } from "../result.ts"
import { parseAmount } from "../money/micros.ts"
import { CATEGORIES } from "../pricing/usage-event.ts"
import { parseDate } from "../usage/calendar.ts"
import { buildRateCard, type RateRow } from "./build-rate-card.ts"
import { PUBLISHED_CARD_DATA, type PublishedCardData } from "./published-data.generated.ts"
import type { RateCard } from "./rate-card.ts"

let cards: readonly RateCard[] | undefined

/**
 * Meta's published cards that come with the engine, by currency and first day, ascending; read once, on the first call.
 * `data/rates/README.md` says what each one holds. Rule RATE-10.
 */
export function publishedCards(): readonly RateCard[] {
  cards ??= PUBLISHED_CARD_DATA.map(readCard)
  return cards
}

function readCard({ id, currency, effectiveFrom, lastDay, rates }: PublishedCardData): RateCard {
  const fromDay = parseDate(effectiveFrom)
  const toDay = lastDay === undefined ? undefined : parseDate(lastDay)
  invariant(fromDay !== undefined, "an embedded card has a first day")
  const rows = rates.split("\n").flatMap((line, index) => readLine(line, index + 1, currency))
  const built = buildRateCard(
    rows,
    toDay === undefined ? { id, fromDay } : { id, fromDay, lastDay: toDay },
    [],
  )
  invariant(built.ok, `the embedded card ${id} is valid`)
  return built.value
}

/** The rates of an embedded line: market, index of the category, and `rate` or `from:rate` for each tier. */
function readLine(text: string, line: number, currency: string): RateRow[] {
  const [market = "", categoryIndex = "", tiers = ""] = text.split("|")
  const category = CATEGORIES[Number(categoryIndex)]
  invariant(category !== undefined, "an embedded category is known")
  return tiers.split(" ").map((tier) => {
    const [rate = "", from = "0"] = tier.split(":").toReversed()
    return { line, market, currency, category, from: Number(from), rate: parseAmount(rate) }
  })
}
