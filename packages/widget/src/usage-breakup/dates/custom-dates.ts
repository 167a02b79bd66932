import { html, type TemplateResult } from "lit"
import { datesOf, PERIOD_DAYS_MAX } from "../period.ts"
import type { UsageBreakup } from "../usage-breakup.ts"

/** First and last day of a custom period. */
export function renderDates(host: UsageBreakup, today: string): TemplateResult {
  const { t } = host
  const apply = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const [first, last] = [...form.querySelectorAll("input")]
    const asked = { period: "custom", from: first!.value, until: last!.value }
    const isRange = datesOf(asked, today) !== undefined && asked.until <= today
    last!.setCustomValidity(isRange ? "" : t("badDates", { count: PERIOD_DAYS_MAX }))
    if (form.reportValidity()) host.show(asked)
  }
  const input = (label: string, value: string | undefined): TemplateResult =>
    html`<label>
      <span class="small muted">${label}</span>
      <input
        type="date"
        required
        max=${today}
        .value=${value ?? ""}
        @input=${(event: Event) => (event.target as HTMLInputElement).form!.querySelectorAll("input")[1]!.setCustomValidity("")}
      />
    </label>`
  return html`<form class="row dates no-print" @submit=${apply}>
    ${input(t("from"), host.from)}${input(t("until"), host.until)}
    <button>${t("apply")}</button>
  </form>`
}
