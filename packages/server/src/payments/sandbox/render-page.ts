import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import { formatAmount, type Micros } from "@tollgate/engine"
import { html, raw } from "hono/html"
import type { HtmlEscapedString } from "hono/utils/html"
import type { SandboxPayment } from "../../catalog/records.ts"
import { formatMoney } from "../../demo/format-money.ts"
import type { PaymentOrder } from "../payment-provider.ts"
import { decodeBacks, leftOf } from "./sandbox-backs.ts"
import { SANDBOX_STYLE } from "./page-style.ts"

type Fragment = HtmlEscapedString | Promise<HtmlEscapedString>

// To the byte what the page's policy allows by its hash: no formatter may add a space within.
const STYLE = raw(`<style>${SANDBOX_STYLE}</style>`)
const STYLE_HASH = btoa(String.fromCharCode(...sha256(utf8ToBytes(SANDBOX_STYLE))))

/**
 * Its own style and no script. The form leads to the page itself, and by its answer to where the customer came from:
 * browsers hold a redirect against `form-action` too. Rule PAY-14.
 */
export function sandboxPolicy({ returnUrl }: PaymentOrder): string {
  const origins = returnUrl === null ? [] : [new URL(returnUrl).origin]
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "img-src data:",
    "base-uri 'none'",
    ["form-action 'self'", ...origins].join(" "),
    "frame-ancestors 'none'",
  ].join("; ")
}

/** The page on which a customer pays or declines, or reads how it ended. Rule PAY-14. */
export function renderSandboxPage(order: PaymentOrder, payment: SandboxPayment, now: number): Fragment {
  const isOpen = payment.state === "open" && order.expiresAt > now
  const title = isOpen ? `Pay ${money(order, order.total)}` : outcomeOf(payment).title
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} - sandbox</title>
        <link rel="icon" href="data:," />
        ${STYLE}
      </head>
      <body>
        <main>
          <div class="card">
            <p class="notice"><strong>This is a sandbox.</strong> No money moves.</p>
            <div class="body">
              <p class="payee">${order.payee}</p>
              <p class="soft">${order.description}</p>
              ${isOpen ? openPart(order) : endedPart(order, payment)}
            </div>
          </div>
        </main>
      </body>
    </html>`
}

function openPart(order: PaymentOrder): Fragment {
  const total = money(order, order.total)
  return html`
    <h1>Total to pay, ${order.currency}</h1>
    <p class="total">${total}</p>
    ${amounts(order)}
    <form method="post">
      <button name="answer" value="pay">Pay ${total}</button>
      <button class="quiet" name="answer" value="decline">Decline</button>
    </form>
  `
}

function amounts(order: PaymentOrder): Fragment {
  const known = order.taxLines.length > 0
  const lines = [
    { label: "Credits", amount: order.amount },
    ...(order.fee === 0n ? [] : [{ label: order.feeLabel ?? "Fee", amount: order.fee }]),
    ...(known
      ? order.taxLines.map(({ label, percent, amount }) => ({ label: `${label} ${percent} %`, amount }))
      : order.tax === 0n
        ? []
        : [{ label: "Tax", amount: order.tax }]),
  ]
  return html`<dl>
    ${lines.map(
      ({ label, amount }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${money(order, amount)}</dd>
        </div>`,
    )}
    <div class="sum">
      <dt>Total</dt>
      <dd>${money(order, order.total)}</dd>
    </div>
  </dl>`
}

function endedPart(order: PaymentOrder, payment: SandboxPayment): Fragment {
  const { title, text } = outcomeOf(payment)
  return html`
    <h1 class="outcome ${payment.state === "paid" ? "paid" : "failed"}">${title}</h1>
    <p class="soft">${text}</p>
    ${amounts(order)} ${payment.state === "paid" ? backPart(order, payment) : ""}
    ${
      order.returnUrl === null
        ? html`<p class="close">You may close this page.</p>`
        : html`<a class="button" href="${order.returnUrl}">Back to ${new URL(order.returnUrl).host}</a>`
    }
  `
}

/** What its provider and its payer's bank would do later. */
function backPart(order: PaymentOrder, { givenBack }: SandboxPayment): Fragment {
  const backs = decodeBacks(givenBack)
  const left = leftOf(order.total, backs)
  const isDisputed = backs.disputes.some(({ state }) => state === "opened")
  const told = [
    ...backs.refunds.map(({ amount, status }) => ({ label: `Refund ${status}`, amount })),
    ...backs.disputes.map(({ amount, state }) => ({ label: `Dispute ${state}`, amount })),
  ]
  return html`
    ${
      told.length === 0
        ? ""
        : html`<dl>
            ${told.map(
              ({ label, amount }) =>
                html`<div>
                  <dt>${label}</dt>
                  <dd>${formatMoney(amount, order.currency)}</dd>
                </div>`,
            )}
          </dl>`
    }
    <form method="post">
      ${
        left > 0n
          ? html`<button class="quiet" name="answer" value="refund">Refund it at the provider</button>
              <button class="quiet" name="answer" value="dispute">Dispute it at the bank</button>`
          : ""
      }
      ${
        isDisputed
          ? html`<button class="quiet" name="answer" value="win">The dispute is won</button>
              <button class="quiet" name="answer" value="lose">The dispute is lost</button>`
          : ""
      }
    </form>
  `
}

function outcomeOf({ state, reason }: SandboxPayment): { readonly title: string; readonly text: string } {
  if (state === "paid") {
    return { title: "Paid in the sandbox", text: "The credits are on their way to the wallet." }
  }
  if (state === "failed" && reason !== "expired") {
    return { title: "Declined", text: "You have not been charged, and no credits were added." }
  }
  return { title: "This payment has ended", text: "You have not been charged. Begin again to add credits." }
}

function money({ currency }: PaymentOrder, amount: Micros): string {
  return formatMoney(formatAmount(amount), currency)
}
