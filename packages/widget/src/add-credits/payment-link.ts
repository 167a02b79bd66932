import { html, nothing, type TemplateResult } from "lit"
import { LinkCreatedEvent, TopUpCompleteEvent } from "../events/topup-events.ts"
import { micros } from "../money/amount.ts"
import type { PaymentLink, TopUp } from "../session/types.ts"
import type { Desk } from "./desk.ts"
import { Intent } from "./intent.ts"

const DAY_MS = 86_400_000
/** For how long a link may be good; the server's own default is the one that is not sent. */
const LINK_DAYS = [7, 30, 90, 365] as const
const LINK_DAYS_DEFAULT = 30

/** A link on which somebody else pays: made once for an amount, to copy or to share. Rule UI-ADD-11. */
export class PaymentLinkPanel {
  #link: PaymentLink | undefined
  #fault = ""
  #copied: "" | "copied" | "copyBy" = ""
  #isPaid = false
  #isMaking = false
  #wanted = { amount: "", senderId: "" }
  /** What the link that is shown was made for. */
  #made = ""
  /** As they stand in the form below. */
  #note = ""
  #days: number = LINK_DAYS_DEFAULT
  #isForMany = false
  #takesCoupon = false
  readonly #intent = new Intent()
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Makes the link, or shows the one that was made for this amount. */
  async make(amount: string, senderId = ""): Promise<void> {
    this.#wanted = { amount, senderId }
    const desk = this.#desk
    const { session } = desk
    if (this.#isMaking || session === undefined) return
    this.#copied = ""
    const wanted = `${amount} ${senderId}`
    if (this.#link?.amount !== amount || this.#made !== wanted || this.#isPaid) {
      this.#made = wanted
      this.#isMaking = true
      this.#isPaid = false
      this.#link = undefined
      this.#fault = ""
      desk.requestUpdate()
      try {
        this.#link = await this.#post(this.#terms())
        desk.emit(new LinkCreatedEvent(this.#link))
      } catch (error) {
        this.#fault = desk.tell(error)
      }
      this.#isMaking = false
    }
    desk.requestUpdate()
    desk.focusOn("#link-url")
  }

  /** Somebody paid a link of this amount while this one is shown. */
  take(topUp: TopUp): void {
    const link = this.#link
    if (link?.amount == null || topUp.source !== "link" || topUp.status !== "succeeded" || this.#isPaid)
      return
    if (micros(topUp.amount) !== micros(link.amount)) return
    this.#isPaid = true
    this.#desk.emit(new TopUpCompleteEvent(topUp))
    this.#desk.requestUpdate()
  }

  render(hasCoupon: boolean, close: () => void): TemplateResult | typeof nothing {
    const { t, formats } = this.#desk
    const link = this.#link
    if (this.#fault !== "") {
      return html`<div class="notice danger small" part="link" role="alert">
        <p><strong>${t("linkFailed")}</strong> ${this.#fault}</p>
      </div>`
    }
    if (link === undefined)
      return this.#isMaking ? html`<p class="small muted" role="status">${t("linkMaking")}</p>` : nothing
    const amount = formats.money(link.amount ?? "0")
    if (this.#isPaid) {
      return html`<div class="notice success" part="link" role="status">
        <p>${t("added", { amount })}</p>
      </div>`
    }
    return html`<div class="stack sunken" part="link">
      <label for="link-url">${t("linkTitle", { amount })}</label>
      <input id="link-url" class="url" dir="ltr" readonly .value=${link.url ?? ""} @focus=${selectAll} />
      <div class="row">
        <button type="button" class="primary" @click=${() => this.#copy(link.url ?? "")}>
          ${this.#copied === "copied" ? html`<span aria-hidden="true">✓ </span>${t("copied")}` : t("copy")}
        </button>
        ${
          "share" in navigator
            ? html`<button type="button" @click=${() => this.#share(link.url ?? "")}>${t("share")}</button>`
            : nothing
        }
        <button type="button" @click=${close}>${t("close")}</button>
        <span class="sr" role="status">${this.#copied === "copied" ? t("copied") : ""}</span>
      </div>
      ${this.#copied === "copyBy" ? html`<p class="small" role="status">${t("copyBy")}</p>` : nothing}
      <p class="small muted">
        ${t("linkNote", { date: formats.date(link.expiresAt, { dateStyle: "medium" }) })}
        ${hasCoupon ? t("linkCoupon") : nothing}
      </p>
      ${this.#renderTerms()}
    </div>`
  }

  /** What a link is to be: what nobody changed is left to the server. */
  #terms(): object {
    const { amount, senderId } = this.#wanted
    const note = this.#note.trim()
    return {
      amount,
      ...(senderId && { senderId }),
      ...(note && { note }),
      ...(this.#days !== LINK_DAYS_DEFAULT && {
        expiresAt: new Date(Date.now() + this.#days * DAY_MS).toISOString(),
      }),
      ...(this.#isForMany && { maxPayments: null }),
      ...(this.#takesCoupon && { takesCoupon: true }),
    }
  }

  /** Note, end, how many may pay, and coupon: a link with these is another one. */
  #renderTerms(): TemplateResult {
    const { t, formats } = this.#desk
    const days = (count: number): string =>
      new Intl.NumberFormat(formats.locale, { style: "unit", unit: "day", unitDisplay: "long" }).format(count)
    return html`<details part="link-terms" class="small">
      <summary>${t("linkTerms")}</summary>
      <div class="stack">
        <div class="field">
          <label for="link-note">${t("linkWords")}</label>
          <div class="box">
            <input
              id="link-note"
              maxlength="500"
              autocomplete="off"
              .value=${this.#note}
              @input=${({ target }: InputEvent) => (this.#note = (target as HTMLInputElement).value)}
            />
          </div>
        </div>
        <div class="field">
          <label for="link-days">${t("linkDays")}</label>
          <select
            id="link-days"
            @change=${({ target }: Event) => (this.#days = Number((target as HTMLSelectElement).value))}
          >
            ${LINK_DAYS.map(
              (count) =>
                html`<option value=${count} ?selected=${count === this.#days}>${days(count)}</option>`,
            )}
          </select>
        </div>
        <label
          ><input
            id="link-many"
            type="checkbox"
            .checked=${this.#isForMany}
            @change=${({ target }: Event) => (this.#isForMany = (target as HTMLInputElement).checked)}
          />
          ${t("linkMany")}</label
        >
        <label
          ><input
            id="link-takes-coupon"
            type="checkbox"
            .checked=${this.#takesCoupon}
            @change=${({ target }: Event) => (this.#takesCoupon = (target as HTMLInputElement).checked)}
          />
          ${t("linkTakesCoupon")}</label
        >
        <p class="small muted">${t("linkBefore")}</p>
        <button type="button" @click=${() => this.#remake()}>${t("linkRemake")}</button>
      </div>
    </details>`
  }

  #remake(): void {
    this.#made = ""
    const { amount, senderId } = this.#wanted
    void this.make(amount, senderId)
  }

  async #post(body: object): Promise<PaymentLink> {
    const session = this.#desk.session!
    const send = (): Promise<PaymentLink> =>
      session.request<PaymentLink>(`v1/wallets/${session.walletId}/payment-links`, {
        method: "POST",
        body,
        headers: { "Idempotency-Key": this.#intent.keyOf(body) },
      })
    let link = await send()
    this.#intent.end()
    // The answer to the first try was lost, and with it the address, which is told once: nobody has that link.
    if (link.url === undefined) link = await send()
    this.#intent.end()
    return link
  }

  async #copy(url: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(url)
      this.#copied = "copied"
    } catch {
      // Frames and pages without a secure origin may not: then the text is there, selected.
      this.#copied = "copyBy"
      this.#desk.focusOn("#link-url")
    }
    this.#desk.requestUpdate()
  }

  #share(url: string): void {
    // Refused by the reader, mostly.
    navigator.share({ url }).catch(() => undefined)
  }
}

function selectAll({ target }: Event): void {
  ;(target as HTMLInputElement).select()
}
