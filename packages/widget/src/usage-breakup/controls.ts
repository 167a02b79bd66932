import { html, nothing, type TemplateResult } from "lit"
import type { Summary } from "../session/types.ts"
import { localDate } from "./local-date.ts"
import { datesOf, PERIODS, type PeriodQuery } from "./period.ts"
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
            ${
              host.senderId && !senders.first.some(({ id }) => id === host.senderId)
                ? html`<option selected value=${host.senderId}>${host.senderId}</option>`
                : nothing
            }
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
