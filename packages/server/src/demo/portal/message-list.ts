import { html } from "hono/html"
import { formatFee } from "../format-money.ts"
import type { DemoMessage } from "../read-messages.ts"
import type { Fragment } from "./portal-frame.ts"

/** The last messages of a wallet, every fee line with its reason. Rule DEMO-7. */
export function messageList(
  messages: readonly DemoMessage[],
  { currency, timezone }: { readonly currency: string; readonly timezone: string },
): Fragment {
  if (messages.length === 0)
    return html`<p class="soft">No messages yet. Send one from the wallet's page.</p>`
  const clock = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    day: "numeric",
    month: "short",
    timeZone: timezone,
  })
  return html`<ol class="messages">
    ${messages.map((message) => messageRow(message, currency, clock))}
  </ol>`
}

const CHANNELS: Readonly<Record<string, string>> = { cloud_api: "Cloud API", mm_lite: "MM Lite" }

function messageRow(message: DemoMessage, currency: string, clock: Intl.DateTimeFormat): Fragment {
  const { status, category, market, channel, mediaType, occurredAt } = message
  const isInbound = status === "received"
  const what = isInbound ? `inbound ${mediaType}` : category.replaceAll("_", " ") || "message"
  // Only marketing has two ways to go.
  const via = category === "marketing" && channel in CHANNELS ? `, ${CHANNELS[channel]}` : ""
  const lines = message.fees.map(
    ({ label, amount, why }) =>
      html`<tr>
        <td>${label}</td>
        <td class="why">${why}</td>
        <td class="amount">${formatFee(amount, currency)}</td>
      </tr>`,
  )
  const total = formatFee(message.amount, currency)
  return html`<li>
    <div class="message">
      <span class="state ${status}">${status}</span>
      <span
        ><strong>${what}${via}</strong>
        <span class="soft"
          >${market}, ${message.recipient},
          <time datetime="${occurredAt}">${clock.format(new Date(occurredAt))}</time></span
        ></span
      >
      <span class="amount"><span class="unseen">Total </span>${total}</span>
    </div>
    ${lines.length === 0 ? html`<p class="soft none">${nothingDue(status)}</p>` : feeTable(lines)}
  </li>`
}

function feeTable(lines: readonly Fragment[]): Fragment {
  return html`<table>
    <caption class="unseen">
      Fees
    </caption>
    <tbody>
      ${lines}
    </tbody>
  </table>`
}

function nothingDue(status: DemoMessage["status"]): string {
  return status === "failed" ? "It was not delivered, so no delivery fee is due." : "Nothing is due yet."
}
