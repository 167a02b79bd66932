import { CheckoutEvent, TopUpStartEvent } from "../events/topup-events.ts"
import { TollgateError } from "../session/tollgate-error.ts"
import type { Summary, TopUp } from "../session/types.ts"
import type { WalletSession } from "../session/wallet-session.ts"
import type { Desk } from "./desk.ts"
import { Intent } from "./intent.ts"
import { keep } from "./kept.ts"
import type { Later } from "./later.ts"
import { type CheckoutWay, openCheckoutTab, thisTab } from "./open-checkout.ts"
import { chosenNumber } from "./number-choice.ts"
import { dismiss, pendingBefore } from "./pending-before.ts"
import type { TopUpWish } from "./price-preview.ts"
import { putRecharge } from "./put-recharge.ts"
import { type Begun, type Opened, TopUpState } from "./top-up-state.ts"

/** What the server answers the same however often it is asked with one key; the others were not carried out. */
const KEPT_STATUSES = new Set([402, 404, 409, 422])

/** From Pay to the payment page. Rules UI-ADD-5, UI-ADD-9 and UI-ADD-13. */
export class Purchase {
  readonly #intent = new Intent()
  readonly #desk: Desk
  readonly #later: Later

  constructor(desk: Desk, later: Later) {
    this.#desk = desk
    this.#later = later
  }

  async pay(): Promise<void> {
    const desk = this.#desk
    const { session, summary, state } = desk
    if (state.isPaying || session === undefined || summary === undefined) return
    const wish = this.#payable(summary)
    if (wish === undefined) return
    state.isPaying = true
    await this.#begin(session, summary, wish)
    state.isPaying = false
    desk.requestUpdate()
  }

  async makeLink(): Promise<void> {
    const desk = this.#desk
    const { state } = desk
    const wish = this.#checked()
    if (wish === undefined) return
    state.hasLink = true
    const panel = await this.#later.fetch("link")
    if (panel === undefined) desk.change({ fault: desk.t("error_network") })
    else await panel.make(wish.amount, chosenNumber(desk))
  }

  /** A checkout that was begun before the page was loaded is shown again. */
  async resume(summary: Summary): Promise<void> {
    const { session, state } = this.#desk
    const topUp = session && (await pendingBefore(session, summary))
    if (topUp !== undefined && this.#desk.state === state && state.begun === undefined)
      await this.follow({ topUp, opened: "before" })
  }

  /** Shows what becomes of a checkout. */
  async follow(begun: Begun): Promise<void> {
    const desk = this.#desk
    desk.state.begun = begun
    desk.requestUpdate()
    const outcome = await this.#later.fetch("outcome")
    if (desk.state.begun === begun && desk.isConnected) outcome?.follow(begun)
    desk.requestUpdate()
  }

  /** Back to the form, as it was filled in or, after a success, anew. */
  leave(isAnew: boolean): void {
    const desk = this.#desk
    const { state } = desk
    dismiss([...(state.begun ? [state.begun.topUp] : []), ...(desk.summary?.pendingTopUps ?? [])])
    this.#later.parts.outcome?.stop()
    if (isAnew) desk.state = Object.assign(new TopUpState(), { coupon: "" })
    else Object.assign(state, { begun: undefined, isChecked: false, fault: "" })
    desk.requestUpdate()
    desk.focusOn(".choices :is(#typed, [name=amount]:checked)")
  }

  /** What can be paid now; else undefined, and the focus on what is in the way. */
  #payable(summary: Summary): TopUpWish | undefined {
    const { customer } = summary
    const desk = this.#desk
    const wish = this.#checked()
    if (wish === undefined) return undefined
    const { isCurrent, value } = desk.prices
    // Who pays by a link is asked for the total that they saw.
    if (summary.link && !isCurrent) return undefined
    if (isCurrent && value?.coupon && value.coupon.status !== "valid") {
      desk.focusOn("#coupon")
      return undefined
    }
    if (customer.billingComplete === false && desk.may("settings:write")) {
      desk.state.fault = desk.t("billingFirst")
      desk.focusOn("[part=billing] input")
      return undefined
    }
    return wish
  }

  async #begin(session: WalletSession, summary: Summary, wish: TopUpWish): Promise<void> {
    const desk = this.#desk
    const { state } = desk
    const wantsRecharge = state.isAuto && !summary.autoRecharge?.enabled
    const form = wantsRecharge ? await this.#later.fetch("recharge") : undefined
    if (wantsRecharge && form === undefined) return desk.change({ fault: desk.t("error_network") })
    const recharge = form?.read(wish.amount)
    if (wantsRecharge && recharge === undefined) return
    if (!desk.emit(new TopUpStartEvent({ ...wish, currency: summary.wallet.currency }))) return

    const isRedirect = desk.checkout === "redirect"
    const way = isRedirect ? thisTab : openCheckoutTab(desk.t("paying"))
    const returnUrl = desk.returnUrl ?? (isRedirect ? location.href : undefined)
    const senderId = chosenNumber(desk)
    const body = summary.link
      ? { ...wish, total: desk.prices.value?.total }
      : {
          ...wish,
          ...(senderId && { senderId }),
          method: "checkout",
          ...(returnUrl && { returnUrl: new URL(returnUrl, document.baseURI).href }),
        }
    desk.requestUpdate()
    try {
      // Before the payment, which then leaves what is charged; it begins when that came in.
      const fault = recharge && (await putRecharge(desk, { ...recharge, startsWith: "payment" }))
      if (fault) {
        way.close()
        if (desk.state === state) state.fault = desk.t("rechargeNot", { reason: fault })
        return
      }
      const topUp = await session.request<TopUp>(session.topUpsPath, {
        method: "POST",
        body,
        headers: { "Idempotency-Key": this.#intent.keyOf(body) },
      })
      this.#intent.end()
      keep(`recharge:${topUp.id}`, fault === undefined ? recharge : undefined)
      // Another wallet is shown by now: this one's top-up is there again when it is.
      if (desk.state === state) await this.#open(topUp, way, isRedirect)
      else way.close()
    } catch (error) {
      way.close()
      if (desk.state === state) this.#takeRefusal(error)
    }
  }

  #checked(): TopUpWish | undefined {
    const desk = this.#desk
    const wish = desk.wish()
    desk.state.isChecked = true
    desk.state.fault = ""
    desk.requestUpdate()
    if (wish === undefined) desk.focusOn("#typed")
    return wish
  }

  async #open(topUp: TopUp, way: CheckoutWay, isRedirect: boolean): Promise<void> {
    const { checkoutUrl } = topUp
    let opened: Opened = "before"
    // Paid or given up meanwhile: there is nothing to open.
    if (checkoutUrl === undefined) way.close()
    else if (!this.#desk.emit(new CheckoutEvent(topUp, checkoutUrl))) way.close()
    else if (!way.go(checkoutUrl)) opened = "blocked"
    else opened = isRedirect ? "redirect" : "tab"
    await this.follow({ topUp, opened })
    this.#desk.focusOn("[part=outcome] h3")
  }

  #takeRefusal(error: unknown): void {
    const desk = this.#desk
    const { code, status } = TollgateError.of(error)
    if (KEPT_STATUSES.has(status)) this.#intent.end()
    // The price is asked anew and tells what the coupon lacks; the summary brings the limits as they are now.
    desk.prices.forget()
    if (code === "amount_out_of_limits") void desk.session?.load()
    desk.state.fault = desk.tell(error)
  }
}
