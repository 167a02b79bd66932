import { html, nothing, type TemplateResult } from "lit"
import { BillingFields } from "../billing-details/billing-fields.ts"
import { saveBilling } from "../billing-details/save-billing.ts"
import type { Desk } from "./desk.ts"

/** Who gets the invoices: checked, and saved by itself, as fee and tax depend on it. Rule UI-ADD-6. */
export class BillingForm {
  readonly #fields: BillingFields
  #fault = ""
  #isSaving = false
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
    this.#fields = new BillingFields(desk, () => desk.summary!.customer)
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
      ${this.#fields.render()}
      ${this.#fault === "" ? nothing : html`<p class="small fault" role="alert">${this.#fault}</p>`}
      <div class="row">
        <button aria-disabled=${this.#isSaving}>${t(this.#isSaving ? "saving" : "save")}</button>
        ${close === undefined ? nothing : html`<button type="button" @click=${close}>${t("cancel")}</button>`}
      </div>
    </form>`
  }

  async #submit(event: Event, close: (() => void) | undefined): Promise<void> {
    event.preventDefault()
    const desk = this.#desk
    const { session } = desk
    if (this.#isSaving || session === undefined) return
    this.#fault = ""
    const details = this.#fields.check()
    if (details === undefined) return
    this.#isSaving = true
    desk.requestUpdate()
    try {
      await saveBilling(session, details)
      this.#fields.forget()
      close?.()
      desk.focusOn("[part=billing-line]")
    } catch (error) {
      if (!this.#fields.takeRefusal(error)) this.#fault = desk.tell(error)
    }
    this.#isSaving = false
    desk.requestUpdate()
  }
}
