import { html, nothing, type TemplateResult } from "lit"
import { micros } from "../money/amount.ts"
import { parseTypedAmount, signsOf, writeTyped } from "../money/parse-typed-amount.ts"
import type { AutoRecharge } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import { renderField } from "./field.ts"
import { putRecharge, type RechargeSettings } from "./put-recharge.ts"
import { RechargeConsent } from "./recharge-consent.ts"
import { SavedMethodNote } from "./saved-method.ts"

type Entry = "amount" | "threshold" | "limit" | "urgent"

/** When to recharge, and to what one agrees by it. Rule UI-ADD-10. */
export class RechargeForm {
  #typed: { [E in Entry]?: string } = {}
  #faults: { [E in Entry]?: string } = {}
  #fault = ""
  #isSaving = false
  readonly #consent: RechargeConsent
  readonly #method: SavedMethodNote
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
    this.#consent = new RechargeConsent(desk)
    this.#method = new SavedMethodNote(desk)
  }

  /** What is agreed to, for recharges of this amount; undefined, and the faults shown, where something is missing. */
  read(amount: string | undefined): RechargeSettings | undefined {
    const desk = this.#desk
    this.#faults = {}
    const values = this.#values(amount)
    const { minTopUp, maxTopUp } = desk.summary!.checkout!
    const money = (value: string): string => desk.formats.money(value)
    const set = (entry: Entry, fault: string): void => void (this.#faults[entry] ??= fault)
    if (values.threshold === undefined) set("threshold", desk.t("unclear", { example: money("50") }))
    if (values.amount === undefined || micros(values.amount) < micros(minTopUp))
      set("amount", desk.t("below", { min: money(minTopUp) }))
    else if (micros(values.amount) > micros(maxTopUp))
      set("amount", desk.t("above", { max: money(maxTopUp) }))
    else if (values.limit === undefined) set("limit", desk.t("unclear", { example: money("500") }))
    else if (values.limit !== null && micros(values.limit) < micros(values.amount))
      set("limit", desk.t("limitBelow", { amount: money(values.amount) }))
    if (values.urgent === undefined || !isWithin(values.urgent, minTopUp, maxTopUp))
      set("urgent", desk.t("range", { min: money(minTopUp), max: money(maxTopUp) }))
    const { threshold, limit, urgent } = values
    const terms = { threshold: threshold!, amount: values.amount!, monthlyLimit: limit! }
    const hasFaults = Object.keys(this.#faults).length > 0
    const consent = hasFaults ? undefined : this.#consent.read(terms)
    if (consent === undefined) {
      desk.requestUpdate()
      desk.focusOn(hasFaults ? "[part=recharge] [aria-invalid=true]" : "#agree")
      return undefined
    }
    return { enabled: true, ...terms, consent, emergency: this.#consent.readEmergency(urgent!) }
  }

  /** Beside a payment: what comes after it. */
  renderFields(amount: string | undefined, form: string): TemplateResult {
    return html`<div part="recharge" class="stack">
      <div class="pairs">${this.#field("threshold", form)} ${this.#field("limit", form)}</div>
      ${this.#renderEmergency(amount, form)}
    </div>`
  }

  /** What is agreed to with the payment. */
  renderConsent(amount: string | undefined): TemplateResult | typeof nothing {
    return this.#renderConsent(amount, this.#desk.t("methodNext"))
  }

  /** By itself: to change it or to turn it off. */
  renderEditor(recharge: AutoRecharge, close: () => void): TemplateResult {
    const { t } = this.#desk
    return html`<form
      part="recharge"
      class="stack sunken"
      novalidate
      @submit=${(event: Event) => this.#save(event, close)}
    >
      ${recharge.state === "paused" ? html`<p class="small">${this.#pausedNote(recharge)}</p>` : nothing}
      <div class="pairs">${this.#field("amount")} ${this.#field("threshold")} ${this.#field("limit")}</div>
      ${this.#renderEmergency(undefined)} ${this.#renderConsent(undefined, this.#method.words)}
      ${this.#fault === "" ? nothing : html`<p class="small fault" role="alert">${this.#fault}</p>`}
      <div class="row">
        <button class="primary" aria-disabled=${this.#isSaving}>${t("save")}</button>
        <button type="button" @click=${() => this.#turnOff(recharge, close)}>${t("turnOff")}</button>
        <button type="button" @click=${close}>${t("cancel")}</button>
      </div>
    </form>`
  }

  #pausedNote({ reason }: AutoRecharge): string {
    const { t } = this.#desk
    return t(reason === "authentication_required" ? `pausedNote_${reason}` : "pausedNote")
  }

  /** What may be agreed to besides: its amount is asked for once it is. */
  #renderEmergency(amount: string | undefined, form?: string): TemplateResult | typeof nothing {
    const { urgent } = this.#values(amount)
    const { formats } = this.#desk
    const typed = this.#typed.urgent ?? (urgent === undefined ? "" : writeTyped(urgent, formats))
    return html`${urgent === undefined ? nothing : this.#consent.renderEmergency(urgent)}
    ${this.#consent.isUrgentOpen ? this.#field("urgent", form, typed) : nothing}`
  }

  #renderConsent(amount: string | undefined, method: string): TemplateResult | typeof nothing {
    const { limit, ...values } = this.#values(amount)
    if (values.amount === undefined || values.threshold === undefined) return nothing
    const terms = { amount: values.amount, threshold: values.threshold, monthlyLimit: limit ?? null }
    return html`${this.#consent.render(terms)}
    ${method === "" ? nothing : html`<p class="small muted" part="method">${method}</p>`}`
  }

  #field(entry: Entry, form?: string, value = this.#text(entry)): TemplateResult {
    const { t, formats } = this.#desk
    const label = {
      amount: "rechargeAmount",
      threshold: "threshold",
      limit: "monthly",
      urgent: "urgentAmount",
    } as const
    return renderField({
      id: `recharge-${entry}`,
      label: t(label[entry]),
      value,
      sign: signsOf(formats).symbol,
      mode: "decimal",
      fault: this.#faults[entry],
      input: (value) => {
        this.#typed[entry] = value
        delete this.#faults[entry]
        this.#desk.requestUpdate()
      },
      ...(form !== undefined && { form }),
    })
  }

  /** Decimal strings; `limit` null where there is none, undefined where it is none that can be read. */
  #values(amount: string | undefined): {
    readonly amount: string | undefined
    readonly threshold: string | undefined
    readonly limit: string | null | undefined
    readonly urgent: string | undefined
  } {
    const read = (entry: Entry): string | undefined => {
      const typed = parseTypedAmount(this.#text(entry), this.#desk.formats)
      return "amount" in typed ? typed.amount : undefined
    }
    const hasLimit = this.#text("limit").trim() !== ""
    const recharged = amount ?? read("amount")
    return {
      amount: recharged,
      threshold: read("threshold"),
      limit: hasLimit ? read("limit") : null,
      // As much as any, until it is set otherwise.
      urgent: this.#typed.urgent === undefined && this.#text("urgent") === "" ? recharged : read("urgent"),
    }
  }

  /** As typed, else as it is set, else as most set it. */
  #text(entry: Entry): string {
    const { summary, formats } = this.#desk
    const { autoRecharge, checkout } = summary!
    const first = checkout!.presets[0] ?? checkout!.minTopUp
    const known = {
      amount: autoRecharge?.amount ?? first,
      threshold: autoRecharge?.threshold ?? first,
      limit: autoRecharge?.monthlyLimit ?? "",
      urgent: autoRecharge?.emergency?.amount ?? "",
    }
    return this.#typed[entry] ?? (known[entry] === "" ? "" : writeTyped(known[entry], formats))
  }

  #save(event: Event, close: () => void): void {
    event.preventDefault()
    const settings = this.read(undefined)
    if (settings === undefined) return
    // What waits for a payment goes on waiting for it.
    const isWaiting = this.#desk.summary?.autoRecharge?.state === "awaiting_method"
    void this.#put({ ...settings, ...(isWaiting && { startsWith: "payment" }) }, close)
  }

  #turnOff({ threshold, amount, monthlyLimit }: AutoRecharge, close: () => void): void {
    void this.#put({ enabled: false, threshold, amount, monthlyLimit }, close)
  }

  async #put(settings: RechargeSettings, close: () => void): Promise<void> {
    if (this.#isSaving) return
    this.#isSaving = true
    const fault = await putRecharge(this.#desk, settings)
    this.#isSaving = false
    this.#fault = fault ?? ""
    if (fault === undefined) {
      this.#typed = {}
      this.#consent.reset()
      close()
    }
    this.#desk.requestUpdate()
  }
}

function isWithin(amount: string, min: string, max: string): boolean {
  return micros(amount) >= micros(min) && micros(amount) <= micros(max)
}
