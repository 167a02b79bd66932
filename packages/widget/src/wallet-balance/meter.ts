import { html, nothing, type TemplateResult } from "lit"
import { micros, percentOf } from "../money/amount.ts"
import type { Wallet } from "../session/types.ts"
import type { WalletBalance } from "./wallet-balance.ts"

/** A bar of what is free, held, and used and left of the overdraft; the list of facts says the same in words. */
export function renderMeter(wallet: Wallet, _text: WalletBalance["t"]): TemplateResult | typeof nothing {
  const available = micros(wallet.available)
  const held = micros(wallet.held)
  const limit = micros(wallet.overdraftLimit)
  const used = available < 0n ? -available : 0n
  const parts = [
    ["free", available > 0n ? available : 0n],
    ["held", held],
    ["used", used],
    ["overdraft", limit > used ? limit - used : 0n],
  ] as const
  const whole = parts.reduce((sum, [, part]) => sum + part, 0n)
  if (whole === 0n) return html`<div class="meter" part="meter" aria-hidden="true"><span class="overdraft" style="flex-grow:1"></span></div>`
  return html`<div class="meter" part="meter" aria-hidden="true">
    ${parts.map(([name, part]) => (part === 0n ? nothing : html`<span class=${name} style="flex-grow:${percentOf(part, whole)}"></span>`))}
  </div>`
}
