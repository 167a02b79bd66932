import { html, nothing, type TemplateResult } from "lit"
import type { Formats, Precision } from "../money/formats.ts"

interface Words {
  readonly formats: Formats
  readonly t: (key: "exactly", values: { readonly amount: string }) => string
}

/** An amount that has all its decimals on hover, focus and touch, where it is shown with fewer. Rule UI-4. */
export function renderExact(
  { t, formats }: Words,
  amount: string,
  part: string,
  precision?: Precision,
): TemplateResult {
  const shown = formats.money(amount, precision)
  const exact = formats.money(amount, "exact")
  const isExact = shown === exact
  return html`<span class="amount" part=${part} tabindex=${isExact ? nothing : 0}
    >${shown}${
      isExact ? nothing : html`<span class="exact" role="tooltip">${t("exactly", { amount: exact })}</span>`
    }</span
  >`
}
