import { html, nothing, type TemplateResult } from "lit"
import { BillingChangedEvent, BillingChangeEvent } from "../events/billing-events.ts"
import type { MessageValues } from "../internal/messages.ts"
import type { billingDetails } from "../locales/en/billing-details.ts"
import { TollgateError } from "../session/tollgate-error.ts"
import type { BillingDetails, Customer } from "../session/types.ts"
import type { WalletSession } from "../session/wallet-session.ts"
import type { BillingDesk } from "./billing-desk.ts"
import { BillingFields } from "./billing-fields.ts"
import { saveBilling } from "./save-billing.ts"

/** What the editor works with besides: the element. */
export interface EditorDesk extends Omit<BillingDesk, "t"> {
  readonly t: (
    key: Parameters<BillingDesk["t"]>[0] | keyof typeof billingDetails,
    values?: MessageValues,
  ) => string
  readonly session: WalletSession | undefined
  /** False where the page prevented what would follow. */
  emit(event: Event): boolean
  /** What went wrong, in a sentence of the reader's language. */
  tell(error: unknown): string
}

type State = "editing" | "saving" | "leaving" | "conflict"

/** Billing details, to be changed: nothing typed is lost unasked, and nothing of others' is overwritten unseen. Rules UI-BILLING-4 to UI-BILLING-7. */
export class BillingEditor {
  readonly #desk: EditorDesk
  readonly #close: (isSaved: boolean) => void
  readonly #fields: BillingFields
  #known: Pick<Customer, "contact" | "billingAddress" | "taxId" | "locale">
  /** Of what the fields began with; undefined until it has come. */
  #etag: Promise<string> | undefined
  #state: State = "editing"
  #fault = ""

  /** @param close - leads back to what is saved */
  constructor(
    desk: EditorDesk,
    known: Pick<Customer, "contact" | "billingAddress" | "taxId" | "locale">,
    close: (isSaved: boolean) => void,
  ) {
    this.#desk = desk
    this.#known = known
    this.#close = close
    this.#fields = new BillingFields(desk, () => this.#known)
    this.#read()
    addEventListener("beforeunload", this.#guard)
  }

  /** Lets go of the page. */
  stop(): void {
    removeEventListener("beforeunload", this.#guard)
  }

  render(): TemplateResult {
    const { t } = this.#desk
    const isSaving = this.#state === "saving"
    return html`<form
      part="billing"
      class="stack"
      novalidate
      @submit=${this.#submit}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") this.#leave()
      }}
    >
      ${this.#fields.render()} ${this.#renderNotice()}
      <div class="row">
        <button class="primary" part="save" aria-disabled=${isSaving}>
          ${t(isSaving ? "saving" : "save")}
        </button>
        <button type="button" part="cancel" @click=${() => this.#leave()}>${t("cancel")}</button>
        <p class="small muted">${t("stays")}</p>
      </div>
      <span class="sr" role="status">${isSaving ? t("saving") : ""}</span>
    </form>`
  }

  #renderNotice(): TemplateResult | typeof nothing {
    const { t } = this.#desk
    const choose = (label: string, act: () => void): TemplateResult =>
      html`<button type="button" @click=${act}>${label}</button>`
    if (this.#state === "leaving") {
      return html`<div class="notice warning" part="notice" role="alert" tabindex="-1">
        <p>${t("discard")}</p>
        ${choose(t("discardYes"), () => this.#end(false))}
        ${choose(t("discardNo"), () => this.#become("editing", "input, select"))}
      </div>`
    }
    if (this.#state === "conflict") {
      return html`<div class="notice warning" part="notice" role="alert" tabindex="-1">
        <p>${t("conflict")} ${t("notSaved")}</p>
        ${choose(t("theirs"), () => void this.#showTheirs())}
        ${choose(t("mine"), () => void this.#saveMine())}
      </div>`
    }
    if (this.#fault === "") return nothing
    return html`<div class="notice danger" part="error" role="alert">
      <p>${this.#fault} ${t("notSaved")}</p>
    </div>`
  }

  /** What is saved now, and its tag. It may be newer than what the page shows. */
  #read(): void {
    const { session } = this.#desk
    this.#etag = session?.fetch(`v1/wallets/${session.walletId}/billing-details`).then(async (response) => {
      const { contact, billingAddress, taxId } = (await response.json()) as BillingDetails
      this.#known = { ...this.#known, contact, billingAddress, taxId }
      this.#desk.requestUpdate()
      return response.headers.get("etag") ?? ""
    })
    // Saving asks again, and says why it cannot.
    this.#etag?.catch(() => (this.#etag = undefined))
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault()
    void this.#save()
  }

  async #save(): Promise<void> {
    const { session } = this.#desk
    if (this.#state === "saving" || session === undefined) return
    this.#fault = ""
    const details = this.#fields.check()
    if (details === undefined) return
    if (!this.#desk.emit(new BillingChangeEvent(details))) return
    this.#become("saving")
    try {
      if (this.#etag === undefined) this.#read()
      await saveBilling(session, details, await this.#etag)
      this.#desk.emit(new BillingChangedEvent(details))
      return this.#end(true)
    } catch (error) {
      if (TollgateError.of(error).code === "precondition_failed")
        return this.#become("conflict", "[part=notice]")
      this.#state = "editing"
      if (!this.#fields.takeRefusal(error)) this.#fault = this.#desk.tell(error)
    }
    this.#desk.requestUpdate()
  }

  async #showTheirs(): Promise<void> {
    this.#fields.forget()
    this.#read()
    await this.#etag?.catch(() => undefined)
    this.#become("editing", "input")
  }

  async #saveMine(): Promise<void> {
    this.#read()
    await this.#etag?.catch(() => undefined)
    this.#state = "editing"
    await this.#save()
  }

  #leave(): void {
    if (this.#state === "saving") return
    if (this.#fields.isDirty) this.#become("leaving", "[part=notice]")
    else this.#end(false)
  }

  #become(state: State, focus?: string): void {
    this.#state = state
    this.#desk.requestUpdate()
    if (focus !== undefined) this.#desk.focusOn(`[part=billing] :is(${focus})`)
  }

  #end(isSaved: boolean): void {
    this.stop()
    this.#close(isSaved)
  }

  readonly #guard = (event: BeforeUnloadEvent): void => {
    if (this.#fields.isDirty) event.preventDefault()
  }
}
