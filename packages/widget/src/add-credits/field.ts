import { html, nothing, type TemplateResult } from "lit"

export interface Field {
  /** Of the input; its note is `<id>-note`. */
  readonly id: string
  readonly label: string
  readonly value: string
  readonly input: (value: string) => void
  /** Stands before what is typed: the currency. */
  readonly sign?: string
  readonly fault?: string | undefined
  /** Said while there is no fault. */
  readonly note?: string | TemplateResult | typeof nothing
  /** What comes of typing is told to who does not see it. */
  readonly isLive?: boolean
  readonly isRequired?: boolean
  readonly type?: "text" | "email" | "tel"
  readonly mode?: "decimal"
  readonly autocomplete?: string
  /** Of a form that it lies outside of. */
  readonly form?: string
}

/** A labelled input; what is wrong with it stands below and belongs to it. */
export function renderField(field: Field): TemplateResult {
  const { id, label, value, input, sign, fault, note = nothing } = field
  const hasFault = fault !== undefined
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <div class="box">
      ${sign === undefined ? nothing : html`<span class="muted" dir="ltr" aria-hidden="true">${sign}</span>`}
      <input
        id=${id}
        class="number"
        type=${field.type ?? "text"}
        inputmode=${field.mode ?? nothing}
        autocomplete=${field.autocomplete ?? "off"}
        form=${field.form ?? nothing}
        aria-describedby="${id}-note"
        aria-invalid=${hasFault}
        aria-required=${field.isRequired ?? nothing}
        spellcheck="false"
        .value=${value}
        @input=${({ target }: InputEvent) => input((target as HTMLInputElement).value)}
      />
    </div>
    <p
      id="${id}-note"
      class="small ${hasFault ? "fault" : "muted"}"
      role=${field.isLive ? "status" : nothing}
    >
      ${fault ?? note}
    </p>
  </div>`
}
