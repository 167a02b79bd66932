import { html, nothing, type TemplateResult } from "lit"
import { TollgateError } from "../session/tollgate-error.ts"
import type { Customer } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import { type Field, renderField } from "./field.ts"
import { regionsIn } from "./regions.ts"

/** In the order in which they stand; what browsers fill them in with; those that must be there. */
const ENTRIES = {
  name: { autocomplete: "name", isRequired: true },
  email: { autocomplete: "email", type: "email", isRequired: true },
  phone: { autocomplete: "tel", type: "tel" },
  line1: { autocomplete: "address-line1", isRequired: true },
  line2: { autocomplete: "address-line2" },
  city: { autocomplete: "address-level2", isRequired: true },
  state: { autocomplete: "address-level1" },
  postalCode: { autocomplete: "postal-code", isRequired: true },
  country: { autocomplete: "country", isRequired: true },
  taxId: {},
} as const satisfies Record<string, Pick<Field, "type" | "autocomplete" | "isRequired">>

type Entry = keyof typeof ENTRIES
type Entries = Partial<Record<Entry, string>>

/** Who gets the invoices: checked, and saved by itself, as fee and tax depend on it. Rule UI-ADD-6. */
export class BillingForm {
  #typed: Entries = {}
  #faults: Entries = {}
  #fault = ""
  #isSaving = false
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  render(close: (() => void) | undefined): TemplateResult {
    const { t } = this.#desk
    return html`<form
      part="billing"
      class="stack sunken"
      novalidate
      @submit=${(event: Event) => this.#submit(event, close)}
    >
      <div>
        <h3>${t("billing")}</h3>
        <p class="small muted">${t("billingWhy")}</p>
      </div>
      <div class="pairs">
        ${(Object.keys(ENTRIES) as Entry[]).map((entry) =>
          entry === "country" ? this.#renderCountry() : renderField(this.#field(entry)),
        )}
      </div>
      ${this.#fault === "" ? nothing : html`<p class="small fault" role="alert">${this.#fault}</p>`}
      <div class="row">
        <button aria-disabled=${this.#isSaving}>${t(this.#isSaving ? "saving" : "save")}</button>
        ${close === undefined ? nothing : html`<button type="button" @click=${close}>${t("cancel")}</button>`}
      </div>
    </form>`
  }

  #field(entry: Entry): Field {
    const { t } = this.#desk
    const settings: Pick<Field, "type" | "autocomplete" | "isRequired"> = ENTRIES[entry]
    return {
      id: `billing-${entry}`,
      label: settings.isRequired ? t(entry) : t("optional", { label: t(entry) }),
      value: this.#text(entry),
      fault: this.#faults[entry],
      input: (value) => this.#type(entry, value),
      ...settings,
    }
  }

  #renderCountry(): TemplateResult {
    const { t, formats } = this.#desk
    const fault = this.#faults.country
    const chosen = this.#text("country")
    return html`<div class="field">
      <label for="billing-country">${t("country")}</label>
      <select
        id="billing-country"
        autocomplete="country"
        aria-required="true"
        aria-invalid=${fault !== undefined}
        aria-describedby="billing-country-note"
        @change=${({ target }: Event) => this.#type("country", (target as HTMLSelectElement).value)}
      >
        <option value="" ?selected=${chosen === ""}>${t("choose")}</option>
        ${regionsIn(formats.locale).map(
          ([code, name]) => html`<option value=${code} ?selected=${code === chosen}>${name}</option>`,
        )}
      </select>
      <p id="billing-country-note" class="small fault">${fault ?? nothing}</p>
    </div>`
  }

  #type(entry: Entry, value: string): void {
    this.#typed[entry] = value
    delete this.#faults[entry]
    this.#desk.requestUpdate()
  }

  #text(entry: Entry): string {
    const { contact, billingAddress, taxId, locale } = this.#desk.summary!.customer
    const known: Entries = {
      country: new Intl.Locale(locale || "en").region ?? "",
      taxId: taxId ?? "",
      ...billingAddress,
      ...contact,
    }
    return this.#typed[entry] ?? known[entry] ?? ""
  }

  async #submit(event: Event, close: (() => void) | undefined): Promise<void> {
    event.preventDefault()
    const desk = this.#desk
    const { session, summary } = desk
    if (this.#isSaving || session === undefined || summary === undefined) return
    this.#faults = {}
    this.#fault = ""
    for (const [entry, { isRequired }] of Object.entries(ENTRIES) as [Entry, { isRequired?: boolean }][]) {
      if (isRequired && this.#text(entry).trim() === "") this.#faults[entry] = desk.t("required")
    }
    if (!this.#faults.email && !/^\S+@\S+$/.test(this.#text("email").trim()))
      this.#faults.email = desk.t("wrong")
    if (this.#showFaults()) return
    this.#isSaving = true
    desk.requestUpdate()
    try {
      await session.request<Customer>(`v1/customers/${summary.customer.id}`, {
        method: "PATCH",
        body: this.#body(),
      })
      await session.load()
      this.#typed = {}
      close?.()
      desk.focusOn("[part=billing-line]")
    } catch (error) {
      this.#takeRefusal(error)
    }
    this.#isSaving = false
    desk.requestUpdate()
  }

  #body(): object {
    const text = (entry: Entry): string => this.#text(entry).trim()
    const given = (...entries: Entry[]): Entries =>
      Object.fromEntries(entries.flatMap((entry) => (text(entry) === "" ? [] : [[entry, text(entry)]])))
    return {
      contact: given("name", "email", "phone"),
      billingAddress: given("line1", "line2", "city", "state", "postalCode", "country"),
      taxId: text("taxId") || null,
    }
  }

  /** What the server did not take, at its field; what belongs to none below. */
  #takeRefusal(error: unknown): void {
    const facts = error instanceof TollgateError ? error.facts : {}
    for (const { path } of (facts["errors"] ?? []) as readonly { readonly path: string }[]) {
      const entry = path.split(".").at(-1) as Entry
      if (entry in ENTRIES) this.#faults[entry] = this.#desk.t("wrong")
    }
    if (!this.#showFaults()) this.#fault = this.#desk.tell(error)
  }

  #showFaults(): boolean {
    if (Object.keys(this.#faults).length === 0) return false
    this.#desk.requestUpdate()
    this.#desk.focusOn("[part=billing] [aria-invalid=true]")
    return true
  }
}
