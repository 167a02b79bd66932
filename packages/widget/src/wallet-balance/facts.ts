import { html, nothing, type TemplateResult } from "lit"
import { micros } from "../money/amount.ts"
import type { Formats } from "../money/formats.ts"
import type { Summary } from "../session/types.ts"
import type { WalletBalance } from "./wallet-balance.ts"

type Text = WalletBalance["t"]
type Value = string | TemplateResult | typeof nothing

/** What stands below the balance: where the money is, then who and what the wallet is. Rule UI-BAL-3. */
export function renderFacts(summary: Summary, text: Text, formats: Formats): TemplateResult {
  return html`<dl>${moneyFacts(summary, text, formats)}</dl>
    <dl class="facts" part="facts">${walletFacts(summary, text, formats)}</dl>`
}

function fact(name: string, value: Value, note: Value = nothing): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd class="number">${value}${note === nothing ? nothing : html`<span class="muted small">${note}</span>`}</dd>
  </div>`
}

function moneyFacts({ wallet, forecast }: Summary, text: Text, formats: Formats): TemplateResult[] {
  const money = (amount: string): string => formats.money(amount, "balance")
  const { held, heldMessages, spendable, available, overdraftLimit } = wallet
  const facts = [
    fact(text("spendable"), money(spendable)),
    fact(
      text("held"),
      money(held),
      heldMessages !== undefined && heldMessages > 0 ? text("heldFor", { count: heldMessages }) : nothing,
    ),
  ]
  if (micros(overdraftLimit) > 0n) {
    const left = micros(available) < 0n ? (micros(spendable) > 0n ? spendable : "0") : overdraftLimit
    facts.push(fact(text("overdraft"), money(overdraftLimit), text("overdraftLeft", { left: money(left), limit: money(overdraftLimit) })))
  }
  const { daysLeft, dailyAverage } = forecast
  if (daysLeft !== null && dailyAverage !== null) {
    facts.push(fact(text("pace"), text("daysShort", { count: daysLeft }), text("daysLeft", { count: daysLeft, average: formats.money(dailyAverage) })))
  }
  return facts
}

function walletFacts({ customer, lastTopUp, pendingTopUps, senders, autoRecharge, support }: Summary, text: Text, formats: Formats): TemplateResult[] {
  const money = (amount: string): string => formats.money(amount)
  const [sender] = senders?.first ?? []
  const facts = [
    fact(
      text("lastTopUp"),
      lastTopUp === null ? text("noTopUp") : money(lastTopUp.amount),
      pendingTopUps?.[0] !== undefined
        ? text("pending", { amount: money(pendingTopUps[0].amount) })
        : lastTopUp === null ? nothing : formats.date(lastTopUp.createdAt, { dateStyle: "medium" }),
    ),
  ]
  if (autoRecharge !== null) {
    const { state, amount, threshold } = autoRecharge
    facts.push(
      fact(
        text("recharge"),
        html`<span class="badge ${state === "on" ? "success" : state === "paused" ? "warning" : "hollow"}"
          >${state === "on" ? text("rechargeOn", { amount: money(amount), threshold: money(threshold) }) : text(state === "paused" ? "rechargePaused" : "rechargeOff")}</span
        >`,
      ),
    )
  }
  if (senders !== undefined) {
    const more = senders.total > 1 ? ` ${text("moreNumbers", { count: senders.total - 1 })}` : ""
    facts.push(
      sender === undefined
        ? fact(text("number"), text("noNumber"))
        : fact(
            text("number"),
            html`<bdi dir="ltr">${formatPhone(sender.phoneNumber)}</bdi>${more}`,
            html`<span class="badge ${sender.status === "connected" ? "success" : "hollow"}">${text(sender.status)}</span>`,
          ),
    )
  }
  facts.push(fact(text("customerId"), html`<bdi dir="ltr">${customer.id}</bdi>`))
  if (support.email !== null) facts.push(fact(text("support"), html`<a href="mailto:${support.email}">${support.email}</a>`))
  return facts
}

/** Digits as the phone network writes them: `+919876543210`. */
function formatPhone(digits: string): string {
  return digits.startsWith("+") ? digits : `+${digits}`
}
