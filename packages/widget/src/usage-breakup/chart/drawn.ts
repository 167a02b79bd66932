import { Formats } from "../../money/formats.ts"
import type { Interval } from "../period.ts"
import { type Measure, SERIES, type Series } from "../series.ts"
import type { Usage } from "../usage.ts"
import { type Bar, barsOf, bucketsOf, labelOf } from "./buckets.ts"
import type { ChartWords } from "./chart-words.ts"

/** What is drawn, made once for each answer. */
export interface Drawn {
  readonly usage: Usage
  readonly interval: Interval
  readonly measure: Measure
  readonly bars: readonly Bar[]
  readonly largest: bigint
  /** What each is called, below it and in full, and its total as short as may be. */
  readonly names: readonly string[]
  readonly labels: readonly string[]
  readonly totals: readonly string[]
  readonly locale: string
  /** The series that have something, with their sums. */
  readonly sums: readonly (readonly [Series, bigint])[]
}

/** What is drawn of an answer, in this reader's words. */
export function draw(
  usage: Usage,
  asked: { readonly interval: Interval; readonly measure: Measure; readonly formats: Formats },
  words: ChartWords,
): Drawn {
  const { interval, measure } = asked
  const { locale, currency } = asked.formats
  // Hours are called as in the zone that the answer is of, also while the customer's has just changed.
  const formats = new Formats(locale, currency, usage.timezone)
  const bars = barsOf(bucketsOf(usage, interval), measure)
  const sums = SERIES.map(
    (series) => [series, bars.reduce((sum, { values }) => sum + values[series], 0n)] as const,
  )
  return {
    usage,
    interval,
    measure,
    bars,
    largest: bars.reduce((most, { total }) => (total > most ? total : most), 0n),
    names: bars.map(({ key }) => labelOf(key, interval, formats, true)),
    labels: bars.map(({ key }) => labelOf(key, interval, formats, false)),
    totals: bars.map(({ total }) => words.short(total, measure)),
    locale,
    sums: sums.filter(([, sum]) => sum !== 0n),
  }
}
