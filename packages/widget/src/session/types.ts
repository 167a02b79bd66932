/** What the server answers, as far as the elements read it (`GET /openapi.json`). Amounts are decimal strings. */

export interface Wallet {
  readonly id: string
  readonly customerId: string
  readonly currency: string
  readonly status: "active" | "suspended" | "closed"
  readonly balance: string
  readonly held: string
  readonly heldMessages?: number
  readonly available: string
  readonly overdraftLimit: string
  readonly spendable: string
  readonly lowBalanceThreshold: string | null
  readonly isLow: boolean
  readonly isOverdrawn: boolean
  readonly creditName: string
  readonly timezone: string
  readonly updatedAt: string
}

export interface UsageTotals {
  readonly messages: number
  readonly sent: number
  readonly received: number
  readonly delivered: number
  readonly failed: number
  readonly paid: number
  readonly free: number
  readonly amount: string
  readonly whatsappFees: string
  readonly otherFees: string
}

export interface Contact {
  readonly name: string
  readonly email: string
  readonly phone?: string
}

export interface BillingAddress {
  readonly line1: string
  readonly line2?: string
  readonly city: string
  readonly state?: string
  readonly postalCode: string
  readonly country: string
}

export interface Customer {
  readonly id: string
  readonly name: string
  readonly timezone: string
  readonly locale: string
  readonly contact: Contact | null
  readonly billingAddress: BillingAddress | null
  readonly taxId: string | null
  readonly billingComplete?: boolean
}

export interface Sender {
  readonly id: string
  readonly phoneNumber: string
  readonly status: "connected" | "quiet"
  readonly lastMessageAt: string | null
}

export interface TopUp {
  readonly id: string
  readonly method: "checkout" | "manual"
  readonly status: "pending" | "succeeded" | "failed" | "refunded"
  readonly amount: string
  readonly bonus: string
  readonly fee: string
  readonly tax: string
  readonly total: string
  readonly createdAt: string
  readonly checkoutUrl?: string
  readonly failureReason?: string | null
  readonly expiresAt?: string | null
}

export interface AutoRecharge {
  readonly enabled: boolean
  readonly threshold: string
  readonly amount: string
  readonly monthlyLimit: string | null
  readonly state: "on" | "off" | "paused"
  readonly reason: string | null
}

/** What a checkout takes; null where the server has no payment provider. */
export interface Checkout {
  readonly provider: string
  readonly isSandbox: boolean
  readonly presets: readonly string[]
  readonly minTopUp: string
  readonly maxTopUp: string
  readonly canAutoRecharge: boolean
}

/** `GET /v1/wallets/:id/summary`. */
export interface Summary {
  readonly wallet: Wallet
  readonly customer: Customer
  readonly today: UsageTotals
  readonly month: UsageTotals
  readonly forecast: { readonly dailyAverage: string | null; readonly daysLeft: number | null }
  readonly lastTopUp: TopUp | null
  readonly pendingTopUps?: readonly TopUp[]
  readonly autoRecharge: AutoRecharge | null
  readonly checkout?: Checkout | null
  readonly senders?: { readonly total: number; readonly first: readonly Sender[] }
  readonly limits: { readonly minTopUp: string; readonly maxTopUp: string }
  readonly support: { readonly email: string | null }
}

/** What a portal token may do. */
export type Scope = "balance:read" | "usage:read" | "statement:read" | "topup:write" | "settings:write"
