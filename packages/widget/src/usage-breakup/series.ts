import { micros } from "../money/amount.ts"
import type { UsageRow } from "./usage.ts"

/** What a chart stacks, from the ground up; each has its colour wherever it stands. */
export const SERIES = ["marketing", "utility", "authentication", "service", "free", "other"] as const
export type Series = (typeof SERIES)[number]

/** What is compared: amounts in micros, or messages delivered. */
export const MEASURES = ["amount", "delivered"] as const
export type Measure = (typeof MEASURES)[number]

export type SeriesValues = Readonly<Record<Series, bigint>>

/** Where a category's amounts stand; those of what has none (of received messages, say) stand apart. */
function seriesOf(category = ""): Series {
  if (category.startsWith("authentication")) return "authentication"
  if (category === "referral_conversion") return "free"
  return SERIES.find((series) => series === category) ?? "other"
}

/**
 * The sums of rows by series. As the server's breakup does, deliveries that were free count as free, and paid ones without
 * a category as service; amounts stand under their category, paid or not. Rule UI-USE-5.
 */
export function sumSeries(rows: readonly UsageRow[], measure: Measure): SeriesValues {
  const sums = Object.fromEntries(SERIES.map((series) => [series, 0n])) as Record<Series, bigint>
  for (const row of rows) {
    const series = seriesOf(row.category)
    if (measure === "amount") sums[series] += micros(row.amount)
    else {
      sums[series === "other" ? "service" : series] += BigInt(row.paid)
      sums.free += BigInt(row.free)
    }
  }
  return sums
}

/** Their sum. */
export function totalOf(values: SeriesValues): bigint {
  return SERIES.reduce((sum, series) => sum + values[series], 0n)
}
