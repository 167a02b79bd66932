import { html, nothing, type TemplateResult } from "lit"
import { micros } from "../money/amount.ts"
import type { Wallet } from "../session/types.ts"

/** A bar of what is free, held, and used and left of the overdraft; the facts say the same in words. */
export function renderMeter({ available, held, overdraftLimit }: Wallet): TemplateResult {
  const free = micros(available)
  const limit = micros(overdraftLimit)
  const parts = { free, held: micros(held), used: -free, overdraft: free < 0n ? limit + free : limit }
  const bars = Object.entries(parts).map(([name, part]) =>
    // The length of a bar is the one place where precision may go.
    part > 0n ? html`<span class=${name} .style=${`flex-grow:${Number(part)}`}></span>` : nothing,
  )
  return html`<div class="meter" part="meter" aria-hidden="true">${bars}</div>`
}
