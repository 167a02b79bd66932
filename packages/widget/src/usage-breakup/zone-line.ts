import { html, type TemplateResult } from "lit"
import type { Period } from "./period.ts"
import type { Usage } from "./usage.ts"
import type { UsageBreakup } from "./usage-breakup.ts"

/** The dates that are shown, and the zone that they are of. Rule UI-USE-7. */
export function renderZoneLine(usage: Usage | undefined, period: Period, host: UsageBreakup): TemplateResult {
  const { timezone } = host.formats
  const zone = html`<bdi>${timezone.replaceAll("_", " ")}</bdi> (${offsetOf(host)})`
  const mayChange = host.may("settings:write") && !host.hides("timezone")
  return html`<p class="muted small" part="zone">
    <span>${usage === undefined ? "–" : datesOf(usage, period, host)}</span> ·
    ${
      mayChange
        ? html`<button
            class="link"
            title=${host.t("changeZone")}
            aria-haspopup="dialog"
            @click=${() => void host.chooseZone()}
          >
            ${zone}
          </button>`
        : zone
    }
  </p>`
}

/** In the zone that the answer is of, also while the customer's has just changed. */
function datesOf({ from, to, timezone }: Usage, period: Period, { formats }: UsageBreakup): string {
  const isByHour = period === "last-24-hours"
  const format = new Intl.DateTimeFormat(formats.locale, {
    dateStyle: "medium",
    timeZone: timezone,
    ...(isByHour && { timeStyle: "short" }),
  })
  // The last day, rather than the midnight that ends it.
  return format.formatRange(Date.parse(from), Date.parse(to) - (isByHour ? 0 : 1))
}

/** `GMT+5:30`, as it is now. */
function offsetOf({ formats: { locale, timezone }, clock }: UsageBreakup): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: timezone, timeZoneName: "shortOffset" })
  return format.formatToParts(clock()).find(({ type }) => type === "timeZoneName")?.value ?? ""
}
