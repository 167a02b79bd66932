import type { CouponTerms, Micros } from "@tollgate/engine"
import type { PlaceOfSupply, TaxNote } from "../tax/decide-tax.ts"

/** Instants are milliseconds since 1970 UTC. A `fingerprint` is that of the body which made the record. */
interface Made {
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

/** Who issues, as an invoice says it. */
export interface InvoiceIssuer {
  readonly name: string
  readonly legalName: string | null
  readonly address: BillingAddress | null
  readonly taxId: string | null
  /** In whose years the numbers count. */
  readonly timezone: string
}

/** To whom, as an invoice says it. */
export type InvoiceCustomer = Pick<
  Customer,
  "id" | "name" | "contact" | "billingAddress" | "taxId" | "locale" | "timezone"
>

export interface InvoiceLine {
  readonly kind: "credits" | "fee" | "tax"
  readonly label: string
  /** Of a tax; null where the percentage is not known. */
  readonly percent: string | null
  /** Decimal. */
  readonly amount: string
  /** A tax that is inside of the other lines, rather than on top; absent = on top. */
  readonly isIncluded?: boolean
}

/** Why a tax is not there, or whose it is, in words; `code` is what the words are made from. */
export interface InvoiceTaxNote {
  readonly code: TaxNote["code"]
  readonly text: string
}

/** What an invoice or a credit note says, frozen when it is issued. Amounts are decimal strings, above zero on both. */
export interface InvoiceContent {
  readonly currency: string
  readonly issuer: InvoiceIssuer
  readonly customer: InvoiceCustomer
  readonly lines: readonly InvoiceLine[]
  /** Without tax. */
  readonly subtotal: string
  /** All of it, included or on top. */
  readonly tax: string
  readonly total: string
  /** These three are absent on what was issued before there were. */
  readonly taxNotes?: readonly InvoiceTaxNote[]
  readonly placeOfSupply?: PlaceOfSupply | null
  /** HSN or SAC code of what was sold. */
  readonly serviceCode?: string | null
  /** Credits on top, which nobody paid. */
  readonly bonus: string
  readonly method: "checkout" | "manual"
  readonly source: "operator" | "portal" | "link" | "auto"
  readonly reference: string
}

/** An invoice for a top-up, or a credit note for a refund of one. It never changes. */
export interface Invoice {
  readonly id: string
  /** The partner. */
  readonly issuerId: string
  /** What its number begins with. An issuer that changes it begins a series. */
  readonly series: string
  /** The issuer's local one. */
  readonly year: number
  /** 1, 2, 3... within the year of the series. */
  readonly sequence: number
  /** As people read it: `INV-2026-000001`. */
  readonly number: string
  readonly kind: "invoice" | "credit_note"
  readonly walletId: string
  readonly topUpId: string
  /** The invoice that a credit note corrects; null on an invoice. */
  readonly correctsId: string | null
  readonly content: InvoiceContent
  readonly issuedAt: number
}

/** What fee and tax of a top-up consist of, as they were when it was priced. */
export interface TopUpPriceLines {
  readonly topUpId: string
  readonly walletId: string
  /** Null when there is no fee. */
  readonly feeLabel: string | null
  readonly taxLines: readonly {
    readonly label: string
    readonly percent: string
    readonly amount: string
    readonly isIncluded?: boolean
  }[]
  /** How the sale was taxed besides; null of before this was kept. */
  readonly treatment: TaxTreatment | null
}

/** What an invoice says of a sale's taxes besides their lines. */
export interface TaxTreatment {
  readonly taxNotes: readonly TaxNote[]
  readonly placeOfSupply: PlaceOfSupply | null
  readonly serviceCode: string | null
}

/** Where webhooks go. One that was deleted stays, so that its deliveries can be read. */
export interface WebhookEndpoint extends Made {
  /** The partner whose events come here; "" = the operator's, to which those of all partners come. */
  readonly ownerId: string
  readonly url: string
  /** Sorted names of events; none = all but those of volume (`HOOK-3`). */
  readonly events: readonly string[]
  readonly description: string
  readonly status: "enabled" | "disabled" | "deleted"
  /** Why it is disabled: by whoever owns it, because it answered 410, or because it failed for days; "" while it is not. */
  readonly disabledReason: "" | "owner" | "gone" | "failing"
  /** Since when no delivery has succeeded; null after one that did. */
  readonly failingSince: number | null
  readonly updatedAt: number
}

/** A webhook to one endpoint or one mail, from when it is known until it is tidied away. */
export interface Delivery extends Made {
  readonly ownerId: string
  readonly kind: "webhook" | "mail"
  /** The endpoint's id, or `mail`: deliveries of one target wait for each other only. */
  readonly target: string
  /** The same for every endpoint that is told of the same thing. */
  readonly eventId: string
  readonly topic: string
  /** "" where it is about none. */
  readonly walletId: string
  readonly customerId: string
  /** The webhook's body as it is signed, or a mail (`mail/mail.ts`) as JSON. */
  readonly body: string
  /** `kept` = a mail that nothing sends, as no way to send was configured. */
  readonly status: "pending" | "delivered" | "dead" | "kept"
  readonly attempts: number
  /** When it is tried next, or may be again because whoever claimed it is gone. */
  readonly dueAt: number
  /** Of the attempt that is under way. */
  readonly claim: string
  /** Of the last attempt: HTTP status (0 = none), the beginning of the answer, and the fault in one word. */
  readonly responseStatus: number
  readonly response: string
  readonly fault: string
  readonly updatedAt: number
}

/** How far the journal of a wallet was told to those who asked for it (`HOOK-4`). */
export interface JournalCursor {
  readonly ownerId: string
  readonly topic: string
  readonly walletId: string
  readonly number: number
  readonly at: number
}
