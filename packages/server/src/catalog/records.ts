import type { CouponTerms, Micros } from "@tollgate/engine"

/** Instants are milliseconds since 1970 UTC. A `fingerprint` is that of the body which made the record. */
export interface Made {
  readonly id: string
  readonly createdAt: number
}

export interface Partner extends Made {
  readonly name: string
  /** A disabled partner's keys and tokens are void. */
  readonly status: "active" | "disabled"
  /** Origins as browsers write them, without a trailing slash. */
  readonly allowedOrigins: readonly string[]
  /** The highest overdraft limit that the partner may give a wallet, in the wallet's currency. */
  readonly overdraftMax: Micros
  readonly supportEmail: string | null
  readonly fingerprint: string
  readonly updatedAt: number
}

export interface ApiKey extends Made {
  readonly kind: "operator" | "partner" | "wallet"
  readonly partnerId: string | null
  readonly walletId: string | null
  readonly name: string
  /** SHA-256 of the key, hex. */
  readonly hash: string
  /** The key's last four characters, so that people can tell keys apart. */
  readonly hint: string
  readonly revokedAt: number | null
}

/** What a partner's Gupshup callbacks carry. */
export interface IngestToken extends Made {
  readonly partnerId: string
  readonly name: string
  readonly hash: string
  readonly hint: string
  readonly revokedAt: number | null
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

export interface Customer extends Made {
  readonly partnerId: string
  readonly name: string
  /** An IANA zone. */
  readonly timezone: string
  /** A BCP 47 tag. */
  readonly locale: string
  readonly contact: Contact | null
  readonly billingAddress: BillingAddress | null
  readonly taxId: string | null
  /** Why the operator takes no tax of it; null = it does. */
  readonly taxExemption: string | null
  readonly fingerprint: string
  readonly updatedAt: number
}

/** Who changed what of a customer: written in the commit of the change, and kept. */
export interface CustomerChange {
  readonly id: string
  readonly customerId: string
  /** Later than that of the customer's change before. */
  readonly at: number
  readonly changedBy: ChangeMaker
  readonly changes: readonly FieldChange[]
}

/** The kind of caller and its key; of a portal token the key that made it. */
export interface ChangeMaker {
  readonly kind: "operator" | "partner" | "portal" | "wallet"
  readonly keyId: string
}

/** `field` as in `billingAddress.city`; null = was not, or is no more. */
export interface FieldChange {
  readonly field: string
  readonly from: string | null
  readonly to: string | null
}

/** Where a wallet belongs: the catalog's directory entry. Its money is in the wallet store alone. */
export interface WalletPlace {
  readonly walletId: string
  readonly customerId: string
  readonly partnerId: string
  readonly currency: string
  /** Portal tokens of a closed wallet are void. */
  readonly isClosed: boolean
  readonly createdAt: number
}

/** Which wallet pays for a sender in `[fromAt, toAt)`; kept for ever. `toAt` null = still. */
export interface Assignment {
  readonly senderId: string
  readonly walletId: string
  readonly fromAt: number
  readonly toAt: number | null
}

export interface MmLiteState {
  readonly tosAccepted: boolean
  readonly autoRouting: boolean
  readonly apiVersion: string
}

/** Everything of a sender that a PUT replaces. */
export interface SenderSettings {
  readonly phoneNumber: string
  readonly wabaId: string | null
  readonly gupshupAppId: string | null
  /** Null = the customer's. */
  readonly timezone: string | null
  readonly defaultChannel: "cloud_api" | "mm_lite"
  readonly mmLite: MmLiteState | null
  /** By cap id: decimal amounts. */
  readonly capOverrides: Readonly<Record<string, string>>
  /** What its customer calls it; absent = as it was. */
  readonly displayName?: string | null
}

export interface Sender extends Made, SenderSettings {
  readonly partnerId: string
  /** The wallet that pays now. */
  readonly walletId: string
  readonly displayName: string | null
  readonly updatedAt: number
}

/** `partnerId` null = the operator's, for every partner. A partner's own plan has a `basePlanId`. */
export interface Plan extends Made {
  readonly partnerId: string | null
  readonly basePlanId: string | null
  readonly name: string
  readonly currency: string
  readonly fingerprint: string
}

/** One immutable version; `definition` is JSON as `schemas/plan.ts` checked it. */
export interface PlanVersionRecord {
  readonly planId: string
  /** `YYYY-MM-DD`, at the sender's midnight. */
  readonly effectiveFrom: string
  readonly definition: string
  readonly fingerprint: string
  readonly createdAt: number
}

/** An imported card, immutable. `id` `meta` adds to the published cards of its currency. */
export interface RateCardRecord {
  readonly id: string
  readonly currency: string
  /** `YYYY-MM-DD`, at the sender's midnight. */
  readonly effectiveFrom: string
  /** The file as it came, decoded. */
  readonly content: string
  /** SHA-256 of `content`, hex. */
  readonly fingerprint: string
  readonly createdAt: number
}

/** A volume tier that Meta told. */
export interface ReportedTier {
  readonly wabaId: string
  readonly region: string
  readonly category: string
  /** First message number of the tier. */
  readonly from: number
  /** `YYYY-MM`. */
  readonly effectiveMonth: string
  /** Meta's `tier_update_time`, ms; of several reports the smallest. */
  readonly updatedAt: number
  /** When the first report arrived: it prices triggers handled after it. */
  readonly arrivedAt: number
}

/** An event whose sender no wallet pays for. */
export interface IntakeEvent {
  /** SHA-256 of the event, hex: told again, it finds itself. */
  readonly key: string
  /** The sender that the event names, a phone number id or an app id. */
  readonly sender: string
  /** The partner whose token brought it; null = not known. */
  readonly partnerId: string | null
  /** JSON. */
  readonly event: string
  readonly receivedAt: number
}

/** A coupon, immutable. Its code compares without case. */
export interface Coupon extends CouponTerms {
  /** As its maker wrote it. */
  readonly code: string
  /** In capitals: what codes compare by. */
  readonly codeKey: string
  readonly fingerprint: string
  readonly createdAt: number
}

/** A coupon with how often it was redeemed. */
export interface CouponUses {
  readonly coupon: Coupon
  /** By top-ups that were credited. */
  readonly confirmed: number
  /** By top-ups under way. */
  readonly reserved: number
}

/** One use of a coupon, by one top-up. */
export interface Redemption {
  readonly topUpId: string
  readonly codeKey: string
  readonly walletId: string
  readonly customerId: string
  readonly state: "reserved" | "confirmed" | "released"
  readonly bonus: Micros
  readonly bonusExpiresAt: number | null
  readonly reservedAt: number
  /** A reservation counts until then. */
  readonly lapsesAt: number
}

/** What the sandbox payment provider was asked to collect, and how it ended. */
export interface SandboxPayment extends Made {
  readonly topUpId: string
  /** `PaymentOrder` as JSON, amounts as decimal strings. */
  readonly paymentOrder: string
  readonly state: "open" | "paid" | "failed"
  /** "" unless failed. */
  readonly reason: string
  /** `SandboxBacks` as JSON: what was refunded and disputed. */
  readonly givenBack: string
  readonly updatedAt: number
}

/** A page on which anyone who has its secret pays into a wallet. */
export interface PaymentLink extends Made {
  readonly walletId: string
  /** SHA-256 of the secret in its address, hex. */
  readonly secretHash: string
  /** What its address begins with, as its maker was told: what its page leads to begins so too. "" = of before this was kept. */
  readonly origin: string
  /** Null = the payer chooses. */
  readonly amount: Micros | null
  readonly note: string | null
  readonly expiresAt: number
  /** Null = any number. */
  readonly maxPayments: number | null
  /** The number whose part is topped up; "" = the shared part. */
  readonly senderId: string
  /** Whether the payer may give a coupon. */
  readonly takesCoupon: boolean
  readonly revokedAt: number | null
}

/** A payment that was begun on a link's page. */
export interface LinkPayment {
  /** What the page's address names it by when the payer comes back. */
  readonly reference: string
  readonly linkId: string
  /** Made before the checkout begins: a payment that was cut off between is found by it. */
  readonly topUpId: string
  /** As the top-up was last seen. */
  readonly state: "starting" | "open" | "succeeded" | "failed"
  readonly startedAt: number
}
