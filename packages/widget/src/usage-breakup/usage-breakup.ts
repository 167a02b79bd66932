import {
  type CSSResult,
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit"
import { PeriodChangeEvent } from "../events/period-change-event.ts"
import { TollgateElement } from "../internal/tollgate-element.ts"
import { usageBreakup } from "../locales/en/usage-breakup.ts"
import type { usageDetails } from "../locales/en/usage-details.ts"
import { micros } from "../money/amount.ts"
import type { Formats } from "../money/formats.ts"
import { TollgateError } from "../session/tollgate-error.ts"
import type { Summary } from "../session/types.ts"
import { renderConversations, renderFees, renderMessages } from "./breakups.ts"
import { renderControls } from "./controls.ts"
import { Lazy } from "./lazy.ts"
import { localDate } from "./local-date.ts"
import { type Interval, type Period, type PeriodQuery, resolvePeriod } from "./period.ts"
import { SAMPLE_USAGE } from "./sample-usage.ts"
import type { Measure } from "./series.ts"
import { renderTotals } from "./totals.ts"
import type { Dimension, Usage } from "./usage.ts"
import { UsageReader } from "./usage-reader.ts"
import { usageBreakupStyles } from "./usage-breakup.styles.ts"
import { renderZoneLine } from "./zone-line.ts"

type English = typeof usageBreakup & typeof usageDetails

/** What a reader may choose. */
export interface UsageShown {
  readonly period?: string | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly interval?: string | undefined
  readonly senderId?: string | undefined
}

/**
 * @summary What was sent, received and charged in a period: totals, a chart, and what it consists of.
 *
 * @fires tollgate-period-change - A reader chose another period, interval or number.
 * @fires tollgate-download - What is shown is about to be saved as CSV; cancelable. `event.csv` has the text.
 * @fires tollgate-timezone-change - The customer's time zone is about to be changed; cancelable.
 * @fires tollgate-timezone-changed - The customer's time zone was changed.
 * @fires tollgate-error - The wallet could not be read.
 * @csspart card - The frame.
 * @csspart controls - Period, number and download.
 * @csspart download - The button that saves what is shown.
 * @csspart zone - The line of dates and time zone.
 * @csspart totals - What was spent, and messages: all, paid, free.
 * @csspart amount - The amount spent.
 * @csspart chart - Chart or table over time.
 * @csspart conversations - The table of deliveries by category.
 * @csspart messages - The table of messages by media.
 * @csspart fees - The table of fees.
 * @csspart breakdown - Numbers, markets or channels.
 * @csspart empty - What stands there when nothing was sent.
 * @csspart error - The notice when nothing could be loaded.
 * @csspart stale - The line that says that what is shown may be old.
 * @cssprop [--tollgate-category-marketing=#3958d1] - Marketing, wherever it is drawn.
 * @cssprop [--tollgate-category-utility=#05868c] - Utility.
 * @cssprop [--tollgate-category-authentication=#7a3098] - Authentication.
 * @cssprop [--tollgate-category-service=#ce6a03] - Service.
 * @cssprop [--tollgate-category-free=#839886] - Free messages.
 * @cssprop [--tollgate-category-other=#35404f] - What has no category: received messages above all.
 * @cssprop [--tollgate-accent=#0b7a5b] - Colour of actions.
 * @cssprop [--tollgate-surface=#fff] - Background of the frame.
 * @cssprop [--tollgate-surface-sunken=#f4f6f8] - Background of what lies deeper.
 * @cssprop [--tollgate-border=#d9dfe5] - Lines.
 * @cssprop [--tollgate-text=#14202b] - Text.
 * @cssprop [--tollgate-text-muted=#566370] - Text of less weight.
 * @cssprop [--tollgate-danger=#b3261e] - Failed.
 * @cssprop [--tollgate-radius=12px] - Corner of the frame.
 * @cssprop [--tollgate-space=4px] - Step of all distances.
 * @cssprop [--tollgate-font=inherit] - Font family.
 */
export class UsageBreakup extends TollgateElement<English> {
  static override styles = [...TollgateElement.styles, usageBreakupStyles]
  static override properties: PropertyDeclarations = {
    ...TollgateElement.properties,
    period: { reflect: true },
    from: { reflect: true },
    until: { reflect: true },
    interval: { reflect: true },
    senderId: { attribute: "sender-id", reflect: true },
    measure: { reflect: true },
    breakdown: { reflect: true },
    asTable: { attribute: "as-table", type: Boolean, reflect: true },
    hide: {},
  }

  /** `today`, `yesterday`, `last-24-hours`, `last-7-days` (the default), `last-30-days`, `month`, `last-month`, `last-12-months`, `custom`. */
  declare period: Period | undefined
  /** First day of a `custom` period, `YYYY-MM-DD`, in the customer's time zone. */
  declare from: string | undefined
  /** Last day of a `custom` period, `YYYY-MM-DD`. */
  declare until: string | undefined
  /** `hour`, `day` or `month`: what the chart goes by, where the period allows it. */
  declare interval: Interval | undefined
  /** Shows one number alone, by its id. */
  declare senderId: string | undefined
  /** `amount` (the default) or `delivered`: what the chart compares. */
  declare measure: Measure | undefined
  /** `sender`, `market` or `channel`: the breakdown that is open. */
  declare breakdown: Dimension | undefined
  /** The chart's figures as a table. */
  declare asTable: boolean | undefined
  /** What to leave out: some of `totals chart conversations messages fees breakdown download timezone`, with spaces between. */
  declare hide: string | undefined
  /** @internal */
  declare formats: Formats
  /** The clock that "today" goes by. @internal */
  clock: () => number = Date.now

  protected readonly section = "usageBreakup"
  protected english = usageBreakup as English
  readonly #update = (): void => this.requestUpdate()
  readonly #reader = new UsageReader(() => {
    this.#tell()
    this.requestUpdate()
  })
  readonly #charts = new Lazy(async () => {
    const { UsageCharts } = await import("./usage-charts.ts")
    return new UsageCharts(this)
  }, this.#update)
  readonly #zone = new Lazy(async () => {
    const { ZoneDialog } = await import("./timezone/zone-dialog.ts")
    return new ZoneDialog(this)
  }, this.#update)
  #query: PeriodQuery | undefined
  /** What of the summary changes when usage does. */
  #seen = ""
  #isChosen = false
  #said = ""

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#reader.stop()
    this.#charts.value?.ranks.stop()
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const { summary, session } = this
    if (!this.may("usage:read")) return
    const charts = this.#charts.get()
    if (!this.isConnected || session === undefined || summary === undefined) return
    const { timezone } = summary.customer
    const query = resolvePeriod(this, this.clock(), timezone)
    this.#query = query
    // The server reads dates in the customer's zone: after a change of it the same dates are another question.
    const path = (interval: string, groupBy: string): string =>
      `v1/wallets/${session.walletId}/usage?${new URLSearchParams({
        from: query.from,
        to: query.to,
        interval,
        groupBy,
        ...(this.senderId && { senderId: this.senderId }),
      })}#${timezone}`
    if (this.#seen === "") this.#seen = seen(summary)
    this.#reader.ask(session, path(query.interval, "category,type"), query.hasNow)
    charts?.ranks.read(session, path, query.hasNow)
  }

  /** @internal */
  override changed(): void {
    super.changed()
    this.usage()
    const { session } = this
    if (this.#reader.isCutOff && session?.error === undefined && session?.connection !== "offline")
      this.#again()
  }

  /** Usage may have changed: read again where it has, and the period includes now. @internal */
  usage(): void {
    const { summary } = this
    if (summary === undefined || this.#seen === "") return
    const now = seen(summary)
    if (now === this.#seen) return
    this.#seen = now
    if (this.#query?.hasNow) this.#again()
  }

  /** Shows something else, as if a reader had chosen it. */
  show(shown: UsageShown): void {
    Object.assign(this, shown)
    this.#isChosen = true
    void this.updateComplete.then(() => {
      if (this.#query !== undefined) this.emit(new PeriodChangeEvent(this.#query))
      this.#tell()
    })
  }

  /** Whether there are figures to save. */
  get canDownload(): boolean {
    return this.#reader.usage !== undefined && !this.#reader.isWaiting && this.#reader.error === undefined
  }

  /** What is shown, as CSV; the page may prevent that it is saved. */
  async download(): Promise<void> {
    const { usage } = this.#reader
    if (!this.canDownload || usage === undefined || this.#query === undefined) return
    const shown = { usage, query: this.#query, ranks: this.#charts.value?.ranks.shown }
    const { downloadUsage } = await import("./download/download-usage.ts")
    downloadUsage(this, shown)
  }

  /** Sentences and styles of parts whose code has come. @internal */
  learn(english: Partial<English>, styles: CSSResult): void {
    this.english = { ...this.english, ...english }
    const root = this.renderRoot as ShadowRoot
    if (styles.styleSheet !== undefined)
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles.styleSheet]
  }

  /** Lets a reader choose the time zone. @internal */
  async chooseZone(): Promise<void> {
    const dialog = await this.#zone.fetch()
    dialog?.open()
  }

  /** Changes the customer's time zone. Throws `TollgateError`. @internal */
  async saveTimezone(timezone: string): Promise<void> {
    const { session, summary } = this
    if (session === undefined || summary === undefined) return
    await session.request(`v1/customers/${summary.customer.id}`, { method: "PATCH", body: { timezone } })
    await session.load()
  }

  /** Whether the page wants a part of this name left out. */
  hides(part: string): boolean {
    return this.hide?.split(/\s+/).includes(part) ?? false
  }

  protected renderWallet(summary: Summary): TemplateResult {
    const { t } = this
    const { timezone } = summary.customer
    const query = this.#query ?? resolvePeriod(this, this.clock(), timezone)
    return html`<section class="card" part="card" aria-label=${t("title")}>
      <div class="row spread head">
        <div>
          <h2>${t("title")}</h2>
          ${renderZoneLine(this.#reader.usage, query.period, this)}
        </div>
        ${renderControls(summary, query, this)}
      </div>
      ${query.period === "custom" ? this.#charts.value?.renderDates(localDate(this.clock(), timezone)) : nothing}
      ${this.renderStale()} ${this.#renderBody(query)}
      <span class="sr" role="status">${this.#said}</span>
      ${this.#zone.value?.render(timezone) ?? nothing}
    </section>`
  }

  #renderBody(query: PeriodQuery): TemplateResult {
    const { t } = this
    const { usage, isWaiting } = this.#reader
    const mayNot = this.summary !== undefined && !this.may("usage:read")
    const error = mayNot ? new TollgateError("forbidden") : this.#reader.error
    if (error !== undefined) {
      return html`<div class="notice danger" role="alert" part="error">
        <div>
          <strong>${t(mayNot ? "noScope" : "errorTitle")}</strong>
          <p>${this.errorText(error)}</p>
        </div>
        ${mayNot ? nothing : html`<button @click=${() => this.#reader.retry()}>${t("retry")}</button>`}
      </div>`
    }
    if (usage === undefined) {
      return html`<div class="bones" aria-hidden="true" inert>
        ${this.#renderFigures(SAMPLE_USAGE, query)}
      </div>`
    }
    return html`<div class=${isWaiting ? "waiting" : ""} aria-busy=${isWaiting ? "true" : "false"}>
      ${
        isEmpty(usage)
          ? html`<div class="empty" part="empty">
              <strong>${t("nothing")}</strong>
              <p class="small muted">${t("nothingNote")}</p>
            </div>`
          : this.#renderFigures(usage, query)
      }
    </div>`
  }

  #renderFigures(usage: Usage, query: PeriodQuery): TemplateResult {
    const part = (name: string, content: () => unknown): unknown => (this.hides(name) ? nothing : content())
    return html`<div class="figures-all">
      ${part("totals", () => renderTotals(usage.totals, this))}
      ${part("chart", () => this.#renderChart(usage, query))}
      <div class="columns">
        <div>
          ${part("conversations", () => renderConversations(usage, this))}
          ${part("fees", () => renderFees(usage, this))}
        </div>
        ${part("messages", () => renderMessages(usage, this))}
      </div>
      ${part("breakdown", () => this.#charts.value?.ranks.render() ?? html`<div class="breakdown"></div>`)}
    </div>`
  }

  #renderChart(usage: Usage, query: PeriodQuery): TemplateResult {
    const { value, hasFailed } = this.#charts
    if (value !== undefined && usage !== SAMPLE_USAGE) return value.chart.render(usage, query)
    return html`<div class="chart" part="chart">
      ${
        hasFailed
          ? html`<p class="muted">${this.t("errorTitle")}</p>
              <button @click=${() => this.#charts.retry()}>${this.t("retry")}</button>`
          : html`<div class="bones"><svg class="plot"></svg></div>`
      }
    </div>`
  }

  /** Says once what a reader's choice has brought; what changes by itself is not spoken. */
  #tell(): void {
    const { usage, isWaiting } = this.#reader
    if (!this.#isChosen || usage === undefined || isWaiting || this.#query === undefined) return
    this.#isChosen = false
    this.#said = this.t("shown", {
      period: this.t(`period_${this.#query.period}`),
      amount: this.formats.money(usage.totals.amount),
      count: usage.totals.messages,
    })
    this.requestUpdate()
  }

  #again(): void {
    this.#reader.again()
    this.#charts.value?.ranks.again()
  }
}

/** What of a summary tells that usage changed: today's totals, and the balance for what is booked into the past. */
function seen({ today: { sent, received, delivered, failed, amount }, wallet }: Summary): string {
  // Not all of it: a stream tells today's totals with their day and zone.
  return [sent, received, delivered, failed, amount, wallet.balance].join()
}

function isEmpty({ totals }: Usage): boolean {
  return totals.messages === 0 && totals.delivered === 0 && micros(totals.amount) === 0n
}

declare global {
  interface HTMLElementTagNameMap {
    "usage-breakup": UsageBreakup
  }
}
