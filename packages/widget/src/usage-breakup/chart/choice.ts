import { html, type TemplateResult } from "lit"

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
