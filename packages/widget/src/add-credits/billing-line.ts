import { html, nothing, type TemplateResult } from "lit"
import type { Customer } from "../session/types.ts"
import type { Desk } from "./desk.ts"

/** Who gets the invoice, in one line. Where something is missing that this reader may not add, whom to ask. */
export function renderBillingLine(
  { t, formats, change }: Pick<Desk, "t" | "formats" | "change">,
  { contact, billingAddress, taxId, billingComplete }: Customer,
  mayEdit: boolean,
): TemplateResult | typeof nothing {
  if (billingComplete === undefined) return nothing
  const { line1, city, state, postalCode, country } = billingAddress ?? {}
  const region = country && new Intl.DisplayNames(formats.locale, { type: "region" }).of(country)
  const parts = [contact?.name, line1, postalCode && `${postalCode} ${city}`, state, region, taxId]
  const text = billingComplete ? parts.filter(Boolean).join(", ") : t("billingAsk")
  return html`<div class="row spread nowrap small" part="billing-line" tabindex="-1">
    <p><strong>${t("billing")}</strong><br />${text}</p>
    ${mayEdit ? html`<button type="button" @click=${() => change({ editing: "billing" })}>${t("change")}</button>` : nothing}
  </div>`
}
