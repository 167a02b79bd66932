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
  /** What invoices, or the tax on them, still need: `contact`, `billingAddress`, `billingAddress.state`. */
  readonly billingMissing?: readonly string[]
}

/** `PUT /v1/wallets/:id/billing-details`: whole, what is null is cleared. */
export type BillingDetails = Pick<Customer, "contact" | "billingAddress" | "taxId">

export interface Sender {
  readonly id: string
  readonly phoneNumber: string
  readonly status: "connected" | "quiet"
  readonly lastMessageAt: string | null
  readonly displayName?: string | null
  /** It has a part of the balance of its own. */
  readonly hasPart?: boolean
}

export interface TopUp {
  readonly id: string
  readonly method: "checkout" | "manual"
  readonly status: "pending" | "succeeded" | "failed" | "refunded" | "disputed"
  readonly amount: string
  readonly bonus: string
  readonly fee: string
  readonly tax: string
  readonly total: string
  readonly createdAt: string
  readonly checkoutUrl?: string
  readonly failureReason?: string | null
  readonly expiresAt?: string | null
  readonly source?: "operator" | "portal" | "link" | "auto"
}

/** `POST /v1/wallets/:id/top-ups/preview`: what a checkout would cost, and what its coupon would give. */
export interface TopUpPreview {
  readonly amount: string
  readonly bonus: string
  readonly fee: string
  readonly feeLabel: string | null
  readonly tax: string
  readonly taxLines: readonly {
    readonly label: string
    readonly percent: string
    readonly amount: string
    /** Inside of the other lines, rather than on top. */
    readonly isIncluded?: boolean
  }[]
  readonly taxNotes?: readonly {
    readonly code: "reverse_charge" | "export_lut" | "export_igst" | "exempt"
    readonly reference: string
  }[]
  readonly total: string
  readonly currency: string
  readonly coupon: CouponOffer | null
}

export interface CouponOffer {
  readonly code: string
  readonly status: "valid" | "unknown" | "expired" | "used_up" | "below_minimum" | "not_yours"
  readonly bonus: string
  readonly bonusExpiresAt: string | null
  readonly minTopUp: string | null
  readonly endedAt: string | null
}

/** `POST /v1/wallets/:id/payment-links`. Its address is told once only. */
export interface PaymentLink {
  readonly id: string
  readonly url?: string
  readonly amount: string | null
  readonly expiresAt: string
}

export interface AutoRecharge {
  readonly enabled: boolean
  readonly threshold: string
  readonly amount: string
  readonly monthlyLimit: string | null
  readonly state: "on" | "off" | "paused" | "awaiting_method"
  readonly reason: string | null
  /** What follows older servers do not say. */
  readonly nextAttemptAt?: string | null
  readonly maxFailures?: number
  readonly emergency?: EmergencyRecharge | null
}

/** A top-up that neither a pause nor the monthly limit holds up, while available is less than `below`. */
export interface EmergencyRecharge {
  readonly amount: string
  readonly below: string
  readonly perMonth: number
}

/** `GET /v1/wallets/:id/saved-method`: what auto-recharge charges. */
export interface SavedMethod {
  readonly type: string
  readonly brand: string
  readonly last4: string
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
  /** Of who pays by a link, and sees nothing else of the wallet. */
  readonly link?: LinkOffer
}

/** What a payment link takes. */
export interface LinkOffer {
  /** Null = the payer chooses. */
  readonly amount: string | null
  readonly takesCoupon: boolean
}

/** What a portal token may do. */
export type Scope = "balance:read" | "usage:read" | "statement:read" | "topup:write" | "settings:write"
