import { html, nothing, type TemplateResult } from "lit"
import { TimezoneChangedEvent, TimezoneChangeEvent } from "../../events/usage-events.ts"
import { TollgateError } from "../../session/tollgate-error.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import { zoneStyles } from "./zone-dialog.styles.ts"

/** A list longer than this is no list to choose from. */
const ROWS = 8

/** Chooses the customer's time zone, which all reports go by. Rule UI-USE-7. */
export class ZoneDialog {
  readonly #host: UsageBreakup
  #isOpen = false
  #search = ""
  #chosen: string | undefined
  #isSaving = false
  #error: TollgateError | undefined

  constructor(host: UsageBreakup) {
    this.#host = host
    host.learn({}, zoneStyles)
  }

  open(): void {
    this.#isOpen = true
    this.#search = ""
    this.#chosen = undefined
    this.#error = undefined
    this.#host.requestUpdate()
    void this.#host.updateComplete.then(() => {
      const dialog = this.#host.renderRoot.querySelector<HTMLDialogElement>("dialog.zones")
      if (dialog?.open === false) dialog.showModal()
    })
  }

  render(timezone: string): TemplateResult | typeof nothing {
    if (!this.#isOpen) return nothing
    const { t } = this.#host
    const zones = this.#found()
    const chosen = this.#chosen ?? timezone
    return html`<dialog class="zones" aria-labelledby="zone-title" @close=${this.#close}>
      <form method="dialog" @submit=${(event: SubmitEvent) => this.#save(event, timezone)}>
        <h3 id="zone-title">${t("zoneTitle")}</h3>
        <p class="muted small">${t("zoneNote")}</p>
        <input
          type="search"
          autocomplete="off"
          spellcheck="false"
          aria-label=${t("zoneSearch")}
          placeholder=${t("zoneSearch")}
          .value=${this.#search}
          @input=${this.#find}
          @keydown=${this.#enterList}
        />
        <select
          size=${ROWS}
          aria-label=${t("zoneTitle")}
          @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}
          @dblclick=${(event: Event) => (event.target as Element).closest("form")?.requestSubmit()}
        >
          ${zones.map(
            (zone) =>
              html`<option value=${zone} ?selected=${zone === chosen}>${zone.replaceAll("_", " ")}</option>`,
          )}
        </select>
        <p class="small muted" role="status">
          ${zones.length === 0 ? t("zoneNone") : zones.includes(chosen) ? this.#nowIn(chosen) : nothing}
        </p>
        ${
          this.#error === undefined
            ? nothing
            : html`<p class="small failed" role="alert">
                ${this.#host.t("error_other", { code: this.#error.code })}
              </p>`
        }
        <div class="row buttons">
          <button type="button" @click=${() => this.#dialog()?.close()}>${t("cancel")}</button>
          <button
            class="primary"
            ?disabled=${chosen === timezone || this.#isSaving || !zones.includes(chosen)}
          >
            ${t(this.#isSaving ? "saving" : "save")}
          </button>
        </div>
      </form>
    </dialog>`
  }

  /** Every zone that the browser knows and that has the words of the search in its name. */
  #found(): readonly string[] {
    const words = this.#search.toLowerCase().split(/[\s_/]+/)
    return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].filter((zone) => {
      const name = zone.toLowerCase()
      return words.every((word) => name.includes(word))
    })
  }

  /** What its clocks say now, so that the right one is recognized. */
  #nowIn(timezone: string): string {
    const { locale } = this.#host.formats
    return new Intl.DateTimeFormat(locale, {
      timeZone: timezone,
      weekday: "short",
      hour: "numeric",
      minute: "2-digit",
      timeZoneName: "long",
    }).format(this.#host.clock())
  }

  readonly #find = (event: Event): void => {
    this.#search = (event.target as HTMLInputElement).value
    const [first, second] = this.#found()
    if (first !== undefined && second === undefined) this.#chosen = first
    this.#host.requestUpdate()
  }

  readonly #enterList = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown") return
    event.preventDefault()
    const list = this.#dialog()?.querySelector("select")
    if (list === null || list === undefined) return
    list.focus()
    if (list.selectedIndex < 0 && list.options.length > 0) {
      list.selectedIndex = 0
      this.#choose(list.value)
    }
  }

  readonly #close = (): void => {
    this.#isOpen = false
    this.#host.requestUpdate()
  }

  #choose(timezone: string): void {
    this.#chosen = timezone
    this.#host.requestUpdate()
  }

  #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector("dialog.zones")
  }

  async #save(event: SubmitEvent, previous: string): Promise<void> {
    // It closes once the server has taken it.
    event.preventDefault()
    const timezone = this.#chosen
    if (timezone === undefined || timezone === previous || this.#isSaving) return
    if (!this.#host.dispatchEvent(new TimezoneChangeEvent({ timezone, previous }))) {
      this.#dialog()?.close()
      return
    }
    this.#isSaving = true
    this.#error = undefined
    this.#host.requestUpdate()
    try {
      await this.#host.saveTimezone(timezone)
      this.#dialog()?.close()
      this.#host.dispatchEvent(new TimezoneChangedEvent({ timezone, previous }))
    } catch (error) {
      this.#error = error instanceof TollgateError ? error : new TollgateError("internal")
    }
    this.#isSaving = false
    this.#host.requestUpdate()
  }
}
