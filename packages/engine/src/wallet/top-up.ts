import type { Micros } from "../money/micros.ts"

/** `refunded`: all that it credited was given back. `disputed`: a dispute is open or was lost. */
export type TopUpStatus = "pending" | "succeeded" | "failed" | "refunded" | "disputed"

/** Who began a top-up: the operator by hand, the customer in a portal or by a payment link, or auto-recharge. */
export type TopUpSource = "operator" | "portal" | "link" | "auto"

/** Parts of what was paid: the customer's money is amount + fee + tax. */
export interface PaidParts {
  /** Credit of the wallet. */
  readonly amount: Micros
  readonly fee: Micros
  readonly tax: Micros
  /** Tax inside of the price, which the customer does not pay besides. */
  readonly taxIncluded: Micros
}

/** Money of a top-up that went back, or is to. On a top-up that is not credited yet, `amount` is all of the money. */
export interface Refund extends PaidParts {
  readonly id: string
  /** `failed`: the money stayed, and what it had taken out of the wallet was put back. */
  readonly status: "pending" | "succeeded" | "failed"
  /** Who began it: the operator here, or somebody at the provider. */
  readonly origin: "operator" | "provider"
  /** Bonus credit that was taken back with it. */
  readonly bonus: Micros
  /** The provider's id, or "" while it has told none. */
  readonly providerRefundId: string
  readonly reason: string
  /** "" unless failed. */
  readonly failureReason: string
  readonly createdAt: number
  readonly updatedAt: number
}

export type DisputeState = "opened" | "won" | "lost"

/** A payment that its payer's bank asks back. On a top-up that is not credited yet, `amount` is all of the money. */
export interface Dispute extends PaidParts {
  /** The provider's. */
  readonly id: string
  /** `opened` and `lost`: the provider has taken the money; `won`: it has given it back. */
  readonly state: DisputeState
  /** Bonus credit that is held with it. */
  readonly bonus: Micros
  /** The provider's code. */
  readonly reason: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface TopUp {
  readonly id: string
  readonly method: "checkout" | "manual"
  readonly source: TopUpSource
  /** The number whose part it credits; "" = the shared part. */
  readonly senderId: string
  readonly status: TopUpStatus
  /** What is credited; the customer pays amount + fee + tax. */
  readonly amount: Micros
  readonly bonus: Micros
  /** As if it were credited when the top-up was made, until it is; null = never. */
  readonly bonusExpiresAt: number | null
  readonly fee: Micros
  readonly tax: Micros
  /** Tax inside of amount + fee, which the operator owes out of its own; 0 where tax comes on top. */
  readonly taxIncluded: Micros
  /** Credit given back by refunds that succeeded. */
  readonly refunded: Micros
  /** In the order in which they were told. */
  readonly refunds: readonly Refund[]
  readonly disputes: readonly Dispute[]
  /** A refund is pending, or a dispute is open: the provider is asked about it. */
  readonly isUnsettled: boolean
  readonly reference: string
  /** "" without one. */
  readonly couponCode: string
  readonly grantId: string
  /** "" unless failed. */
  readonly failureReason: string
  /** The payment provider with which it was ordered, its name for it, and where the customer pays; "" before. */
  readonly provider: string
  readonly providerReference: string
  /** The provider's name for the payment, by which it is refunded; "" before it was paid. */
  readonly paymentReference: string
  readonly checkoutUrl: string
  readonly createdAt: number
  readonly updatedAt: number
  /** When a pending one is given up; null = never was pending. */
  readonly expiresAt: number | null
  /** The entry that last changed it; 0 when that was before entries kept top-ups. */
  readonly sequence: number
}

/** A top-up as a command writes it: the draft fills in the rest. */
export type TopUpRow = Omit<TopUp, "isUnsettled" | "updatedAt" | "sequence">
