import { html, nothing, type TemplateResult } from "lit"
import type { TopUpPreview } from "../session/types.ts"
import type { Desk } from "./desk.ts"

/** Whether something of a price's taxes is said besides its lines. */
export function hasTaxNotes(price: TopUpPreview | undefined): price is TopUpPreview {
  return !!price && (!!price.taxNotes?.length || price.taxLines.some((tax) => tax.isIncluded))
}

/** Credits, bonus, fee, taxes and total as the server told them; dimmed while newer ones are asked. Rule UI-ADD-4. */
export function renderPriceLines(
  { t, formats }: Pick<Desk, "t" | "formats">,
  price: TopUpPreview | undefined,
  isCurrent: boolean,
): TemplateResult {
  const line = (label: string, amount: string, kind = ""): TemplateResult =>
    html`<div class=${kind}>
      <dt>${label}</dt>
      <dd class="number">${amount}</dd>
    </div>`
  const money = (amount: string): string => formats.money(amount)
  const { amount = "0", bonus = "0", fee = "0", feeLabel = null, taxLines = [], total = "0" } = price ?? {}
  return html`<dl class="lines ${isCurrent ? "" : "dim"}" part="price" aria-busy=${!isCurrent}>
    ${line(t("credits"), price ? money(amount) : "–")}
    ${bonus === "0" ? nothing : line(t("bonus"), formats.money(bonus, "plus"))}
    ${fee === "0" ? nothing : line(feeLabel ?? t("fee"), money(fee))}
    ${taxLines.map((tax) => {
      if (tax.isIncluded) return nothing
      const percent = new Intl.NumberFormat(formats.locale, { style: "percent", maximumFractionDigits: 4 })
      // An exact percentage: strings with an exponent do not go through a float.
      return line(
        t("tax", { label: tax.label, percent: percent.format(`${tax.percent}E-2` as `${number}`) }),
        money(tax.amount),
      )
    })}
    ${line(t("total"), price ? money(total) : "–", "total")}
  </dl>`
}
