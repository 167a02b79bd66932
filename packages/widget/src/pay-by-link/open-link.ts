import type { Summary, TopUp } from "../session/types.ts"

/** `GET /v1/pay/:secret`: what a payment link is. Amounts are decimal strings. */
export interface OpenLink {
  readonly customer: string
  readonly currency: string
  readonly timezone: string
  readonly locale: string
  /** Null = the payer chooses. */
  readonly amount: string | null
  readonly presets: readonly string[]
  readonly minTopUp: string | null
  readonly maxTopUp: string | null
  readonly takesCoupon: boolean
  readonly supportEmail: string | null
}

/** `GET /v1/pay/:secret/top-ups/:reference`: a payment on a link. */
export interface LinkPayment extends Omit<TopUp, "id" | "method" | "source"> {
  readonly reference: string
}

/** A payment as `<add-credits>` follows it: by its reference, as nobody here is told of the wallet. */
export function topUpOf({ reference, ...payment }: LinkPayment): TopUp {
  return { ...payment, id: reference, method: "checkout", source: "portal" }
}

/** A link as `<add-credits>` reads a wallet: nothing of it but its currency. */
export function summaryOf(link: OpenLink, payment: TopUp | undefined): Summary {
  const { amount, takesCoupon, currency, customer, timezone, locale, supportEmail } = link
  const limits = { minTopUp: link.minTopUp ?? "0", maxTopUp: link.maxTopUp ?? "0" }
  const { presets } = link
  return {
    wallet: { id: "link", currency, status: "active" },
    customer: { id: "", name: customer, timezone, locale, billingComplete: true },
    forecast: { dailyAverage: null, daysLeft: null },
    lastTopUp: null,
    pendingTopUps: payment === undefined ? [] : [payment],
    autoRecharge: null,
    // The page itself says that no money moves.
    checkout: { provider: "", isSandbox: false, presets, ...limits, canAutoRecharge: false },
    limits,
    support: { email: supportEmail },
    link: { amount, takesCoupon },
  } as unknown as Summary
}
