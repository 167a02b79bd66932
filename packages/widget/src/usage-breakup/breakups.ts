import { html, nothing, type TemplateResult } from "lit"
import { micros } from "../money/amount.ts"
import { ATTACHMENTS, CONVERSATIONS, MEDIA, type Media, type Usage } from "./usage.ts"
import type { UsageBreakup } from "./usage-breakup.ts"

type Words = Pick<UsageBreakup, "t" | "formats">

/** Deliveries and their WhatsApp fees by what they counted as, and the fees as a whole. Rules UI-USE-5 and UI-USE-6. */
export function renderConversations(
  { conversationsBreakup, totals }: Usage,
  { t, formats }: Words,
): TemplateResult {
  const all = micros(totals.whatsappFees)
  return html`<table class="figures" part="conversations" aria-label=${t("conversations")}>
    <thead>
      <tr>
        <th scope="col">${t("conversations")}</th>
        <th scope="col">${t("delivered")}</th>
        <th scope="col">${t("whatsappFees")}</th>
      </tr>
    </thead>
    <tbody>
      ${CONVERSATIONS.map((kind) => {
        const { delivered, whatsappFees } = conversationsBreakup[kind]
        return html`<tr
          class=${delivered === 0 ? "none" : ""}
          .style=${shareStyle(micros(whatsappFees), all, kind.startsWith("free") ? "free" : kind)}
        >
          <th scope="row">${renderSwatch(kind.startsWith("free") ? "free" : kind)}${t(kind)}</th>
          <td>${formats.count(delivered)}</td>
          <td>${whatsappFees === "0" ? "–" : formats.money(whatsappFees)}</td>
        </tr>`
      })}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">${t("total")}</th>
        <td>${formats.count(totals.delivered)}</td>
        <td>${formats.money(totals.whatsappFees)}</td>
      </tr>
    </tfoot>
  </table>`
}

/** What WhatsApp takes and what comes on top. Rule UI-USE-6. */
export function renderFees({ totals }: Usage, { t, formats }: Words): TemplateResult {
  const row = (name: "whatsappFees" | "otherFees", amount: string): TemplateResult =>
    html`<tr .style=${shareStyle(micros(amount), micros(totals.amount), "")}>
      <th scope="row">${t(name)}</th>
      <td>${formats.money(amount)}</td>
    </tr>`
  return html`<table class="figures" part="fees" aria-label=${t("fees")}>
    <thead>
      <tr>
        <th scope="col">${t("fees")}</th>
        <th scope="col">${t("amount")}</th>
      </tr>
    </thead>
    <tbody>
      ${row("whatsappFees", totals.whatsappFees)}${row("otherFees", totals.otherFees)}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">${t("total")}</th>
        <td>${formats.money(totals.amount)}</td>
      </tr>
    </tfoot>
  </table>`
}

/** Messages sent and received by what they were made of; attachments in sum and each. Rule UI-USE-4. */
export function renderMessages(
  { messagesBreakup: { sent, received }, totals }: Usage,
  { t, formats }: Words,
): TemplateResult {
  const row = (kind: Media | "attachments", indent = ""): TemplateResult | typeof nothing =>
    kind !== "text" && kind !== "template" && sent[kind] + received[kind] === 0
      ? nothing
      : html`<tr class=${indent}>
          <th scope="row">${t(kind)}</th>
          <td>${sent[kind] === 0 ? "–" : formats.count(sent[kind])}</td>
          <td>${received[kind] === 0 ? "–" : formats.count(received[kind])}</td>
        </tr>`
  const [text, template, ...others] = MEDIA
  return html`<table class="figures" part="messages" aria-label=${t("messages")}>
    <thead>
      <tr>
        <th scope="col">${t("messages")}</th>
        <th scope="col">${t("sent")}</th>
        <th scope="col">${t("received")}</th>
      </tr>
    </thead>
    <tbody>
      ${row(text)}${row(template)}${row("attachments")}
      ${ATTACHMENTS.map((kind) => row(kind, "part"))}${others.map((kind) => row(kind))}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">${t("total")}</th>
        <td>${formats.count(totals.sent)}</td>
        <td>${formats.count(totals.received)}</td>
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
