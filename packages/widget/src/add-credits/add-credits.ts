import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit"
import { TollgateElement } from "../internal/tollgate-element.ts"
import { addCredits } from "../locales/en/add-credits.ts"
import type { Formats } from "../money/formats.ts"
import { TollgateError } from "../session/tollgate-error.ts"
import type { Checkout, Summary, TopUp } from "../session/types.ts"
import type { WalletSession } from "../session/wallet-session.ts"
import { addCreditsStyles } from "./add-credits.styles.ts"
import { renderAmounts } from "./amount-choice.ts"
import { renderBillingLine } from "./billing-line.ts"
import { suggestedPreset, useOf30Days } from "./default-amount.ts"
import type { AddCreditsMessages, Desk } from "./desk.ts"
import { renderField } from "./field.ts"
import { hasTaxNotes, renderPriceLines } from "./price-lines.ts"
import { PricePreview, type TopUpWish } from "./price-preview.ts"
import type { Rest } from "./add-credits-rest.ts"
import { TopUpState } from "./top-up-state.ts"
import { whyStopped } from "./why-stopped.ts"

/** Of the form whose fields and buttons lie in two places. */
const FORM = "top-up"

/**
 * @summary Adds credits: amount, coupon, what it costs, and the way to the payment page; a link on which others pay; auto-recharge.
 *
 * @fires tollgate-topup-start - Somebody pressed Pay; cancelable, nothing has begun yet.
 * @fires tollgate-checkout - The payment page is about to open; cancelable. `event.checkoutUrl` has its address.
 * @fires tollgate-topup-complete - The payment came in.
 * @fires tollgate-topup-failed - The payment failed or ended; nothing was charged.
 * @fires tollgate-link-created - A payment link was made.
 * @fires tollgate-autorecharge-change - Auto-recharge is about to be turned on, changed or turned off; cancelable.
 * @fires tollgate-error - The wallet could not be read.
 * @slot label - The heading, in place of "Add credits".
 * @csspart card - The frame.
 * @csspart amounts - Presets and "Other".
 * @csspart billing - The form of billing details.
 * @csspart billing-line - Billing details in one line.
 * @csspart price - Credits, bonus, fee, taxes and total.
 * @csspart tax-notes - Tax that is inside of the price, and why there is none.
 * @csspart recharge - Fields of auto-recharge.
 * @csspart consent - What is agreed to by auto-recharge, with its box.
 * @csspart method - What auto-recharge charges.
 * @csspart pay - The button that pays.
 * @csspart link - The payment link.
 * @csspart link-terms - Note, end and number of payments of a link.
 * @csspart outcome - What became of a payment: waiting, added, or not.
 * @csspart go-on - The link to the payment page.
 * @csspart notice - The line that says why no credits can be added.
 * @csspart error - The frame when nothing could be loaded, and the line when a payment could not be begun.
 * @csspart stale - The line that says that what is shown may be old.
 * @cssprop [--tollgate-accent=#0b7a5b] - Colour of actions.
 * @cssprop [--tollgate-on-accent=#fff] - Text on the accent.
 * @cssprop [--tollgate-surface=#fff] - Background of the frame.
 * @cssprop [--tollgate-surface-sunken=#f4f6f8] - Background of what lies deeper.
 * @cssprop [--tollgate-border=#d9dfe5] - Lines.
 * @cssprop [--tollgate-text=#14202b] - Text.
 * @cssprop [--tollgate-text-muted=#566370] - Text of less weight.
 * @cssprop [--tollgate-danger=#b3261e] - What is wrong.
 * @cssprop [--tollgate-success=#146c43] - Just paid.
 * @cssprop [--tollgate-radius=12px] - Corner of the frame.
 * @cssprop [--tollgate-space=4px] - Step of all distances.
 * @cssprop [--tollgate-font=inherit] - Font family.
 */
export class AddCredits extends TollgateElement<AddCreditsMessages> implements Desk {
  static override styles = [...TollgateElement.styles, addCreditsStyles]
  static override properties: PropertyDeclarations = {
    ...TollgateElement.properties,
    checkout: {},
    returnUrl: { attribute: "return-url" },
    amount: {},
    couponCode: { attribute: "coupon-code" },
    senderId: { attribute: "sender-id" },
  }

  /** Where the payment page opens: in a `tab` of its own (the default), or in place of this page: `redirect`. */
  declare checkout: "tab" | "redirect" | undefined
  /** Where the payment page leads back to, on an origin that the partner lists; by `redirect` this page unless told. */
  declare returnUrl: string | undefined
  /** The amount that is chosen at first, a decimal string. */
  declare amount: string | undefined
  /** A coupon that is filled in at first. */
  declare couponCode: string | undefined
  /** The number whose part of the balance is topped up at first: the id of one of the wallet's senders. */
  declare senderId: string | undefined
  /** @internal */
  declare formats: Formats
  /** @internal */
  declare session: WalletSession | undefined
  /** @internal */
  state: TopUpState = new TopUpState()
  /** @internal */
  readonly prices: PricePreview = new PricePreview(() => this.requestUpdate())
  protected readonly section = "addCredits"
  protected english = addCredits as AddCreditsMessages
  #walletId: string | undefined
  #isResuming = false
  #rest: Rest | undefined
  #loading: Promise<Rest | undefined> | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    const { begun } = this.state
    if (begun !== undefined) void this.#do(({ purchase }) => purchase.follow(begun))
  }

  /** What was begun before takes the form's place: until it is known whether there is something, the form is bones. */
  async #resume(summary: Summary): Promise<void> {
    this.#isResuming = true
    await this.#do(({ purchase }) => purchase.resume(summary))
    this.#isResuming = false
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#rest?.stop()
    this.prices.forget()
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    if (changed.has("senderId")) this.state.senderId = undefined
    const { session, summary, state } = this
    if (session === undefined || summary === undefined || whyStopped(this)) return
    if (this.#walletId !== summary.wallet.id) {
      this.#walletId = summary.wallet.id
      this.state = new TopUpState()
      this.prices.value = undefined
      if (summary.pendingTopUps?.length || location.search.includes("tollgate_top_up="))
        void this.#resume(summary)
    }
    const { customer } = summary
    const { id, taxId, billingAddress } = customer
    const payer = [id, taxId, billingAddress?.country, billingAddress?.state].join()
    this.prices.ask(session, this.state.begun === undefined ? this.wish() : undefined, payer, state.isTyping)
  }

  /** Gives the focus to the amount. */
  override focus(options?: FocusOptions): void {
    const field = this.renderRoot.querySelector<HTMLElement>(
      ".choices :is(#typed, [name=amount]:checked), [part=outcome] h3",
    )
    if (field === null) super.focus(options)
    else field.focus(options)
  }

  /** A session tells of a top-up. @internal */
  topUp(topUp: TopUp): void {
    this.#rest?.take(topUp)
  }

  /** @internal */
  readonly change = (members: Partial<TopUpState>): void => {
    Object.assign(this.state, { fault: "" }, members)
    this.requestUpdate()
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
  wish(): TopUpWish | undefined {
    const { summary } = this
    const read = summary?.checkout ? this.#read(summary) : undefined
    const couponCode = this.#coupon.trim()
    return read && "amount" in read ? { amount: read.amount, ...(couponCode && { couponCode }) } : undefined
  }

  /** @internal */
  override errorText(error: TollgateError): string {
    const key = `error_${error.code}` as keyof AddCreditsMessages
    return key in this.english ? this.t(key, { detail: error.message }) : super.errorText(error)
  }

  protected renderWallet(summary: Summary): TemplateResult {
    const { t, formats } = this
    const { begun } = this.state
    const use = useOf30Days(summary)
    const stopped = whyStopped(this)
    const isWaiting = this.#isResuming && begun === undefined
    const form = begun === undefined && !stopped ? this.#renderForm(summary, summary.checkout!) : nothing
    return html`<section
      class="card stack"
      part="card"
      aria-label=${t("title")}
      @pointerenter=${this.#fetch}
      @focusin=${this.#fetch}
    >
      <div class="row spread head">
        <h2><slot name="label">${t("title")}</slot></h2>
        ${
          use === undefined || begun !== undefined
            ? nothing
            : html`<p class="muted small number">${t("use", { amount: formats.money(use, "short") })}</p>`
        }
      </div>
      ${this.renderStale()}
      ${stopped ?? (begun === undefined ? (isWaiting ? html`<div class="bones" aria-hidden="true" inert>${form}</div>` : form) : this.#rest?.renderOutcome(begun))}
      ${isWaiting ? html`<span class="sr" role="status">${t("loading")}</span>` : nothing}
    </section>`
  }

  #renderForm(summary: Summary, checkout: Checkout): TemplateResult {
    const { t, formats, prices, state, change } = this
    const { link } = summary
    const choice = this.#choice(summary)
    const read = this.#read(summary)
    const fault = state.isChecked && read && "fault" in read ? read.fault : undefined
    const { value: price, isCurrent, error } = prices
    const offer = isCurrent ? price?.coupon : undefined
    const words = offer && this.#need()?.couponWords(offer, price!.amount)
    const isValid = offer?.status === "valid"
    // Their words come with the rest: the total is no button before they stand there, or they would push it away.
    const notes = hasTaxNotes(price) ? this.#need()?.renderTaxNotes(price) : nothing
    return html`${checkout.isSandbox ? html`<p class="small sandbox">${t("sandbox")}</p>` : nothing}
      <div class="columns">
        <div class="stack choices">
          <form id=${FORM} class="stack" novalidate @submit=${this.#pay} @focusout=${this.#check}>
            ${
              link?.amount
                ? nothing
                : renderAmounts(
                    this,
                    checkout.presets,
                    choice,
                    (chosen) => change({ choice: chosen, isTyping: false, isChecked: false }),
                    choice === "other" ? this.#need()?.renderTyped(checkout, fault) : nothing,
                  )
            }
            ${
              this.senderId || summary.senders?.first.some(({ hasPart }) => hasPart)
                ? this.#need()?.renderNumberChoice(summary)
                : nothing
            }
            ${
              link?.takesCoupon === false
                ? nothing
                : renderField({
                    id: "coupon",
                    label: t("coupon"),
                    value: this.#coupon,
                    input: (coupon) => change({ coupon, isTyping: true }),
                    fault: isValid || !words ? undefined : words,
                    note: isValid ? html`<strong class="valid">${words}</strong>` : t("couponNote"),
                    isLive: true,
                  })
            }
          </form>
          ${checkout.canAutoRecharge ? this.#renderRecharge(summary) : nothing}
          ${link ? nothing : this.#renderBilling(summary)}
        </div>
        <div class="stack sum">
          ${renderPriceLines(this, (fault ?? error) ? undefined : price, isCurrent || !!(fault ?? error))}
          ${error === undefined ? nothing : this.#need()?.renderPriceFault(error)} ${notes}
          ${state.isAuto ? this.#rest?.renderConsent(this.wish()?.amount) : nothing}
          <div class="stack actions">
            ${
              state.fault === ""
                ? nothing
                : html`<div class="notice danger small" part="error" role="alert">
                    <p>${state.fault} <strong>${t("notCharged")}</strong></p>
                  </div>`
            }
            <button class="primary pay number" part="pay" form=${FORM} aria-disabled=${state.isPaying}>
              ${
                state.isPaying
                  ? t("paying")
                  : isCurrent && notes !== undefined
                    ? t("pay", { total: formats.money(price!.total) })
                    : t("payAny")
              }
            </button>
            ${
              link
                ? nothing
                : html`<button type="button" @click=${() => this.#do(({ purchase }) => purchase.makeLink())}>
                    ${t("link")}
                  </button>`
            }
            <span class="sr" role="status">${state.isPaying ? t("paying") : ""}</span>
          </div>
          ${state.hasLink ? this.#rest?.renderLink(this.#coupon !== "") : nothing}
          <p class="small muted">${t("final")}</p>
        </div>
      </div>`
  }

  #renderBilling({ customer }: Summary): unknown {
    const mayEdit = this.may("settings:write")
    const isMissing = customer.billingComplete === false
    return mayEdit && (isMissing || this.state.editing === "billing")
      ? this.#need()?.renderBilling(isMissing)
      : renderBillingLine(this, customer, mayEdit)
  }

  #renderRecharge({ autoRecharge }: Summary): unknown {
    const { t, state } = this
    if (autoRecharge?.enabled) return this.#need()?.renderRecharge(autoRecharge)
    const option = (isAuto: boolean): TemplateResult =>
      html`<label
        ><input
          type="radio"
          name="how"
          form=${FORM}
          .checked=${state.isAuto === isAuto}
          @change=${() => this.change({ isAuto })}
        />${t(isAuto ? "auto" : "once")}</label
      >`
    return html`<div class="row how" role="radiogroup" aria-label=${t("how")}>
        ${option(false)}${option(true)}
      </div>
      ${state.isAuto ? this.#need()?.renderRechargeFields(this.wish()?.amount, FORM) : nothing}`
  }

  /** The chosen preset, or `other`. */
  #choice(summary: Summary): string {
    const { state } = this
    if (summary.link?.amount) return summary.link.amount
    if (state.choice !== undefined) return state.choice
    const first = this.amount || suggestedPreset(summary) || ""
    if (summary.checkout?.presets.includes(first)) return first
    const typed = new Intl.NumberFormat(this.formats.locale, { useGrouping: false, maximumFractionDigits: 6 })
    if (state.typed === "" && first !== "") state.typed = typed.format(first as `${number}`)
    return "other"
  }

  /** The amount, or why it is none; undefined until the code that reads what was typed has come. */
  #read(summary: Summary): { readonly amount: string } | { readonly fault: string } | undefined {
    const choice = this.#choice(summary)
    return choice === "other" ? this.#need()?.read(summary.checkout!) : { amount: choice }
  }

  get #coupon(): string {
    return this.state.coupon ?? this.couponCode ?? ""
  }

  /** Once the typed amount was left, it is said what is wrong with it. */
  readonly #check = ({ target }: FocusEvent): void => {
    if ((target as Element).id === "typed" && this.state.typed !== "") this.change({ isChecked: true })
  }

  readonly #pay = (event: Event): void => {
    event.preventDefault()
    void this.#do(({ purchase }) => purchase.pay())
  }

  /** The rest of the form where it is there; begins to fetch it where it is not. */
  #need(): Rest | undefined {
    if (this.#rest === undefined) void this.#fetch()
    return this.#rest
  }

  readonly #fetch = (): Promise<Rest | undefined> =>
    (this.#loading ??= import("./add-credits-rest.ts").then(
      (module) => {
        const rest = new module.Rest(this)
        this.english = { ...this.english, ...rest.words }
        const { adoptedStyleSheets } = this.renderRoot as ShadowRoot
        adoptedStyleSheets.push(rest.styles)
        this.requestUpdate()
        return (this.#rest = rest)
      },
      // It is tried again the next time.
      () => (this.#loading = undefined),
    ))

  /** In the click itself where the rest is there, as it is since the form was touched. */
  async #do(what: (rest: Rest) => unknown): Promise<void> {
    const rest = this.#rest ?? (await this.#fetch())
    if (rest === undefined) this.change({ fault: this.t("error_network") })
    else await what(rest)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "add-credits": AddCredits
  }
}
