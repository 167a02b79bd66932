import { html, type TemplateResult } from "lit"
import type { Desk } from "./desk.ts"

/** Presets and "Other" as one group of radio buttons; `below` is what "Other" needs. Rule UI-ADD-1. */
export function renderAmounts(
  { t, formats }: Pick<Desk, "t" | "formats">,
  presets: readonly string[],
  chosen: string,
  choose: (choice: string) => void,
  below: unknown,
): TemplateResult {
  return html`<fieldset part="amounts">
    <legend>${t("amount")}</legend>
    <div class="tiles">
      ${[...presets, "other"].map(
        (value) =>
          html`<label class="tile number"
            ><input
              type="radio"
              name="amount"
              .checked=${chosen === value}
              @change=${() => choose(value)}
            /><span>${value === "other" ? t("other") : formats.money(value, "short")}</span></label
          >`,
      )}
    </div>
    ${below}
  </fieldset>`
}
