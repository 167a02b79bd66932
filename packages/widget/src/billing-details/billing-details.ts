import { html, nothing, type TemplateResult } from "lit"
import { TollgateElement } from "../internal/tollgate-element.ts"
import { billingDetails } from "../locales/en/billing-details.ts"
import { billingForm } from "../locales/en/billing-form.ts"
import { TollgateError } from "../session/tollgate-error.ts"
import type { Customer, Summary } from "../session/types.ts"
import { billingDetailsStyles } from "./billing-details.styles.ts"
import { BillingEditor, type EditorDesk } from "./billing-editor.ts"
import { taxIdHint } from "./country-hints.ts"

const ENGLISH = { ...billingForm, ...billingDetails }

/**
 * @summary Who gets the invoices: contact, billing address and tax id, to see and to change.
 *
 * @fires tollgate-billing-change - Billing details are about to be saved; cancelable. `event.details` has them.
 * @fires tollgate-billing-changed - Billing details were saved.
 * @fires tollgate-error - The wallet could not be read.
 * @slot label - The heading, in place of "Billing details".
 * @csspart card - The frame.
 * @csspart details - What is saved.
 * @csspart edit - The button that opens the form.
 * @csspart billing - The form.
 * @csspart save - The button that saves.
 * @csspart cancel - The button that leaves the form.
 * @csspart saved - The line that says that it was saved.
 * @csspart notice - The line that says what is missing, that changes would be lost, or that somebody else changed them.
 * @csspart error - The frame when nothing could be loaded, and the line when it could not be saved.
 * @csspart stale - The line that says that what is shown may be old.
 * @cssprop [--tollgate-accent=#0b7a5b] - Colour of actions.
 * @cssprop [--tollgate-on-accent=#fff] - Text on the accent.
 * @cssprop [--tollgate-surface=#fff] - Background of the frame.
 * @cssprop [--tollgate-surface-sunken=#f4f6f8] - Background of what lies deeper.
 * @cssprop [--tollgate-border=#d9dfe5] - Lines.
 * @cssprop [--tollgate-text=#14202b] - Text.
 * @cssprop [--tollgate-text-muted=#566370] - Text of less weight.
 * @cssprop [--tollgate-warning=#8a5300] - What is missing.
 * @cssprop [--tollgate-danger=#b3261e] - What is wrong.
 * @cssprop [--tollgate-success=#146c43] - Just saved.
 * @cssprop [--tollgate-radius=12px] - Corner of the frame.
 * @cssprop [--tollgate-space=4px] - Step of all distances.
 * @cssprop [--tollgate-font=inherit] - Font family.
 */
export class BillingDetailsElement extends TollgateElement<typeof ENGLISH> implements EditorDesk {
  static override styles = [...TollgateElement.styles, billingDetailsStyles]

  protected readonly section = "billingDetails"
  protected english = ENGLISH
  /** @internal */
  declare formats: TollgateElement["formats"]
  /** @internal */
  declare session: TollgateElement["session"]
  #editor: BillingEditor | undefined
  #customerId = ""
  #isSaved = false

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leave()
  }

  override willUpdate(changed: Map<string, unknown>): void {
    super.willUpdate(changed)
    const id = this.summary?.customer.id ?? this.#customerId
    if (id === this.#customerId) return
    this.#customerId = id
    this.#leave()
    this.#isSaved = false
  }

  /** @internal */
  focusOn(selector: string): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(selector)?.focus())
  }

  /** @internal */
  tell(error: unknown): string {
    return this.errorText(TollgateError.of(error))
  }

  /** @internal */
  override errorText(error: TollgateError): string {
    const key = `error_${error.code}` as keyof typeof ENGLISH
    return key in ENGLISH ? this.t(key) : super.errorText(error)
  }

  protected renderWallet(summary: Summary): TemplateResult {
    const { t } = this
    const isSample = this.summary === undefined
    const customer = isSample ? SAMPLE : summary.customer
    const mayEdit = this.may("settings:write")
    const isEmpty = !customer.contact && !customer.billingAddress
    return html`<section class="card stack" part="card" aria-label=${t("title")}>
      <div class="row spread head">
        <h2><slot name="label">${t("title")}</slot></h2>
        ${mayEdit && !isEmpty && this.#editor === undefined ? this.#renderEdit("edit") : nothing}
      </div>
      ${this.renderStale()}
      ${this.#editor?.render() ?? (isEmpty ? this.#renderEmpty(mayEdit) : this.#renderDetails(customer, mayEdit))}
    </section>`
  }

  #renderEdit(label: "edit" | "add"): TemplateResult {
    return html`<button part="edit" class=${label === "add" ? "primary" : ""} @click=${this.#edit}>
      ${this.t(label)}
    </button>`
  }

  #renderEmpty(mayEdit: boolean): TemplateResult {
    const { t } = this
    return html`<div class="notice" part="notice">
      <div>
        <strong>${t("empty")}</strong>
        <p class="small">${t(mayEdit ? "emptyNote" : "readOnly")}</p>
      </div>
      ${mayEdit ? this.#renderEdit("add") : nothing}
    </div>`
  }

  #renderDetails(
    { contact, billingAddress, taxId, billingMissing = [] }: Customer,
    mayEdit: boolean,
  ): TemplateResult {
    const { t } = this
    const country = billingAddress?.country ?? ""
    const lines = (texts: readonly (string | undefined)[]): TemplateResult[] =>
      texts.flatMap((text) => (text ? [html`<span class="line"><bdi>${text}</bdi></span>`] : []))
    const group = (label: string, texts: readonly (string | undefined)[], isCode = false): TemplateResult => {
      const known = lines(texts)
      return html`<div>
        <dt>${label}</dt>
        <dd class=${isCode ? "number" : ""}>
          ${known.length > 0 ? known : html`<span class="muted">${t("none")}</span>`}
        </dd>
      </div>`
    }
    return html`${billingMissing.length === 0 ? nothing : this.#renderMissing(billingMissing)}
      <dl class="details" part="details">
        ${group(t("contact"), [contact?.name, contact?.email, contact?.phone])}
        ${group(t("address"), [...addressLines(billingAddress), this.#nameOf(country)])}
        ${group(taxIdHint(country)?.[0] ?? t("taxId"), [taxId ?? undefined], true)}
      </dl>
      ${mayEdit || this.summary === undefined ? nothing : html`<p class="small muted">${t("readOnly")}</p>`}
      ${
        // The place of the message is there before, so that it is told.
        html`<p class=${this.#isSaved ? "saved small" : "sr"} part="saved" role="status" tabindex="-1">
          ${this.#isSaved ? html`<span aria-hidden="true">✓</span> ${t("saved")}` : ""}
        </p>`
      }`
  }

  #renderMissing(missing: readonly string[]): TemplateResult {
    const isState = missing.every((detail) => detail === "billingAddress.state")
    return html`<div class="notice warning small" part="notice">
      <p>${this.t(isState ? "missingState" : "missing")}</p>
    </div>`
  }

  #nameOf(country: string): string | undefined {
    return country === ""
      ? undefined
      : new Intl.DisplayNames(this.formats.locale, { type: "region" }).of(country)
  }

  readonly #edit = (): void => {
    const { customer } = this.summary!
    this.#isSaved = false
    this.#editor = new BillingEditor(this, customer, (isSaved) => {
      this.#leave()
      this.#isSaved = isSaved
      this.requestUpdate()
      this.focusOn(isSaved ? "[part=saved]" : "[part=edit]")
    })
    this.requestUpdate()
    this.focusOn("[part=billing] input")
  }

  #leave(): void {
    this.#editor?.stop()
    this.#editor = undefined
  }
}

/** Nobody's details, which are drawn as bones. */
const SAMPLE: Customer = {
  id: "",
  name: "",
  timezone: "UTC",
  locale: "en",
  contact: { name: "Customer Name", email: "customer@example.com" },
  billingAddress: { line1: "1 Long Street", city: "City", postalCode: "12345", country: "IN" },
  taxId: "000000000000000",
}

/** As it stands on an envelope of its country. */
function addressLines(address: Customer["billingAddress"]): readonly (string | undefined)[] {
  if (!address) return []
  const { line1, line2, city, state, postalCode, country } = address
  // These write the code after the place.
  const isAfter = ["IN", "US", "CA", "AU", "GB", "BR", "SG", "NZ", "ID"].includes(country)
  const place = isAfter
    ? [[city, state].filter(Boolean).join(", "), postalCode].join(" ")
    : [[postalCode, city].filter(Boolean).join(" "), state].filter(Boolean).join(", ")
  return [line1, line2, place]
}

declare global {
  interface HTMLElementTagNameMap {
    "billing-details": BillingDetailsElement
  }
}
