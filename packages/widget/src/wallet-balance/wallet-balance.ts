import { html, nothing, type PropertyValues, type TemplateResult } from "lit"
import { property } from "lit/decorators/property.js"
import { AddCreditsEvent, BalanceChangeEvent } from "../events/wallet-events.ts"
import { TollgateElement } from "../internal/tollgate-element.ts"
import { walletBalance } from "../locales/en/wallet-balance.ts"
import { micros } from "../money/amount.ts"
import type { Summary } from "../session/types.ts"
import { renderFacts } from "./facts.ts"
import { renderMeter } from "./meter.ts"
import { walletBalanceStyles } from "./wallet-balance.styles.ts"
import { standingOf } from "./standing.ts"

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

  /** One line for a portal's header: the balance, how long it lasts, and the button. */
  @property({ type: Boolean, reflect: true }) compact = false
  /** Where "Add credits" leads, when nobody prevents the event. */
  @property({ attribute: "topup-url" }) topupUrl?: string

  protected readonly section = "walletBalance"
  protected readonly english = walletBalance
  #shown: string | undefined

  override updated(changed: PropertyValues): void {
    super.updated(changed)
    const { balance, currency, id } = this.summary?.wallet ?? {}
    if (balance === undefined || currency === undefined) return
    // Another wallet's balance is no change of this one.
    const [shownId, previous] = this.#shown?.split(" ") ?? []
    this.#shown = `${id} ${balance}`
    if (previous !== undefined && shownId === id && previous !== balance) {
      this.emit(new BalanceChangeEvent({ balance, previous, currency }))
    }
  }

  protected renderWallet(summary: Summary): TemplateResult {
    return this.compact ? this.#renderCompact(summary) : this.#renderFull(summary)
  }

  protected renderBones(): TemplateResult {
    if (this.compact) return html`<div class="pill" part="card"><strong class="bone">$1,000.00</strong><span class="bone end">~30 days</span></div>`
    return html`<div class="card" part="card">
      <span class="sr" role="status">${this.t("loading")}</span>
      <div aria-hidden="true">
        <p><span class="bone">${this.t("title")}</span></p>
        <p class="figure"><span class="bone">1,000.00</span></p>
      </div>
      <div class="meter" aria-hidden="true"><span class="bone" style="flex-grow:1"></span></div>
      ${[3, 5].map((facts) => html`<dl aria-hidden="true">${Array.from({ length: facts }, () => html`<div><dt><span class="bone">Fact</span></dt><dd><span class="bone">1,000.00</span><span class="small"> </span></dd></div>`)}</dl>`)}
    </div>`
  }

  #renderFull(summary: Summary): TemplateResult {
    const { wallet, customer } = summary
    const credits = { amount: this.formats.credits(wallet.balance), name: this.#creditName(wallet.creditName) }
    return html`<section class="card" part="card" aria-label=${this.t("title")}>
      <div>
        <div class="row spread">
          <h2><slot name="label">${this.t("title")}</slot></h2>
          <span class="muted small">${customer.name}</span>
        </div>
        <div class="row spread" style="align-items:baseline">
          ${this.#renderBalance(summary)}
          <span class="muted small number">
            ${this.t("credits", credits)} <span style="white-space:nowrap">(${this.t("rate", { currency: wallet.currency, name: wallet.creditName })})</span>
          </span>
        </div>
      </div>
      ${renderMeter(wallet, this.#text)} ${this.#renderNotice(summary)} ${this.renderStale()}
      ${renderFacts(summary, this.#text, this.formats)}
      ${this.#renderFoot(summary)}
    </section>`
  }

  #renderBalance({ wallet }: Summary): TemplateResult {
    const { balance } = wallet
    const shown = this.formats.money(balance, "balance")
    const exact = this.formats.money(balance, "exact")
    const isNegative = micros(balance) < 0n
    return html`<p class="figure number ${isNegative ? "negative" : ""}">
      <span class="amount" part="balance" tabindex=${shown === exact ? nothing : 0}
        >${shown}${shown === exact ? nothing : html`<span class="exact" role="tooltip">${this.t("exactly", { amount: exact })}</span>`}</span
      >
    </p>`
  }

  #renderNotice(summary: Summary): TemplateResult | typeof nothing {
    const standing = standingOf(summary)
    if (standing === "fine") return nothing
    const { wallet, forecast, support } = summary
    const text = this.#text
    const money = (amount: string): string => this.formats.money(amount, "balance")
    const days = forecast.daysLeft
    const [title, note, tone] =
      standing === "closed"
        ? [text("closed"), text("closedNote"), ""]
        : standing === "suspended"
          ? [text("suspended"), text("suspendedNote"), "danger"]
          : standing === "spent"
            ? [text("spent"), text("spentNote"), "danger"]
            : standing === "overdrawn"
              ? [
                  text("overdrawn", { amount: money(wallet.balance.slice(1)) }),
                  text("overdrawnNote", { left: money(wallet.spendable) }),
                  "danger",
                ]
              : standing === "empty"
                ? [text("empty"), "", ""]
                : [
                    days === null || days > 60 ? text("low") : days === 0 ? text("lowToday") : text("lowDays", { count: days }),
                    wallet.lowBalanceThreshold === null
                      ? ""
                      : text("lowNote", { threshold: money(wallet.lowBalanceThreshold) }),
                    "warning",
                  ]
    const isStopped = standing === "suspended" || standing === "closed"
    return html`<div class="notice ${tone}" part="notice" role="status">
      <div><strong>${title}</strong>${note === "" ? nothing : html`<p class="small">${note}</p>`}</div>
      ${isStopped && support.email !== null
        ? html`<a href="mailto:${support.email}">${text("contact", { email: support.email })}</a>`
        : this.#renderAction("primary")}
    </div>`
  }

  #renderFoot(summary: Summary): TemplateResult {
    const { session } = this
    const time = this.formats.date(session?.freshAt ?? 0, { hour: "numeric", minute: "2-digit" })
    const standing = standingOf(summary)
    return html`<div class="row spread">
      <span class="muted small badge ${session?.connection === "live" ? "success" : "hollow"}"
        >${session?.connection === "live" ? this.t("live") : this.t("updated", { time })}</span
      >
      ${standing === "fine" ? this.#renderAction("") : nothing}
    </div>`
  }

  #renderCompact(summary: Summary): TemplateResult {
    const { wallet, forecast } = summary
    const standing = standingOf(summary)
    const tone = standing === "fine" || standing === "empty" ? "" : standing === "low" ? "warning" : "danger"
    const note =
      standing === "suspended" || standing === "closed" || standing === "spent"
        ? this.t(standing)
        : forecast.daysLeft === null
          ? ""
          : this.t("daysShort", { count: forecast.daysLeft })
    return html`<div class="pill" part="card" role="group" aria-label=${this.t("title")} title=${this.formats.money(wallet.balance, "exact")}>
      <strong part="balance" class="number ${micros(wallet.balance) < 0n ? "negative" : ""}">${this.formats.money(wallet.balance)}</strong>
      ${note === "" && tone === "" ? nothing : html`<span class="small ${tone === "" ? "muted" : `badge ${tone}`}">${note || this.t("low")}</span>`}
      ${this.#renderAction(standing === "fine" ? "" : "primary", true)}
    </div>`
  }

  #renderAction(kind: "primary" | "", isShort = false): TemplateResult | typeof nothing {
    if (!this.may("topup:write") && this.topupUrl === undefined) return isShort ? html`<span class="end"></span>` : nothing
    const label = this.t("add")
    return html`<button class=${kind} part="action" aria-label=${label} @click=${this.#add}>${isShort ? this.t("addShort") : label}</button>`
  }

  readonly #text = ((key, values) => this.t(key, values)) as TollgateElement<typeof walletBalance>["t"]

  readonly #add = (): void => {
    if (!this.emit(new AddCreditsEvent(this.session?.walletId ?? ""))) return
    if (this.topupUrl !== undefined) return location.assign(this.topupUrl)
    const target = document.querySelector<HTMLElement>("add-credits")
    target?.scrollIntoView({ block: "center", behavior: "smooth" })
    target?.focus({ preventScroll: true })
  }

  #creditName(name: string): string {
    return name
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wallet-balance": WalletBalance
  }
}
