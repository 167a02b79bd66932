import type { TemplateResult } from "lit"
import { usageDetails } from "../locales/en/usage-details.ts"
import { UsageRanks } from "./breakdown/usage-ranks.ts"
import { UsageChart } from "./chart/usage-chart.ts"
import { renderDates } from "./dates/custom-dates.ts"
import type { UsageBreakup } from "./usage-breakup.ts"
import { usageChartsStyles } from "./usage-charts.styles.ts"

/** What comes after the figures: chart and table over time, breakdowns, dates to choose. */
export class UsageCharts {
  readonly chart: UsageChart
  readonly ranks: UsageRanks
  readonly #host: UsageBreakup

  constructor(host: UsageBreakup) {
    this.#host = host
    host.learn(usageDetails, usageChartsStyles)
    this.chart = new UsageChart(host)
    this.ranks = new UsageRanks(host)
  }

  renderDates(today: string): TemplateResult {
    return renderDates(this.#host, today)
  }
}
