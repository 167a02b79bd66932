import { html, nothing, type TemplateResult } from "lit"
import { micros } from "../money/amount.ts"
import { ATTACHMENTS, CONVERSATIONS, MEDIA, type Media, type Usage } from "./usage.ts"
import type { UsageBreakup } from "./usage-breakup.ts"

type Words = Pick<UsageBreakup, "t" | "formats">
type Cell = TemplateResult | string | number
type Row = TemplateResult | typeof nothing

/** Deliveries and their WhatsApp fees by what they counted as. Rule UI-USE-5. */
export function renderConversations(usage: Usage, words: Words): TemplateResult {
  const { conversationsBreakup, totals } = usage
  const { t, formats } = words
  const all = micros(totals.whatsappFees)
  const rows = CONVERSATIONS.map((kind) => {
    const { delivered, whatsappFees } = conversationsBreakup[kind]
    const series = kind.startsWith("free") ? "free" : kind
    return html`<tr
      class=${delivered === 0 ? "muted" : ""}
      .style=${shareStyle(micros(whatsappFees), all, series)}
    >
      <th scope="row">${renderSwatch(series)}${t(kind)}</th>
      <td>${formats.count(delivered)}</td>
      <td>${whatsappFees === "0" ? "–" : formats.money(whatsappFees)}</td>
    </tr>`
  })
  const sums = [formats.count(totals.delivered), formats.money(totals.whatsappFees)]
  return renderTable(words, ["conversations", "delivered", "whatsappFees"], rows, sums)
}

/** What WhatsApp takes and what comes on top. Rule UI-USE-6. */
export function renderFees({ totals }: Usage, words: Words): TemplateResult {
  const { t, formats } = words
  const rows = (["whatsappFees", "otherFees"] as const).map(
    (name) =>
      html`<tr .style=${shareStyle(micros(totals[name]), micros(totals.amount), "")}>
        <th scope="row">${t(name)}</th>
        <td>${formats.money(totals[name])}</td>
      </tr>`,
  )
  return renderTable(words, ["fees", "amount"], rows, [formats.money(totals.amount)])
}

/** Messages sent and received by what they were made of; attachments in sum and each. Rule UI-USE-4. */
export function renderMessages({ messagesBreakup: { sent, received } }: Usage, words: Words): TemplateResult {
  const { t, formats } = words
  const cell = (count: number): string => (count === 0 ? "–" : formats.count(count))
  const row = (kind: Media | "attachments", style = ""): Row =>
    kind !== "text" && kind !== "template" && sent[kind] + received[kind] === 0
      ? nothing
      : html`<tr class=${style}>
          <th scope="row">${t(kind)}</th>
          <td>${cell(sent[kind])}</td>
          <td>${cell(received[kind])}</td>
        </tr>`
  const [text, template, ...others] = MEDIA
  const rows = [
    ...[text, template, "attachments" as const].map((kind) => row(kind)),
    ...ATTACHMENTS.map((kind) => row(kind, "part")),
    ...others.map((kind) => row(kind)),
  ]
  return renderTable(words, ["messages", "sent", "received"], rows, [cell(sent.total), cell(received.total)])
}

/** Its first heading names it. */
function renderTable(
  { t }: Words,
  heads: readonly Parameters<Words["t"]>[0][],
  rows: readonly Row[],
  sums: readonly Cell[],
): TemplateResult {
  return html`<table class="figures" part=${heads[0]!} aria-label=${t(heads[0]!)}>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">${t("total")}</th>
        ${sums.map((sum) => html`<td>${sum}</td>`)}
      </tr>
    </tfoot>
  </table>`
}

/** The colour of a category, as a square. */
export function renderSwatch(series: string): TemplateResult {
  return html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
    <rect class=${`fill ${series}`} width="10" height="10" rx="2"></rect>
  </svg>`
}

/** How long the bar of a row is, and its colour; the one place where precision may go. */
export function shareStyle(part: bigint, whole: bigint, series: string): string {
  const share = whole > 0n && part > 0n ? Number((part * 1000n) / whole) / 10 : 0
  return `--share:${share}%;${series === "" ? "" : `--tone:var(--_${series})`}`
}
