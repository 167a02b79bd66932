import { html, type TemplateResult } from "lit"
import { renderExact } from "../internal/render-exact.ts"
import type { UsageTotals } from "../session/types.ts"
import type { UsageBreakup } from "./usage-breakup.ts"

type Words = Pick<UsageBreakup, "t" | "formats">

/** What was spent, the largest thing, then messages: all, paid, free. Rule UI-USE-1. */
export function renderTotals(totals: UsageTotals, { t, formats }: Words): TemplateResult {
  const share = (count: number): string =>
    totals.delivered === 0
      ? ""
      : t("ofDelivered", {
          share: new Intl.NumberFormat(formats.locale, { style: "percent" }).format(count / totals.delivered),
        })
  const failed = totals.failed === 0 ? "" : ` · ${t("failed", { count: totals.failed })}`
  const fact = (
    name: "spent" | "all" | "paid" | "free",
    value: TemplateResult | string,
    note: string,
  ): TemplateResult =>
    html`<div class=${name}>
      <dt>${t(name)}</dt>
      <dd class="number">${value}<span class="muted small">${note}</span></dd>
    </div>`
  return html`<dl class="totals" part="totals">
    ${fact("spent", renderExact({ t, formats }, totals.amount, "amount"), "")}
    ${fact("all", formats.count(totals.messages), t("sentReceived", totals as never) + failed)}
    ${fact("paid", formats.count(totals.paid), share(totals.paid))}
    ${fact("free", formats.count(totals.free), share(totals.free))}
  </dl>`
}
