import { html, nothing, type TemplateResult } from "lit"
import type { EmergencyRecharge } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import type { AcceptedText, RechargeSettings } from "./put-recharge.ts"

/** Which sentence was accepted. Another sentence needs another number: a test tells. */
export const RECHARGE_TEXT_ID = "add-credits.recharge.1"
export const EMERGENCY_TEXT_ID = "add-credits.emergency.1"
/** What is offered here; the API takes others. */
const EMERGENCY_BELOW = "0"
const EMERGENCIES_PER_MONTH = 3

type Terms = Pick<RechargeSettings, "threshold" | "amount" | "monthlyLimit">

/** Boxes that are ticked under a sentence with its figures: when a figure changes, it is another sentence. Rule UI-ADD-10. */
export class RechargeConsent {
  /** As they were ticked; undefined while nobody touched the emergency's. */
  #agreed = ""
  #urgent: string | undefined
  fault = ""
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** What was ticked; undefined, and said so, where it was not. */
  read(terms: Terms): AcceptedText | undefined {
    const { t } = this.#desk
    const isAgreed = this.#agreed === this.#sentence(terms)
    this.fault = isAgreed ? "" : t("consentTick")
    return isAgreed ? this.#text(RECHARGE_TEXT_ID) : undefined
  }

  /** An emergency of this amount where its box is ticked, with the sentence where it was ticked here. */
  readEmergency(amount: string): NonNullable<RechargeSettings["emergency"]> | null {
    if (!this.isUrgent(amount)) return null
    const set = this.#set
    if (this.#urgent === undefined && set != null) return set
    const terms = { amount, below: EMERGENCY_BELOW, perMonth: EMERGENCIES_PER_MONTH }
    return { ...terms, consent: this.#text(EMERGENCY_TEXT_ID) }
  }

  isUrgent(amount: string): boolean {
    if (this.#urgent === undefined) return this.#set?.amount === amount
    return this.#urgent === this.#urgentSentence(amount)
  }

  /** Whether its amount is asked for: it is set, or somebody ticked or unticked it. */
  get isUrgentOpen(): boolean {
    return this.#urgent !== undefined || this.#set != null
  }

  reset(): void {
    this.#agreed = ""
    this.#urgent = undefined
    this.fault = ""
  }

  render(terms: Terms): TemplateResult {
    const sentence = this.#sentence(terms)
    return html`<div part="consent">
      ${this.#box("agree", sentence, this.#agreed === sentence, (isTicked) => {
        this.#agreed = isTicked ? sentence : ""
        this.fault = ""
      })}
      <p id="agree-note" class="small fault" role="alert">${this.fault || nothing}</p>
    </div>`
  }

  renderEmergency(amount: string): TemplateResult {
    const sentence = this.#urgentSentence(amount)
    return this.#box("agree-urgent", sentence, this.isUrgent(amount), (isTicked) => {
      this.#urgent = isTicked ? sentence : ""
    })
  }

  #box(id: string, sentence: string, isTicked: boolean, change: (isTicked: boolean) => void): TemplateResult {
    const hasFault = id === "agree" && this.fault !== ""
    return html`<label class="agree small"
      ><input
        id=${id}
        type="checkbox"
        .checked=${isTicked}
        aria-invalid=${hasFault}
        aria-describedby=${hasFault ? `${id}-note` : nothing}
        @change=${({ target }: Event) => {
          change((target as HTMLInputElement).checked)
          this.#desk.requestUpdate()
        }}
      /><span>${sentence}</span></label
    >`
  }

  get #set(): EmergencyRecharge | null | undefined {
    const recharge = this.#desk.summary?.autoRecharge
    return recharge?.enabled ? recharge.emergency : undefined
  }

  #sentence({ amount, threshold, monthlyLimit }: Terms): string {
    const { t, formats } = this.#desk
    return t(monthlyLimit ? "consentMonthly" : "consent", {
      amount: formats.money(amount),
      threshold: formats.money(threshold),
      limit: monthlyLimit ? formats.money(monthlyLimit) : "",
    })
  }

  #urgentSentence(amount: string): string {
    const { t, formats } = this.#desk
    const count = this.#set?.perMonth ?? EMERGENCIES_PER_MONTH
    return t("consentUrgent", { amount: formats.money(amount), count })
  }

  #text(textId: string): AcceptedText {
    return { textId, locale: this.#desk.formats.locale }
  }
}
