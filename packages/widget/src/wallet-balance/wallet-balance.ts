import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit"
import { AddCreditsEvent, BalanceChangeEvent } from "../events/wallet-events.ts"
import { renderExact } from "../internal/render-exact.ts"
import { TollgateElement } from "../internal/tollgate-element.ts"
import { walletBalance } from "../locales/en/wallet-balance.ts"
import type { Summary } from "../session/types.ts"
import { renderFacts } from "./facts.ts"
import { renderMeter } from "./meter.ts"
import { type Standing, standingOf, TONES } from "./standing.ts"
import { walletBalanceStyles } from "./wallet-balance.styles.ts"

/** Beyond it, days left are not counted. */
const DAYS_TOLD_MAX = 365
const CREDIT_NAME_DEFAULT = "credits"

/**
 * @summary A wallet's balance, what it may still spend, and whether it runs low.
 *
 * @fires tollgate-balance-change - The shown balance changed.
 * @fires tollgate-add-credits - Somebody wants to add credits; cancelable. Unless prevented, `topup-url` opens, or the page's `<add-credits>` comes into view.
 * @fires tollgate-error - The wallet could not be read.
 * @slot label - Text before the amount, in place of "Balance".
 * @csspart card - The frame.
 * @csspart balance - The formatted balance.
 * @csspart meter - The bar of what is free, held, and left of the overdraft.
 * @csspart notice - The line that says low, overdrawn, suspended or empty.
 * @csspart facts - The list of facts below.
 * @csspart action - The button "Add credits".
 * @csspart error - The frame when nothing could be loaded.
 * @csspart stale - The line that says that what is shown may be old.
 * @cssprop [--tollgate-accent=#0b7a5b] - Colour of actions and of the meter.
 * @cssprop [--tollgate-on-accent=#fff] - Text on the accent.
 * @cssprop [--tollgate-surface=#fff] - Background of the frame.
 * @cssprop [--tollgate-surface-sunken=#f4f6f8] - Background of what lies deeper.
 * @cssprop [--tollgate-border=#d9dfe5] - Lines.
 * @cssprop [--tollgate-text=#14202b] - Text.
 * @cssprop [--tollgate-text-muted=#566370] - Text of less weight.
 * @cssprop [--tollgate-warning=#8a5300] - Running low.
 * @cssprop [--tollgate-danger=#b3261e] - Overdrawn, failed.
 * @cssprop [--tollgate-success=#146c43] - Just done.
 * @cssprop [--tollgate-radius=12px] - Corner of the frame.
 * @cssprop [--tollgate-space=4px] - Step of all distances.
 * @cssprop [--tollgate-font=inherit] - Font family.
 */
export class WalletBalance extends TollgateElement<typeof walletBalance> {
  static override styles = [...TollgateElement.styles, walletBalanceStyles]
  static override properties: PropertyDeclarations = {
    ...TollgateElement.properties,
    compact: { type: Boolean, reflect: true },
    topupUrl: { attribute: "topup-url" },
  }

  /** One line for a portal's header: the balance, how long it lasts, and the button. */
  declare compact: boolean | undefined
  /** Where "Add credits" leads, when nobody prevents the event. */
  declare topupUrl: string | undefined

  protected readonly section = "walletBalance"
  protected readonly english = walletBalance
  #shown: { readonly id: string; readonly balance: string } | undefined

  override updated(changed: PropertyValues): void {
    super.updated(changed)
    const wallet = this.summary?.wallet
    if (wallet === undefined) return
    const { id, balance, currency } = wallet
    const shown = this.#shown
    this.#shown = wallet
    // Another wallet's balance is no change of this one.
    if (shown?.id === id && shown.balance !== balance) {
      this.emit(new BalanceChangeEvent({ balance, previous: shown.balance, currency }))
    }
  }

  protected renderWallet(summary: Summary): TemplateResult {
    const { wallet, customer, forecast, support } = summary
    const { t, formats } = this
    const standing = standingOf(summary)
    const tone = TONES[standing]
    const isNegative = wallet.balance.startsWith("-")
    const figure = isNegative ? "number negative" : "number"
    if (this.compact) {
      const exact = formats.money(wallet.balance, "exact")
      const note = tone === "danger" ? t(standing as "spent", this.#values(summary)) : this.#lasts(summary)
      return html`<div class="pill" part="card" role="group" aria-label=${t("title")} title=${exact}>
        <strong part="balance" class=${figure}>${formats.money(wallet.balance)}</strong>
        <span class="bone small ${tone ? `badge ${tone}` : "muted"}">${note}</span>
        ${this.#renderAction(tone !== "", true)}
      </div>`
    }
    const isLive = this.session?.connection === "live"
    const time = formats.date(this.session?.freshAt ?? 0, { timeStyle: "short" })
    return html`<section class="card" part="card" aria-label=${t("title")}>
      <div>
        <div class="row spread">
          <h2><slot name="label">${t("title")}</slot></h2>
          <p class="muted small">${customer.name}</p>
        </div>
        <div class="row spread base">
          <p class="figure ${figure}">${renderExact({ t, formats }, wallet.balance, "balance", "balance")}</p>
          <p class="muted small number">${this.#credits(summary)}</p>
        </div>
      </div>
      ${renderMeter(wallet)}
      ${standing === "fine" ? nothing : this.#renderNotice(standing, summary, support.email)}
      ${this.renderStale()}
      ${renderFacts(summary, { t, formats, lasts: forecast.daysLeft === null ? "" : this.#lasts(summary) })}
      <div class="row spread">
        <p class="muted small badge ${isLive ? "success" : "hollow"}">
          ${isLive ? t("live") : t("updated", { time })}
        </p>
        ${standing === "fine" ? this.#renderAction(false) : nothing}
      </div>
    </section>`
  }

  #renderNotice(standing: Exclude<Standing, "fine">, summary: Summary, email: string | null): TemplateResult {
    const { t } = this
    const values = this.#values(summary)
    const { daysLeft } = summary.forecast
    const title = standing === "low" && daysLeft !== null && daysLeft <= DAYS_TOLD_MAX ? "lowDays" : standing
    const isStopped = standing === "suspended" || standing === "closed"
    return html`<div class="notice ${TONES[standing]}" part="notice" role="status">
      <div>
        <strong>${t(title, values)}</strong>
        <p class="small">${t(`${standing}Note`, values)}</p>
      </div>
      ${isStopped ? (email === null ? nothing : html`<a href="mailto:${email}">${email}</a>`) : this.#renderAction(true)}
    </div>`
  }

  #renderAction(isPrimary: boolean, isShort = false): TemplateResult | typeof nothing {
    if (!this.may("topup:write") && this.topupUrl === undefined) return nothing
    const label = this.t("add")
    return html`<button
      class=${isPrimary ? "primary" : ""}
      part="action"
      aria-label=${label}
      @click=${this.#add}
    >
      ${isShort ? "+" : label}
    </button>`
  }

  #lasts({ forecast: { daysLeft } }: Summary): string {
    if (daysLeft === null) return ""
    return daysLeft > DAYS_TOLD_MAX ? this.t("long") : this.t("days", { count: daysLeft })
  }

  /** `418.2301 credits · 1 USD = 1 credit`; the server's own name for them is in no language. */
  #credits({ wallet: { balance, creditName, currency } }: Summary): string {
    const name = (count: number): string =>
      creditName === CREDIT_NAME_DEFAULT ? this.t("credit", { count }) : creditName
    const amount = this.formats.credits(balance)
    return `${this.t("credits", { amount, name: name(2) })} · ${this.t("rate", { currency, name: name(1) })}`
  }

  /** What the sentences of the notice may name. */
  #values({ wallet, forecast }: Summary): Record<string, string | number> {
    const money = (amount: string | null): string =>
      amount === null ? "" : this.formats.money(amount, "balance")
    return {
      amount: money(wallet.balance.replace("-", "")),
      left: money(wallet.spendable),
      threshold: money(wallet.lowBalanceThreshold),
      count: forecast.daysLeft ?? 0,
    }
  }

  readonly #add = (): void => {
    if (!this.emit(new AddCreditsEvent(this.session?.walletId ?? ""))) return
    if (this.topupUrl !== undefined) return location.assign(this.topupUrl)
    const target = document.querySelector<HTMLElement>("add-credits")
    target?.scrollIntoView({ block: "center" })
    target?.focus({ preventScroll: true })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wallet-balance": WalletBalance
  }
}
