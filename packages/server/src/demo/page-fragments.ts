import { html } from "hono/html"
import { formatBalance, formatFee, formatMoney } from "./format-money.ts"
import type { DemoMessage, DemoState, DemoWallet } from "./read-state.ts"
import type { RunState } from "./traffic-runs.ts"

export type Fragment = ReturnType<typeof html>

/** The wallets, one card each. */
export function walletCards({ wallets }: DemoState): Fragment {
  return html`${wallets.map(walletCard)}`
}

function walletCard({ summary, planName, senders }: DemoWallet): Fragment {
  const { wallet, customer, today } = summary
  const { currency } = wallet
  const exact = (amount: string): string => `${amount} ${currency}`
  const figure = (label: string, amount: string, note = ""): Fragment =>
    html`<div>
      <dt>${label}</dt>
      <dd>
        <data value="${amount}" title="${exact(amount)}">${formatBalance(amount, currency)}</data
        >${note === "" ? "" : html` <small>${note}</small>`}
      </dd>
    </div>`
  const overdraft =
    wallet.overdraftLimit === "0"
      ? "no overdraft"
      : `with ${formatMoney(wallet.overdraftLimit, currency)} overdraft`
  const status = statusOf(summary)
  return html`<article class="card ${status.mood}">
    <header>
      <h3>${customer.name}</h3>
      <p class="soft">${planName} · ${currency} · ${customer.timezone}</p>
    </header>
    <p class="balance">
      <span class="soft">Balance</span
      ><data value="${wallet.balance}" title="${exact(wallet.balance)}"
        >${formatBalance(wallet.balance, currency)}</data
      >
    </p>
    <p class="status">${status.text}</p>
    <dl>${figure("Held", wallet.held)}${figure("Spendable", wallet.spendable, overdraft)}</dl>
    <dl>
      ${figure("Spent today", today.amount)}
      <div>
        <dt>Messages today</dt>
        <dd>
          ${today.messages}
          <small>${today.sent} sent, ${today.received} received, ${today.failed} failed</small>
        </dd>
      </div>
    </dl>
    <p class="ids soft">
      <code>${wallet.id}</code>${senders.map(({ id }) => html` <span>number <code>${id}</code></span>`)}
    </p>
  </article>`
}

function statusOf({ wallet, forecast }: DemoWallet["summary"]): {
  readonly mood: string
  readonly text: string
} {
  const { daysLeft } = forecast
  if (wallet.status !== "active")
    return { mood: "bad", text: wallet.status === "closed" ? "Closed" : "Suspended" }
  if (wallet.isOverdrawn) return { mood: "bad", text: "Overdrawn: deliveries are still charged" }
  const lasts = daysLeft === null ? "" : daysLeft === 1 ? "about a day left" : `about ${daysLeft} days left`
  if (wallet.isLow) return { mood: "low", text: lasts === "" ? "Running low" : `Running low: ${lasts}` }
  return { mood: "", text: lasts === "" ? "Active" : `Active, ${lasts}` }
}

/** The last messages of the explained wallet, every fee line with its reason. */
export function messageList({ messages, wallets }: DemoState, walletId: string): Fragment {
  const wallet = wallets.find(({ summary }) => summary.wallet.id === walletId)?.summary.wallet
  if (wallet === undefined || messages.length === 0) {
    return html`<p class="soft">No messages yet. Send one with the button above.</p>`
  }
  const clock = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    day: "numeric",
    month: "short",
    timeZone: wallet.timezone,
  })
  return html`<ol class="messages">
    ${messages.map((message) => messageRow(message, wallet.currency, clock))}
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

/** What the traffic of this page did. */
export function runStatus(run: RunState | null): Fragment {
  if (run === null) return html`No traffic sent from this page yet.`
  const what = run.kind === "one" ? "One message" : `${run.messages} messages`
  const counts = `${run.accepted} accepted, ${run.duplicates} duplicates, ${run.suspended} suspended`
  const webhooks = `${run.bodies} of ${run.bodiesPlanned} webhooks`
  return run.isRunning
    ? html`${what} on the way: ${webhooks}, ${counts}.`
    : html`${what} told in ${webhooks}: ${counts}.`
}
