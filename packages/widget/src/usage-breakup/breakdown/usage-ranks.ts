import { html, nothing, type TemplateResult } from "lit"
import { formatMicros, micros } from "../../money/amount.ts"
import { shareStyle } from "../breakups.ts"
import type { Dimension, Usage } from "../usage.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import { foldRanks, type Rank } from "./fold-ranks.ts"

/** So many are shown until all are asked for. */
const SHOWN = 8

/** Numbers, markets or channels by what they cost. Rule UI-USE-14. */
export class UsageRanks {
  readonly #host: UsageBreakup
  #isAll = false
  #folded:
    | { readonly usage: Usage; readonly dimension: Dimension; readonly ranks: readonly Rank[] }
    | undefined

  constructor(host: UsageBreakup) {
    this.#host = host
  }

  fold(usage: Usage, dimension: Dimension): readonly Rank[] {
    if (this.#folded?.usage !== usage) this.#folded = { usage, dimension, ranks: foldRanks(usage, dimension) }
    return this.#folded.ranks
  }

  render(usage: Usage, dimension: Dimension): TemplateResult {
    const { t, formats } = this.#host
    const ranks = this.fold(usage, dimension)
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
