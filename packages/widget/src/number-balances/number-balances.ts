import { html, nothing, type TemplateResult } from "lit"
import { NumberTopUpEvent } from "../events/number-events.ts"
import { TollgateElement } from "../internal/tollgate-element.ts"
import { numberBalances } from "../locales/en/number-balances.ts"
import { formatMicros, micros } from "../money/amount.ts"
import { TollgateError } from "../session/tollgate-error.ts"
import type { Summary } from "../session/types.ts"
import type { NumbersDesk } from "./desk.ts"
import { numberBalancesStyles } from "./number-balances.styles.ts"
import { NumberEditor } from "./number-editor.ts"
import { renderNumber } from "./number-row.ts"
import { NumbersReader, ROWS_MAX } from "./numbers-reader.ts"
import { SAMPLE_NUMBERS, type WalletNumber, type WalletNumbers } from "./numbers.ts"

/**
 * @summary The balance for each number: own parts and the shared part, what each number spent, top-up for one number, and its details.
 *
 * @fires tollgate-number-topup - Somebody wants to add credits for a number; cancelable. `event.senderId` says which.
 * @fires tollgate-number-change - A number's name or part is about to be changed; cancelable.
 * @fires tollgate-number-changed - A number's name or part was changed.
 * @fires tollgate-error - The wallet could not be read.
 * @slot label - The heading, in place of "Balance for each number".
 * @csspart card - The frame.
 * @csspart meter - The bar of the shared part and the numbers' own parts.
 * @csspart search - The search field.
 * @csspart table - The list of numbers.
 * @csspart add - The button that adds credits for a number.
 * @csspart manage - The button that opens a number's details.
 * @csspart editor - A number's details.
 * @csspart top-up - Where credits are added for a number.
 * @csspart pages - How many there are, and the way to the others.
 * @csspart notice - The line that says that there is nothing to list.
 * @csspart error - The frame when nothing could be loaded, and the line when the numbers could not.
 * @csspart stale - The line that says that what is shown may be old.
 * @cssprop [--tollgate-accent=#0b7a5b] - Colour of actions and of own parts.
 * @cssprop [--tollgate-on-accent=#fff] - Text on the accent.
 * @cssprop [--tollgate-surface=#fff] - Background of the frame.
 * @cssprop [--tollgate-surface-sunken=#f4f6f8] - Background of what lies deeper.
 * @cssprop [--tollgate-border=#d9dfe5] - Lines.
 * @cssprop [--tollgate-text=#14202b] - Text.
 * @cssprop [--tollgate-text-muted=#566370] - Text of less weight, and the shared part.
 * @cssprop [--tollgate-danger=#b3261e] - Overdrawn.
 * @cssprop [--tollgate-radius=12px] - Corner of the frame.
 * @cssprop [--tollgate-space=4px] - Step of all distances.
 * @cssprop [--tollgate-font=inherit] - Font family.
 */
export class NumberBalances extends TollgateElement<typeof numberBalances> implements NumbersDesk {
  static override styles = [...TollgateElement.styles, numberBalancesStyles]

  protected readonly section = "numberBalances"
  protected english = numberBalances
  /** @internal */
  declare formats: TollgateElement["formats"]
  /** @internal */
  declare session: TollgateElement["session"]
  readonly #reader = new NumbersReader(() => this.requestUpdate())
  #editor: NumberEditor | undefined
  /** The number that credits are added for below its row. */
  #toppedUp = ""
  #isPlaced = false

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#reader.stop()
  }

  override willUpdate(changed: Map<string, unknown>): void {
    super.willUpdate(changed)
    if (this.session !== undefined && this.summary !== undefined) this.#reader.start(this.session)
  }

  /** A session tells that money moved. @internal */
  usage(): void {
    this.#reader.again()
  }

  /** A session tells that a top-up moved. @internal */
  topUp(): void {
    this.#reader.again()
  }

  override async refresh(): Promise<void> {
    await Promise.all([super.refresh(), this.#reader.refresh()])
  }

  /** @internal */
  focusOn(selector: string): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(selector)?.focus())
  }

  /** @internal */
  tell(error: unknown): string {
    return this.errorText(TollgateError.of(error))
  }

  protected renderWallet(summary: Summary): TemplateResult {
    const { t } = this
    const isSample = this.summary === undefined
    const { value, error } = this.#reader
    const numbers = isSample ? SAMPLE_NUMBERS : value
    return html`<section class="card stack" part="card" aria-label=${t("title")}>
      <div class="row spread head">
        <h2><slot name="label">${t("title")}</slot></h2>
        ${numbers === undefined ? nothing : this.#renderSearch(numbers)}
      </div>
      ${this.renderStale()} ${error === undefined ? nothing : this.#renderFault(error)}
      ${numbers === undefined ? (error === undefined ? this.#renderBones(summary) : nothing) : this.#renderNumbers(numbers, summary)}
    </section>`
  }

  /** The wallet is there before its numbers: their place is kept. */
  #renderBones(summary: Summary): TemplateResult {
    return html`<div class="bones stack" aria-hidden="true" inert>
        ${this.#renderNumbers(SAMPLE_NUMBERS, summary)}
      </div>
      <span class="sr" role="status">${this.t("loading")}</span>`
  }

  #renderFault(error: TollgateError): TemplateResult {
    return html`<div class="notice danger" part="error" role="alert">
      <p>${this.errorText(error)}</p>
      <button @click=${() => void this.#reader.refresh()}>${this.t("retry")}</button>
    </div>`
  }

  #renderSearch({ total, nextCursor }: WalletNumbers): TemplateResult | typeof nothing {
    const reader = this.#reader
    const isLong = reader.search !== "" || reader.offset > 0 || nextCursor !== null || total > ROWS_MAX
    if (!isLong) return nothing
    return html`<input
      type="search"
      part="search"
      aria-label=${this.t("search")}
      placeholder=${this.t("search")}
      autocomplete="off"
      .value=${reader.search}
      @input=${({ target }: InputEvent) => reader.find((target as HTMLInputElement).value)}
    />`
  }

  #renderNumbers(numbers: WalletNumbers, summary: Summary): TemplateResult {
    const { t } = this
    const { search, isWaiting } = this.#reader
    if (numbers.total === 0 && search.trim() === "") {
      return html`<div class="notice" part="notice">
        <div>
          <strong>${t("none")}</strong>
          <p class="small">${t("noneNote")}</p>
        </div>
      </div>`
    }
    return html`${this.#renderMeter(numbers)}
    ${
      numbers.total === 0
        ? html`<p part="notice" role="status">${t("noMatch", { text: search.trim() })}</p>`
        : html`<table part="table" role="table" class=${isWaiting ? "dim" : ""} aria-busy=${isWaiting}>
            <caption class="sr">
              ${t("title")}
            </caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">${t("number")}</th>
                <th role="columnheader" scope="col">${t("left")}</th>
                <th role="columnheader" scope="col" class="spent">${t("month")}</th>
                <th role="columnheader" scope="col"><span class="sr">${t("actions")}</span></th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              ${numbers.data.map((number) => this.#renderRow(number, numbers, summary))}
            </tbody>
          </table>`
    }
    ${this.#renderPages(numbers)}`
  }

  /** The shared part beside all own parts, in their proportion; the words say the same. */
  #renderMeter({ shared, allotted, allottedCount }: WalletNumbers): TemplateResult {
    const { t, formats } = this
    const width = (amount: string): string => `flex-grow:${Math.max(0, Number(micros(amount)))}`
    const all = formatMicros(micros(shared) + micros(allotted))
    return html`<div class="totals">
      <p class="small muted">${t("available")}</p>
      <p class="figure number ${all.startsWith("-") ? "fault" : ""}">${formats.money(all, "balance")}</p>
      <div class="meter" part="meter" aria-hidden="true">
        <span class="shared" .style=${width(shared)}></span
        ><span class="own" .style=${width(allotted)}></span>
      </div>
      <dl class="row">
        <div>
          <dt><span class="key shared" aria-hidden="true"></span>${t("shared")}</dt>
          <dd class="number">${formats.money(shared, "balance")}</dd>
        </div>
        <div>
          <dt><span class="key own" aria-hidden="true"></span>${t("own", { count: allottedCount })}</dt>
          <dd class="number">${formats.money(allotted, "balance")}</dd>
        </div>
      </dl>
    </div>`
  }

  #renderRow(
    number: WalletNumber,
    { largest, shared }: WalletNumbers,
    { checkout, wallet }: Summary,
  ): unknown {
    const { senderId } = number
    const mayAdd = this.may("topup:write") && checkout != null && wallet.status === "active"
    const isManaged = this.#editor?.senderId === senderId
    const actions = {
      isManaged,
      ...(mayAdd && { add: () => void this.#add(senderId) }),
      ...(this.may("settings:write") && { manage: () => this.#manage(number) }),
    }
    const below = isManaged
      ? this.#editor!.render(shared)
      : this.#toppedUp === senderId && this.#isPlaced
        ? this.#renderTopUp(senderId)
        : undefined
    return html`${renderNumber(this, number, { largest, actions })}
    ${
      below === undefined
        ? nothing
        : html`<tr role="row" class="below">
            <td role="cell" colspan="4">${below}</td>
          </tr>`
    }`
  }

  /** `<add-credits>` of this number, where the page has none of its own. */
  #renderTopUp(senderId: string): TemplateResult {
    const { token, walletId, baseUrl, locale } = this
    return html`<div part="top-up" class="stack">
      <add-credits
        .token=${token}
        .walletId=${walletId}
        .baseUrl=${baseUrl}
        .locale=${locale}
        .senderId=${senderId}
      ></add-credits>
      <div><button @click=${() => this.#leave(senderId, "add")}>${this.t("close")}</button></div>
    </div>`
  }

  #renderPages({ total, nextCursor, data }: WalletNumbers): TemplateResult | typeof nothing {
    const { t, formats } = this
    const { offset } = this.#reader
    if (offset === 0 && nextCursor === null) return nothing
    const turn = (direction: "previous" | "next") => (): void => {
      this.#editor = undefined
      this.#toppedUp = ""
      this.#reader.turn(direction)
    }
    const values = {
      from: formats.count(offset + 1),
      to: formats.count(offset + data.length),
      total: formats.count(total),
    }
    return html`<div class="row spread" part="pages">
      <p class="small muted number" role="status">${t("range", values)}</p>
      <div class="row">
        <button aria-disabled=${offset === 0} ?disabled=${offset === 0} @click=${turn("previous")}>
          ${t("previous")}
        </button>
        <button ?disabled=${nextCursor === null} @click=${turn("next")}>${t("next")}</button>
      </div>
    </div>`
  }

  #manage(number: WalletNumber): void {
    if (this.#editor?.senderId === number.senderId) return this.#leave(number.senderId, "manage")
    this.#toppedUp = ""
    this.#editor = new NumberEditor(this, number, (isChanged) => {
      this.#leave(number.senderId, "manage")
      if (isChanged) void this.#reader.refresh()
    })
    this.requestUpdate()
    this.focusOn("[part=editor] input")
  }

  #leave(senderId: string, part: "add" | "manage"): void {
    this.#editor = undefined
    this.#toppedUp = ""
    this.requestUpdate()
    this.focusOn(`[data-sender="${CSS.escape(senderId)}"] [part=${part}]`)
  }

  /** The page's own `<add-credits>`, else one below the row. */
  async #add(senderId: string): Promise<void> {
    if (!this.emit(new NumberTopUpEvent(senderId))) return
    const own = document.querySelector("add-credits")
    if (own !== null) {
      own.setAttribute("sender-id", senderId)
      own.scrollIntoView({ block: "center" })
      own.focus({ preventScroll: true })
      return
    }
    this.#editor = undefined
    this.#toppedUp = senderId
    await import("../add-credits/define.ts")
    this.#isPlaced = true
    this.requestUpdate()
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>("add-credits")?.focus()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "number-balances": NumberBalances
  }
}
