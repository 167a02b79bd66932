import { html, nothing, type TemplateResult } from "lit"
import { addCreditsLater } from "../locales/en/add-credits-later.ts"
import { billingForm } from "../locales/en/billing-form.ts"
import type { TollgateError } from "../session/tollgate-error.ts"
import type { AutoRecharge, Checkout, CouponOffer, Summary, TopUp, TopUpPreview } from "../session/types.ts"
import { couponWords } from "./coupon-words.ts"
import type { Desk } from "./desk.ts"
import { Later } from "./later.ts"
import { renderNumberChoice } from "./number-choice.ts"
import { Purchase } from "./purchase.ts"
import { restStyles } from "./add-credits-rest.styles.ts"
import type { Begun } from "./top-up-state.ts"
import { readTyped, renderTyped } from "./typed-amount.ts"

/** What the form does once somebody touches it, and what it says then: a chunk that the first paint does not wait for. */
export class Rest {
  readonly words: typeof addCreditsLater & typeof billingForm = { ...addCreditsLater, ...billingForm }
  readonly styles: CSSStyleSheet = restStyles.styleSheet!
  readonly purchase: Purchase
  readonly #later: Later
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
    this.#later = new Later(desk)
    this.purchase = new Purchase(desk, this.#later)
  }

  /** News of a top-up of this wallet. */
  take(topUp: TopUp): void {
    const { outcome, link } = this.#later.parts
    outcome?.take(topUp)
    link?.take(topUp)
  }

  stop(): void {
    this.#later.parts.outcome?.stop()
  }

  /** What was typed as another amount: exactly, or why it is none. */
  read(checkout: Checkout): ReturnType<typeof readTyped> {
    return readTyped(this.#desk, this.#desk.state.typed, checkout)
  }

  renderTyped(checkout: Checkout, fault: string | undefined): TemplateResult {
    return renderTyped(this.#desk, checkout, {
      typed: this.#desk.state.typed,
      fault,
      input: (typed) => this.#desk.change({ choice: "other", typed, isTyping: true, isChecked: false }),
    })
  }

  renderNumberChoice(summary: Summary): TemplateResult {
    return renderNumberChoice(this.#desk, summary)
  }

  couponWords(coupon: CouponOffer, amount: string): string {
    return couponWords(this.#desk, coupon, amount)
  }

  /** That there is no price, and why. */
  renderPriceFault(error: TollgateError): TemplateResult {
    const desk = this.#desk
    const again = (): void => {
      desk.prices.forget()
      desk.requestUpdate()
    }
    return html`<div class="notice warning small" role="status">
      <p>${desk.tell(error)}</p>
      ${
        // It is asked again by itself once they are there.
        error.code === "billing_details_needed"
          ? nothing
          : html`<button type="button" @click=${again}>${desk.t("retry")}</button>`
      }
    </div>`
  }

  /** Taxes that are inside of the price, and why one is not there. */
  renderTaxNotes({ taxLines, taxNotes = [] }: TopUpPreview): TemplateResult {
    const { t, formats } = this.#desk
    const percent = new Intl.NumberFormat(formats.locale, { style: "percent", maximumFractionDigits: 4 })
    return html`<div class="small muted" part="tax-notes">
      ${taxLines.map((tax) => {
        if (!tax.isIncluded) return nothing
        const label = t("tax", {
          label: tax.label,
          percent: percent.format(`${tax.percent}E-2` as `${number}`),
        })
        return html`<p>${t("taxIncluded", { tax: label, amount: formats.money(tax.amount) })}</p>`
      })}
      ${taxNotes.map(
        ({ code, reference }) =>
          html`<p>${t(`tax_${code}`)} ${reference === "" ? nothing : html`<bdi>(${reference})</bdi>`}</p>`,
      )}
    </div>`
  }

  renderBilling(isMissing: boolean): unknown {
    return this.#later.get("billing")?.render(isMissing ? undefined : this.#close)
  }

  /** Auto-recharge that is on, and the way to change it. */
  renderRecharge(recharge: AutoRecharge): unknown {
    const { t, formats, state, change } = this.#desk
    if (state.editing === "recharge") return this.#later.get("recharge")?.renderEditor(recharge, this.#close)
    const short = (value: string): string => formats.money(value, "short")
    return html`<div class="row spread nowrap small">
      <p>
        ${t(`recharge_${recharge.state === "off" ? "on" : recharge.state}`, {
          amount: short(recharge.amount),
          threshold: short(recharge.threshold),
        })}
      </p>
      <button type="button" @click=${() => change({ editing: "recharge" })}>${t("change")}</button>
    </div>`
  }

  /** The fields of auto-recharge that begins with this payment. */
  renderRechargeFields(amount: string | undefined, form: string): unknown {
    return this.#later.get("recharge")?.renderFields(amount, form)
  }

  renderConsent(amount: string | undefined): unknown {
    return this.#later.parts.recharge?.renderConsent(amount) ?? nothing
  }

  renderLink(hasCoupon: boolean): unknown {
    return this.#later.get("link")?.render(hasCoupon, () => this.#desk.change({ hasLink: false }))
  }

  /** What became of a checkout. Without the code of it there is still the way to the payment page. */
  renderOutcome(begun: Begun): TemplateResult {
    const { t } = this.#desk
    const leave = (isAnew: boolean) => (): void => this.purchase.leave(isAnew)
    return (
      this.#later.parts.outcome?.render(begun, { over: leave(true), again: leave(false) }) ??
      html`<a
        class="button primary pay"
        href=${begun.topUp.checkoutUrl ?? nothing}
        target="_blank"
        rel="noopener"
        >${t("goOn")}</a
      >`
    )
  }

  readonly #close = (): void => this.#desk.change({ editing: "" })
}
