import { html, nothing, type TemplateResult } from "lit"
import type { Summary } from "../session/types.ts"
import { localDate } from "./local-date.ts"
import { datesOf, PERIOD_DAYS_MAX, PERIODS, type PeriodQuery } from "./period.ts"
import type { UsageBreakup } from "./usage-breakup.ts"

/** What is asked for, and how a reader asks for something else. Rules UI-USE-2 and UI-USE-3. */
export function renderControls(
  { senders, customer }: Summary,
  query: PeriodQuery,
  host: UsageBreakup,
): TemplateResult {
  const { t } = host
  const isMany = senders !== undefined && senders.total > 1
  const choosePeriod = (event: Event): void => {
    const period = (event.target as HTMLSelectElement).value
    const today = localDate(host.clock(), customer.timezone)
    // Other dates begin with those that are shown.
    const [from, to] = datesOf(query, today) ?? [today, today]
    if (period === "custom") host.show({ period, from, until: to < today ? to : today })
    else host.show({ period, from: undefined, until: undefined })
  }
  return html`<div class="row no-print controls" part="controls">
    <select aria-label=${t("period")} .value=${query.period} @change=${choosePeriod}>
      ${PERIODS.map(
        (period) =>
          html`<option value=${period} ?selected=${period === query.period}>
            ${t(`period_${period}`)}
          </option>`,
      )}
    </select>
    ${
      isMany
        ? html`<select
            aria-label=${t("number")}
            @change=${(event: Event) =>
              host.show({ senderId: (event.target as HTMLSelectElement).value || undefined })}
          >
            <option value="">${t("allNumbers")}</option>
            ${senders.first.map(
              ({ id, phoneNumber }) =>
                html`<option value=${id} ?selected=${id === host.senderId}>
                  +${phoneNumber.replace("+", "")}
                </option>`,
            )}
          </select>`
        : nothing
    }
    ${
      host.hides("download")
        ? nothing
        : html`<button part="download" ?disabled=${!host.canDownload} @click=${() => host.download()}>
            ${t("download")}
          </button>`
    }
  </div>`
}

/** First and last day of a custom period. */
export function renderDates(
  { from, until }: UsageBreakup,
  today: string,
  host: UsageBreakup,
): TemplateResult {
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
    ${input(t("from"), from)}${input(t("until"), until)}
    <button>${t("apply")}</button>
  </form>`
}

/** Buttons of which one is pressed. */
export function renderChoice<Value extends string>(choice: {
  readonly label: string
  readonly options: readonly Value[]
  readonly value: Value | undefined
  readonly name: (option: Value) => string
  readonly choose: (option: Value) => void
}): TemplateResult {
  return html`<div class="choice no-print" role="group" aria-label=${choice.label}>
    ${choice.options.map(
      (option) =>
        html`<button
          aria-pressed=${option === choice.value ? "true" : "false"}
          @click=${() => choice.choose(option)}
        >
          ${choice.name(option)}
        </button>`,
    )}
  </div>`
}
