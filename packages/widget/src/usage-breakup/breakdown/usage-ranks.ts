import { html, nothing, type TemplateResult } from "lit"
import { formatMicros, micros } from "../../money/amount.ts"
import { shareStyle } from "../breakups.ts"
import type { WalletSession } from "../../session/wallet-session.ts"
import { renderChoice } from "../chart/choice.ts"
import { type Dimension, DIMENSIONS, type Usage } from "../usage.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import { UsageReader } from "../usage-reader.ts"
import { foldRanks, type Rank } from "./fold-ranks.ts"

/** So many are shown until all are asked for. */
const SHOWN = 8

/** Numbers, markets or channels by what they cost. Rule UI-USE-14. */
export class UsageRanks {
  readonly #host: UsageBreakup
  readonly #reader: UsageReader
  #isAll = false
  #folded: { readonly usage: Usage; readonly ranks: readonly Rank[] } | undefined

  constructor(host: UsageBreakup) {
    this.#host = host
    this.#reader = new UsageReader(() => host.requestUpdate())
  }

  /** What an opened breakdown asks for; `path` makes it of an interval and groups. */
  read(session: WalletSession, path: (interval: string, groupBy: string) => string, hasNow: boolean): void {
    const { breakdown } = this.#host
    if (breakdown && !this.#host.hides("breakdown"))
      this.#reader.ask(session, path("month", breakdown), hasNow)
  }

  again(): void {
    if (this.#host.breakdown) this.#reader.again()
  }

  stop(): void {
    this.#reader.stop()
  }

  /** The ranks that are shown, all of them; undefined where none are. */
  get shown(): readonly Rank[] | undefined {
    const { usage, isWaiting } = this.#reader
    const { breakdown } = this.#host
    return breakdown === undefined || usage === undefined || isWaiting
      ? undefined
      : this.#fold(usage, breakdown)
  }

  /** The choice of breakdowns, and the one that is open. */
  render(): TemplateResult {
    const { t, breakdown } = this.#host
    return html`<div class="breakdown" part="breakdown">
      <div class="row">
        <h3>${t("breakDown")}</h3>
        ${renderChoice({
          label: t("breakDown"),
          options: DIMENSIONS,
          value: breakdown,
          name: t,
          choose: (dimension) => {
            this.#host.breakdown = this.#host.breakdown === dimension ? undefined : dimension
          },
        })}
      </div>
      ${breakdown === undefined ? nothing : this.#renderOpen(breakdown)}
    </div>`
  }

  #renderOpen(dimension: Dimension): TemplateResult {
    const { t } = this.#host
    const { usage, error, isWaiting, shownPath } = this.#reader
    if (error !== undefined) {
      return html`<div class="notice danger" role="alert">
        <p>${this.#host.errorText(error)}</p>
        <button @click=${() => this.#reader.retry()}>${t("retry")}</button>
      </div>`
    }
    // Rows of another dimension are no dimmed figures of this one.
    const isOther = isWaiting && !shownPath.includes(`groupBy=${dimension}`)
    if (usage === undefined || isOther) {
      return html`<div class="bones ranks-coming" aria-hidden="true"><svg></svg></div>`
    }
    return html`<div class=${isWaiting ? "waiting" : ""}>${this.#renderRanks(usage, dimension)}</div>`
  }

  #fold(usage: Usage, dimension: Dimension): readonly Rank[] {
    if (this.#folded?.usage !== usage) this.#folded = { usage, ranks: foldRanks(usage, dimension) }
    return this.#folded.ranks
  }

  #renderRanks(usage: Usage, dimension: Dimension): TemplateResult {
    const { t, formats } = this.#host
    const ranks = this.#fold(usage, dimension)
    // One more line says as much as the line that it stands for.
    const shown = this.#isAll || ranks.length <= SHOWN + 1 ? ranks : ranks.slice(0, SHOWN)
    const all = micros(usage.totals.amount)
    const hidden = ranks.slice(shown.length)
    return html`<div>
      <table class="figures ranks">
        <caption class="sr">
          ${t(dimension)}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t(dimension)}</th>
            <th scope="col" class="wide">${t("all")}</th>
            <th scope="col" class="wide">${t("paid")}</th>
            <th scope="col" class="wide">${t("free")}</th>
            <th scope="col">${t("amount")}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            ({ name, messages, paid, free, amount }) =>
              html`<tr .style=${shareStyle(micros(amount), all, "")}>
                <th scope="row">${this.#name(name, dimension)}</th>
                <td class="wide">${formats.count(messages)}</td>
                <td class="wide">${formats.count(paid)}</td>
                <td class="wide">${formats.count(free)}</td>
                <td>${formats.money(amount)}</td>
              </tr>`,
          )}
          ${hidden.length === 0 ? nothing : this.#renderOthers(hidden)}
        </tbody>
      </table>
      ${
        ranks.length > shown.length || this.#isAll
          ? html`<button
              class="no-print all"
              aria-expanded=${this.#isAll ? "true" : "false"}
              @click=${this.#toggle}
            >
              ${this.#isAll ? t("showLess") : t("showAll", { count: ranks.length })}
            </button>`
          : nothing
      }
    </div>`
  }

  #renderOthers(hidden: readonly Rank[]): TemplateResult {
    const { t, formats } = this.#host
    const count = (name: "messages" | "paid" | "free"): string =>
      formats.count(hidden.reduce((sum, rank) => sum + rank[name], 0))
    const amount = hidden.reduce((sum, rank) => sum + micros(rank.amount), 0n)
    return html`<tr class="muted">
      <th scope="row">${t("others", { count: hidden.length })}</th>
      <td class="wide">${count("messages")}</td>
      <td class="wide">${count("paid")}</td>
      <td class="wide">${count("free")}</td>
      <td>${formats.money(formatMicros(amount))}</td>
    </tr>`
  }

  #name(name: string, dimension: Dimension): TemplateResult | string {
    const { t, summary } = this.#host
    if (name === "") return t("unknown")
    if (dimension === "channel") return name === "cloud_api" || name === "mm_lite" ? t(name) : name
    if (dimension === "market") return name
    const number = summary?.senders?.first.find(({ id }) => id === name)?.phoneNumber
    return html`<bdi dir="ltr">${number === undefined ? name : `+${number.replace("+", "")}`}</bdi>`
  }

  readonly #toggle = (): void => {
    this.#isAll = !this.#isAll
    this.#host.requestUpdate()
  }
}
