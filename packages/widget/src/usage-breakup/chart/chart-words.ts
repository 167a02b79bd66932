import { formatMicros } from "../../money/amount.ts"
import type { Measure, Series } from "../series.ts"
import { SERIES } from "../series.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import type { Bar } from "./buckets.ts"
import type { Drawn } from "./drawn.ts"

/** What a chart says, in words and numbers of its reader. */
export class ChartWords {
  readonly #host: UsageBreakup

  constructor(host: UsageBreakup) {
    this.#host = host
  }

  get t(): UsageBreakup["t"] {
    return this.#host.t
  }

  name(series: Series): string {
    return this.#host.t(series === "other" ? "series_other" : series)
  }

  format(value: bigint, measure: Measure): string {
    const { formats } = this.#host
    return measure === "amount" ? formats.money(formatMicros(value)) : formats.count(Number(value))
  }

  /** As short as it may be: `$1.2K`. */
  short(value: bigint, measure: Measure): string {
    const { formats } = this.#host
    const { locale, currency } = formats
    const text = measure === "amount" ? formatMicros(value) : String(value)
    const isSmall = measure === "amount" && value % 1_000_000n !== 0n && value < 100_000_000n
    const format = new Intl.NumberFormat(locale, {
      ...(measure === "amount" && { style: "currency", currency, currencyDisplay: "narrowSymbol" }),
      ...(isSmall
        ? { maximumFractionDigits: value < 10_000n ? 6 : 2 }
        : { notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 }),
    })
    return formats.keepSign(format.format(text as `${number}`))
  }

  /** All that a bar says, for those who hear it. */
  sentence({ values, total }: Bar, label: string, measure: Measure): string {
    const { t } = this.#host
    const parts = SERIES.filter((series) => values[series] !== 0n).map((series) =>
      t("bar", { label: this.name(series), value: this.format(values[series], measure) }),
    )
    return [t("bar", { label, value: this.format(total, measure) }), ...parts].join(", ")
  }

  /** What the chart as a whole says. */
  summary({ bars, labels, largest, measure, interval, sums }: Drawn): string {
    const { t } = this.#host
    const most = bars.findIndex(({ total }) => total === largest)
    return t("chartOf", {
      measure: t(measure),
      interval: t(interval),
      total: this.format(
        sums.reduce((sum, [, value]) => sum + value, 0n),
        measure,
      ),
      label: labels[most] ?? "",
      value: this.format(largest, measure),
    })
  }
}
