import { html, nothing, type TemplateResult } from "lit"
import { type NumberChange, NumberChangedEvent, NumberChangeEvent } from "../events/number-events.ts"
import { formatMicros, micros } from "../money/amount.ts"
import { parseTypedAmount, signsOf, writeTyped } from "../money/parse-typed-amount.ts"
import { TollgateError } from "../session/tollgate-error.ts"
import type { NumbersDesk } from "./desk.ts"
import { type WalletNumber, writePhone } from "./numbers.ts"

/** Name and part of one number, to be changed. Rule UI-NUM-5. */
export class NumberEditor {
  readonly #desk: NumbersDesk
  readonly #number: WalletNumber
  readonly #close: (isChanged: boolean) => void
  #name: string
  #amount: string
  #mayUseShared: boolean
  #fault = ""
  #amountFault = ""
  #isSaving = false

  /** @param close - leads back to the list */
  constructor(desk: NumbersDesk, number: WalletNumber, close: (isChanged: boolean) => void) {
    this.#desk = desk
    this.#number = number
    this.#close = close
    const { displayName, part } = number
    this.#name = displayName ?? ""
    this.#amount = part === null ? "" : writeTyped(part.available, desk.formats)
    this.#mayUseShared = part?.mayUseShared ?? true
  }

  get senderId(): string {
    return this.#number.senderId
  }

  /** @param shared - what the shared part has now */
  render(shared: string): TemplateResult {
    const { t, formats } = this.#desk
    const isFaulty = this.#amountFault !== ""
    const max = formats.money(this.#most(shared))
    return html`<form
      part="editor"
      class="stack sunken"
      novalidate
      @submit=${(event: Event) => this.#submit(event, shared)}
    >
      <h3>${t("manageFor", { number: this.#number.displayName ?? writePhone(this.#number) })}</h3>
      <div class="pairs">
        <div class="field">
          <label for="name">${t("name")}</label>
          <input
            id="name"
            autocomplete="off"
            maxlength="60"
            aria-describedby="name-note"
            .value=${this.#name}
            @input=${({ target }: InputEvent) => (this.#name = (target as HTMLInputElement).value)}
          />
          <p id="name-note" class="small muted">${t("nameNote")}</p>
        </div>
        <div class="field">
          <label for="part">${t("part")}</label>
          <div class="box">
            <span class="muted" dir="ltr" aria-hidden="true">${signsOf(formats).symbol}</span>
            <input
              id="part"
              class="number"
              inputmode="decimal"
              autocomplete="off"
              aria-describedby="part-note"
              aria-invalid=${isFaulty}
              .value=${this.#amount}
              @input=${({ target }: InputEvent) => {
                this.#amount = (target as HTMLInputElement).value
                this.#amountFault = ""
                this.#desk.requestUpdate()
              }}
            />
          </div>
          <p id="part-note" class="small ${isFaulty ? "fault" : "muted"}">
            ${isFaulty ? this.#amountFault : t("partNote", { max })}
          </p>
        </div>
      </div>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${this.#mayUseShared}
          ?disabled=${this.#amount.trim() === ""}
          @change=${({ target }: Event) => (this.#mayUseShared = (target as HTMLInputElement).checked)}
        />${t("mayUseShared")}</label
      >
      ${this.#fault === "" ? nothing : html`<p class="small fault" role="alert">${this.#fault}</p>`}
      <div class="row">
        <button class="primary" aria-disabled=${this.#isSaving}>
          ${t(this.#isSaving ? "saving" : "save")}
        </button>
        <button type="button" @click=${() => this.#close(false)}>${t("cancel")}</button>
      </div>
    </form>`
  }

  /** What the part may be at most: what it has, and what the shared part has. */
  #most(shared: string): string {
    const own = micros(this.#number.part?.available ?? "0")
    const rest = micros(shared)
    return formatMicros(own + (rest > 0n ? rest : 0n))
  }

  async #submit(event: Event, shared: string): Promise<void> {
    event.preventDefault()
    const desk = this.#desk
    if (this.#isSaving || desk.session === undefined) return
    const change = this.#change(shared)
    this.#fault = ""
    if (change === undefined) {
      desk.requestUpdate()
      return desk.focusOn("#part")
    }
    if (Object.keys(change).length === 0) return this.#close(false)
    if (!desk.emit(new NumberChangeEvent(this.senderId, change))) return
    this.#isSaving = true
    desk.requestUpdate()
    try {
      const path = `v1/wallets/${desk.session.walletId}/numbers/${encodeURIComponent(this.senderId)}`
      await desk.session.request(path, { method: "PATCH", body: change })
      desk.emit(new NumberChangedEvent(this.senderId, change))
      this.#close(true)
    } catch (error) {
      const { code } = TollgateError.of(error)
      this.#fault = code === "insufficient_funds" ? desk.t("tooLate") : desk.tell(error)
    }
    this.#isSaving = false
    desk.requestUpdate()
  }

  /** What is other than it was; undefined, and the fault shown, where the amount is none. */
  #change(shared: string): NumberChange | undefined {
    const { t, formats } = this.#desk
    const { displayName, part } = this.#number
    const name = this.#name.trim() || null
    const named = name === displayName ? {} : { displayName: name }
    const typed = this.#amount.trim()
    if (typed === "") return part === null ? named : { ...named, amount: null }
    const read = parseTypedAmount(typed, formats)
    if ("fault" in read) {
      // An amount that stands there as the server told it may have more decimals than one types.
      const isSame = part !== null && typed === writeTyped(part.available, formats)
      if (!isSame) this.#amountFault = t("unclear", { example: formats.money("50") })
      return isSame ? { ...named, ...this.#rule() } : undefined
    }
    if (part !== null && micros(read.amount) === micros(part.available)) return { ...named, ...this.#rule() }
    if (micros(read.amount) > micros(this.#most(shared))) {
      this.#amountFault = t("tooMuch", { max: formats.money(this.#most(shared)) })
      return undefined
    }
    return { ...named, amount: read.amount, ...this.#rule() }
  }

  #rule(): NumberChange {
    const before = this.#number.part?.mayUseShared ?? true
    return before === this.#mayUseShared ? {} : { mayUseShared: this.#mayUseShared }
  }
}
