import { html, nothing, type TemplateResult } from "lit"
import { micros } from "../money/amount.ts"
import { parseTypedAmount, signsOf, writeTyped } from "../money/parse-typed-amount.ts"
import type { AutoRecharge } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import { renderField } from "./field.ts"
import { putRecharge, type RechargeSettings } from "./put-recharge.ts"

type Entry = "amount" | "threshold" | "limit"

/** When to recharge, and to what one agrees by it. Rule UI-ADD-10. */
export class RechargeForm {
  #typed: { [E in Entry]?: string } = {}
  #faults: { [E in Entry]?: string } = {}
  #fault = ""
  #isSaving = false
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
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
    if (Object.keys(this.#faults).length > 0) {
      desk.requestUpdate()
      desk.focusOn("[part=recharge] [aria-invalid=true]")
      return undefined
    }
    const { threshold, limit } = values
    return { enabled: true, threshold: threshold!, amount: values.amount!, monthlyLimit: limit! }
  }

  /** Beside a payment: what comes after it. */
  renderFields(form: string): TemplateResult {
    return html`<div part="recharge" class="pairs">
      ${this.#field("threshold", form)} ${this.#field("limit", form)}
    </div>`
  }

  /** What is agreed to by paying. */
  renderConsent(amount: string | undefined): TemplateResult | typeof nothing {
    return this.#consent(amount, "consent")
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
      ${recharge.state === "paused" ? html`<p class="small">${t("pausedNote")}</p>` : nothing}
      <div class="pairs">${this.#field("amount")} ${this.#field("threshold")} ${this.#field("limit")}</div>
      ${this.#consent(undefined, "consentSave")}
      ${this.#fault === "" ? nothing : html`<p class="small fault" role="alert">${this.#fault}</p>`}
      <div class="row">
        <button class="primary" aria-disabled=${this.#isSaving}>${t("save")}</button>
        <button type="button" @click=${() => this.#turnOff(recharge, close)}>${t("turnOff")}</button>
        <button type="button" @click=${close}>${t("cancel")}</button>
      </div>
    </form>`
  }

  #field(entry: Entry, form?: string): TemplateResult {
    const { t, formats } = this.#desk
    const label = { amount: "rechargeAmount", threshold: "threshold", limit: "monthly" } as const
    return renderField({
      id: `recharge-${entry}`,
      label: t(label[entry]),
      value: this.#text(entry),
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

  /** The sentence with the amounts as they stand. */
  #consent(amount: string | undefined, key: "consent" | "consentSave"): TemplateResult | typeof nothing {
    const { t, formats } = this.#desk
    const values = this.#values(amount)
    if (values.amount === undefined || values.threshold === undefined) return nothing
    const money = (value: string): string => formats.money(value)
    return html`<p class="small muted" part="consent">
      ${t(values.limit ? `${key}Monthly` : key, {
        amount: money(values.amount),
        threshold: money(values.threshold),
        limit: values.limit ? money(values.limit) : "",
      })}
    </p>`
  }

  /** Decimal strings; `limit` null where there is none, undefined where it is none that can be read. */
  #values(amount: string | undefined): {
    readonly amount: string | undefined
    readonly threshold: string | undefined
    readonly limit: string | null | undefined
  } {
    const read = (entry: Entry): string | undefined => {
      const typed = parseTypedAmount(this.#text(entry), this.#desk.formats)
      return "amount" in typed ? typed.amount : undefined
    }
    const hasLimit = this.#text("limit").trim() !== ""
    return {
      amount: amount ?? read("amount"),
      threshold: read("threshold"),
      limit: hasLimit ? read("limit") : null,
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
    }
    return this.#typed[entry] ?? (known[entry] === "" ? "" : writeTyped(known[entry], formats))
  }

  #save(event: Event, close: () => void): void {
    event.preventDefault()
    const settings = this.read(undefined)
    if (settings !== undefined) void this.#put(settings, close)
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
      close()
    }
    this.#desk.requestUpdate()
  }
}
