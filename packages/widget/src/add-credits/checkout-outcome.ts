import { html, nothing, type TemplateResult } from "lit"
import { TopUpCompleteEvent, TopUpFailedEvent } from "../events/topup-events.ts"
import type { TopUp } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import { keep, kept } from "./kept.ts"
import { dismiss } from "./pending-before.ts"
import type { RechargeSettings } from "./put-recharge.ts"
import type { Begun, Opened } from "./top-up-state.ts"

/** The stream tells of a payment at once; where it does not come through, the server is asked so often. */
const ASK_EVERY_MS = 4_000
/** Beside a stream that works, in case it missed the moment: each so many times. */
const ASK_BESIDE_STREAM = 4

/** What becomes of a checkout: pending, then paid or not. Rules UI-ADD-7 and UI-ADD-8. */
export class CheckoutOutcome {
  #rechargeWords = ""
  #timer: ReturnType<typeof setInterval> | undefined
  #ticks = 0
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Follows it until it has ended. */
  follow({ topUp }: Begun): void {
    this.stop()
    this.#rechargeWords = ""
    if (topUp.status !== "pending") return void this.#end(topUp)
    this.#timer = setInterval(() => {
      const isLive = this.#desk.session?.connection === "live"
      if (!document.hidden && (!isLive || this.#ticks++ % ASK_BESIDE_STREAM === 0)) void this.#ask()
    }, ASK_EVERY_MS)
    document.addEventListener("visibilitychange", this.#see)
  }

  stop(): void {
    clearInterval(this.#timer)
    document.removeEventListener("visibilitychange", this.#see)
  }

  /** News of a top-up, perhaps of this one. */
  take(topUp: TopUp): void {
    const { state } = this.#desk
    const { begun } = state
    if (begun?.topUp.id !== topUp.id) return
    const before = begun.topUp.status
    if (topUp.status === "pending" || topUp.status === before) return
    state.begun = { ...begun, topUp: { ...begun.topUp, ...topUp } }
    // Money that came in may go back, or be disputed, while this is shown.
    if (before === "pending" || before === "failed") void this.#end(topUp)
    else this.#desk.requestUpdate()
  }

  render(
    { topUp, opened }: Begun,
    start: { readonly over: () => void; readonly again: () => void },
  ): TemplateResult {
    if (topUp.status === "pending") return this.#renderPending(topUp, opened, start.over)
    const { t, formats, summary } = this.#desk
    const money = (amount: string): string => formats.money(amount)
    const { amount, bonus } = topUp
    if (topUp.status === "failed") {
      const reason = topUp.failureReason ?? ""
      const key = reason.endsWith("declined")
        ? "reason_declined"
        : reason === "expired"
          ? "reason_expired"
          : "reason_other"
      return panel(
        "danger",
        "!",
        t("failed"),
        html`
          <p>${t(key)} <strong>${t("notCharged")}</strong></p>
          <button class="primary" @click=${start.again}>${t("again")}</button>
        `,
      )
    }
    if (topUp.status !== "succeeded") {
      const isRefunded = topUp.status === "refunded"
      return panel(
        "warning",
        "!",
        t(isRefunded ? "refunded" : "disputed", { amount: money(amount) }),
        html`<p>${t(isRefunded ? "refundedNote" : "disputedNote")}</p>
          ${summary!.link ? nothing : html`<button @click=${start.over}>${t("more")}</button>`}`,
      )
    }
    const title = t(bonus === "0" ? "added" : "addedBonus", { amount: money(amount), bonus: money(bonus) })
    return panel(
      "success",
      "✓",
      title,
      html`
        ${
          summary!.link
            ? nothing
            : html`<p class="number">
                ${t("balance", { balance: formats.money(summary!.wallet.balance, "balance") })}
              </p>`
        }
        ${this.#rechargeWords === "" ? nothing : html`<p class="small" part="recharge">${this.#rechargeWords}</p>`}
        ${summary!.link ? nothing : html`<button @click=${start.over}>${t("more")}</button>`}
      `,
    )
  }

  #renderPending(topUp: TopUp, opened: Opened, over: () => void): TemplateResult {
    const { t, formats } = this.#desk
    const time = (at: string): string => formats.date(at, { dateStyle: "medium", timeStyle: "short" })
    const key = {
      tab: "waitingTab",
      blocked: "waitingBlocked",
      redirect: "waitingBegun",
      before: "waitingBegun",
    } as const
    const { checkoutUrl, expiresAt } = topUp
    return panel(
      "",
      "…",
      t("waiting", { total: formats.money(topUp.total) }),
      html`
        <p>${t(key[opened], { time: time(topUp.createdAt) })}</p>
        ${expiresAt ? html`<p class="small muted">${t("openUntil", { time: time(expiresAt) })}</p>` : nothing}
        <div class="row">
          ${
            checkoutUrl === undefined
              ? nothing
              : html`<a
                  class="button ${opened === "tab" ? "" : "primary"}"
                  part="go-on"
                  href=${checkoutUrl}
                  target=${opened === "redirect" ? "_self" : "_blank"}
                  rel="noopener"
                  >${t("goOn")}</a
                >`
          }
          <button @click=${over}>${t("over")}</button>
        </div>
      `,
    )
  }

  readonly #see = (): void => {
    if (!document.hidden) void this.#ask()
  }

  async #ask(): Promise<void> {
    const { session } = this.#desk
    const id = this.#desk.state.begun?.topUp.id
    try {
      if (session !== undefined) this.take(await session.request<TopUp>(session.topUpPath(id ?? "")))
    } catch {
      // The next time, or the stream, will tell.
    }
  }

  async #end(topUp: TopUp): Promise<void> {
    this.stop()
    const desk = this.#desk
    const isPaid = topUp.status === "succeeded"
    const wish = kept(`recharge:${topUp.id}`) as RechargeSettings | undefined
    keep(`recharge:${topUp.id}`, undefined)
    if (isPaid) desk.emit(new TopUpCompleteEvent(topUp))
    else if (topUp.status === "failed") desk.emit(new TopUpFailedEvent(topUp))
    // Told once, also where the page is loaded again.
    dismiss([topUp])
    desk.requestUpdate()
    // What had the focus may be gone. Who is elsewhere on the page stays there, and hears of it.
    if (desk.shadowRoot?.activeElement) desk.focusOn("[part=outcome] h3")
    if (!isPaid) return
    void desk.session?.load()
    // It was turned on before the payment, and begins with it.
    if (wish === undefined) return
    const { amount, threshold } = wish
    const money = (value: string): string => desk.formats.money(value)
    this.#rechargeWords = desk.t("rechargeNow", { amount: money(amount), threshold: money(threshold) })
    desk.requestUpdate()
  }
}

function panel(tone: string, sign: string, title: string, body: TemplateResult): TemplateResult {
  return html`<div class="outcome ${tone}" part="outcome" role="status">
    <span class="sign" aria-hidden="true">${sign}</span>
    <h3 tabindex="-1" class="number">${title}</h3>
    ${body}
  </div>`
}
