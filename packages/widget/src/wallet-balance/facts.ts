import { html, nothing, type TemplateResult } from "lit"
import type { Formats } from "../money/formats.ts"
import type { Summary } from "../session/types.ts"
import type { WalletBalance } from "./wallet-balance.ts"

type Value = string | TemplateResult | typeof nothing | null

/** What words and numbers the facts are told in; `lasts` is how long the balance does, or "". */
export interface FactWords {
  readonly t: WalletBalance["t"]
  readonly formats: Formats
  readonly lasts: string
}

/** What stands below the balance: where the money is, then who and what the wallet is. Rule UI-BAL-3. */
export function renderFacts(summary: Summary, { t, formats, lasts }: FactWords): TemplateResult {
  const { wallet, forecast, customer, lastTopUp, pendingTopUps, senders, autoRecharge, support } = summary
  const money = (amount: string): string => formats.money(amount, "balance")
  const badge = (tone: string, text: string): TemplateResult =>
    html`<span class="badge ${tone}">${text}</span>`
  const fact = (name: Parameters<typeof t>[0], value: Value, note: Value = nothing): TemplateResult =>
    html`<div>
      <dt>${t(name)}</dt>
      <dd class="number">${value}<span class="muted small">${note}</span></dd>
    </div>`
  const code = (text: string): TemplateResult => html`<bdi dir="ltr">${text}</bdi>`

  const { overdraftLimit, spendable, available, heldMessages } = wallet
  const isUsed = available.startsWith("-")
  const left = isUsed ? (spendable.startsWith("-") ? "0" : spendable) : overdraftLimit
  const pending = pendingTopUps?.[0]
  const sender = senders?.first[0]
  const state = autoRecharge?.state
  return html`<dl>
      ${fact("spendable", money(spendable))}
      ${fact("held", money(wallet.held), heldMessages ? t("heldFor", { count: heldMessages }) : nothing)}
      ${overdraftLimit === "0" ? nothing : fact("overdraft", isUsed ? t("used", { used: money(available.slice(1)), limit: money(overdraftLimit) }) : money(overdraftLimit), t("left", { amount: money(left) }))}
      ${lasts === "" ? nothing : fact("pace", lasts, t("aDay", { amount: formats.money(forecast.dailyAverage ?? "0") }))}
    </dl>
    <dl class="facts" part="facts">
      ${fact(
        "lastTopUp",
        lastTopUp === null ? t("none") : formats.money(lastTopUp.amount),
        pending !== undefined
          ? t("pending", { amount: formats.money(pending.amount) })
          : lastTopUp && formats.date(lastTopUp.createdAt, { dateStyle: "medium" }),
      )}
      ${
        autoRecharge === null
          ? nothing
          : fact(
              "recharge",
              badge(
                state === "on" ? "success" : state === "paused" ? "warning" : "hollow",
                t(`recharge_${autoRecharge.state}`),
              ),
              state === "off"
                ? nothing
                : t("rechargeNote", {
                    amount: money(autoRecharge.amount),
                    threshold: money(autoRecharge.threshold),
                  }),
            )
      }
      ${
        senders === undefined
          ? nothing
          : sender === undefined
            ? fact("number", t("none"))
            : fact(
                "number",
                html`${code(`+${sender.phoneNumber.replace("+", "")}`)}
                ${senders.total > 1 ? t("more", { count: senders.total - 1 }) : nothing}`,
                badge(sender.status === "connected" ? "success" : "hollow", t(sender.status)),
              )
      }
      ${fact("customerId", code(customer.id))}
      ${support.email === null ? nothing : fact("support", html`<a href="mailto:${support.email}">${support.email}</a>`)}
    </dl>`
}
