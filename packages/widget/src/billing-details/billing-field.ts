import { html, nothing, type TemplateResult } from "lit"

/** A field of the form. It has a template of its own, as that of the first paint of `<add-credits>` is in no chunk that could be shared. */
export interface BillingField {
  readonly entry: string
  readonly label: string
  readonly value: string
  readonly input: (value: string) => void
  readonly fault: string | undefined
  /** Said while there is no fault. */
  readonly note?: string
  readonly isRequired: boolean
  readonly type?: "email" | "tel"
  readonly autocomplete?: string
  /** Numbers and addresses of machines are written from left to right in any text. */
  readonly isCode?: boolean
  /** Values and names to choose from; absent = it is typed. */
  readonly options?: readonly (readonly [value: string, name: string])[]
  /** The name of no choice. */
  readonly choose?: string
}

/** A labelled input or choice; what is wrong with it stands below and belongs to it. */
export function renderBillingField(field: BillingField): TemplateResult {
  const { entry, label, fault, note } = field
  const id = `billing-${entry}`
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${field.options === undefined ? renderInput(id, field) : renderChoice(id, field)}
    <p id="${id}-note" class="small ${fault === undefined ? "muted" : "fault"}">
      ${fault ?? note ?? nothing}
    </p>
  </div>`
}

function renderInput(
  id: string,
  { type, autocomplete, fault, isRequired, value, input, isCode }: BillingField,
): TemplateResult {
  return html`<div class="box">
    <input
      id=${id}
      class="number"
      dir=${isCode ? "ltr" : "auto"}
      type=${type ?? "text"}
      autocomplete=${autocomplete ?? "off"}
      aria-describedby="${id}-note"
      aria-invalid=${fault !== undefined}
      aria-required=${isRequired || nothing}
      spellcheck="false"
      .value=${value}
      @input=${({ target }: InputEvent) => input((target as HTMLInputElement).value)}
    />
  </div>`
}

function renderChoice(
  id: string,
  { autocomplete, fault, isRequired, value, input, options = [], choose }: BillingField,
): TemplateResult {
  return html`<select
    id=${id}
    autocomplete=${autocomplete ?? "off"}
    aria-describedby="${id}-note"
    aria-invalid=${fault !== undefined}
    aria-required=${isRequired || nothing}
    @change=${({ target }: Event) => input((target as HTMLSelectElement).value)}
  >
    <option value="" .selected=${value === ""}>${choose}</option>
    ${options.map(([code, name]) => html`<option value=${code} .selected=${code === value}>${name}</option>`)}
  </select>`
}
