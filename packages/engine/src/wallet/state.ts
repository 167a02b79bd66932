import type { Micros } from "../money/micros.ts"
import type { Charge } from "../pricing/charge.ts"
import type { Category, Channel, MediaType, PricingType, UsageEvent } from "../pricing/usage-event.ts"
import type { JournalEntry } from "../ledger/journal-entry.ts"
import type { RollupDelta } from "../usage/rollup.ts"

export type WalletStatus = "active" | "suspended" | "closed"

/** The wallet's own row. Money is micros of `currency`. */
export interface Wallet {
  readonly id: string
  readonly customerId: string
  readonly currency: string
  readonly status: WalletStatus
  readonly planId: string
  /** available + held, over the shared part and every allotted one. */
  readonly balance: Micros
  readonly held: Micros
  /** 0 or more: how far below zero authorizations may go. */
  readonly overdraftLimit: Micros
  readonly lowBalanceThreshold: Micros | null
  readonly creditName: string
  /** Of the last journal entry. */
  readonly sequence: number
  readonly head: string
  readonly lastEntryAt: number
  /** Number of the last charge. */
  readonly lastCharge: number
  /** Hex, 32 bytes: keys the HMAC that stands for recipients in the ledger. */
  readonly recipientKey: string
  /** The earliest instant at which a hold or grant may fall due; null when none is open. May be early, never late. */
  readonly nextDueAt: number | null
  /** The zone that day and month rollups were built in. */
  readonly rollupZone: string
  /** Null = never set. */
  readonly recharge: AutoRecharge | null
  /** The disputes that suspended it, as `topUpId disputeId`; none when it is active, or was suspended by hand. */
  readonly suspendedBy: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** When a top-up is made by itself, to what the customer agreed, and how it stands. */
export interface AutoRecharge {
  readonly enabled: boolean
  readonly threshold: Micros
  /** What each top-up credits; above zero. */
  readonly amount: Micros
  /** Most that its top-ups credit in a calendar month of the customer's; null = no limit. */
  readonly monthlyLimit: Micros | null
  /** Who set it, as the host names callers, and when. */
  readonly setBy: string
  readonly setAt: number
  /** Its top-up that is under way, or "". */
  readonly pendingId: string
  /** In a row, since it was set or last succeeded. */
  readonly failures: number
  /** No top-up is made before this instant, an emergency's aside; null = not paused. */
  readonly pausedUntil: number | null
  /** Why the last one failed, or "". */
  readonly reason: string
  /** The month that `credited` counts, and what its top-ups of that month credit, pending ones too. */
  readonly month: number
  readonly credited: Micros
  /** So many failures in a row turn it off. */
  readonly maxFailures: number
  /** None is made until a checkout was paid: nothing is kept that could be charged. */
  readonly isAwaitingMethod: boolean
  /** Null = none. */
  readonly emergency: EmergencyTerms | null
  /** It outlasts the terms: agreeing anew gives no more emergencies. */
  readonly emergencyUse: EmergencyUse
  /** Given last; null where it was set before consents were kept. */
  readonly consent: RechargeConsent | null
  readonly emergencyConsent: RechargeConsent | null
  /** The last entry that recorded a consent of either kind; 0 = none. */
  readonly consentSequence: number
}

/** A top-up that neither a pause nor the monthly limit holds up, when available falls below `below`. */
export interface EmergencyTerms {
  readonly amount: Micros
  readonly below: Micros
  /** Most of them in a calendar month of the customer's. */
  readonly perMonth: number
}

export interface EmergencyUse {
  /** One was made since available fell below. */
  readonly isUsed: boolean
  /** The customer's day of the last one; 0 = never. */
  readonly day: number
  /** The month that `count` counts. */
  readonly month: number
  readonly count: number
}

/**
 * Whose word a consent is: `explicit` came with the text that was accepted; `request` is the customer's own request
 * without one; `vouched` is an operator's or partner's request without one.
 */
export const CONSENT_BASES = ["explicit", "request", "vouched"] as const
export type ConsentBasis = (typeof CONSENT_BASES)[number]

/** The text that was accepted, and by whom. */
export interface GivenConsent {
  readonly textId: string
  /** A BCP 47 tag. */
  readonly locale: string
  /** As the page knows the person; "" = not told. */
  readonly acceptedBy: string
  readonly basis: ConsentBasis
}

/** A consent as it was recorded, with the settings that it covers. */
export interface RechargeConsent extends GivenConsent {
  readonly covers: "recharge" | "emergency"
  /** Who brought it, as the host names callers, and when. */
  readonly by: string
  readonly at: number
  readonly currency: string
  readonly amount: Micros
  /** The threshold; of an emergency what it calls `below`. */
  readonly threshold: Micros
  /** Null = no limit; also of an emergency. */
  readonly monthlyLimit: Micros | null
  /** Of an emergency, else 0. */
  readonly perMonth: number
  /** The entry that recorded it, and the one that recorded the consent before; 0 = there was none. */
  readonly sequence: number
  readonly previous: number
}

export type GrantKind = "paid" | "promotional"

/** A lot of credit. Open grants sum to the balance, or to zero while the wallet is overdrawn (GRANT-2). */
export interface Grant {
  readonly id: string
  readonly kind: GrantKind
  readonly amount: Micros
  readonly remaining: Micros
  /** Lower burns first. */
  readonly priority: number
  readonly expiresAt: number | null
  readonly createdAt: number
  /** The entry that made it; the older burns first. */
  readonly sequence: number
  /** The top-up, adjustment or correction that it came from. */
  readonly source: string
}

export type HoldState = "open" | "captured" | "released" | "expired"

/** Units of a hold that cost the same. */
export interface HoldLine {
  readonly market: string
  readonly category: Category
  readonly channel: Channel
  readonly count: number
  /** Units not yet captured, failed or released. */
  readonly remaining: number
  readonly unitAmount: Micros
  /** The allowance counter of which each unit reserves one, or null. */
  readonly reserves: readonly [month: number, key: string] | null
  /** The message that this line is for, or "". */
  readonly messageId: string
}

/** An authorization's reservation. */
export interface Hold {
  readonly id: string
  readonly senderId: string
  readonly state: HoldState
  readonly lines: readonly HoldLine[]
  /** Micros still reserved out of the sender's own part and out of the shared part. */
  readonly heldOwn: Micros
  readonly heldShared: Micros
  readonly createdAt: number
  readonly expiresAt: number
  /** SHA-256 (hex) of the request, so that the same id with another body is seen. */
  readonly fingerprint: string
}

/** How many units of an allowance, micros of a cap or messages of a tier a month has seen. Safe integers. */
export interface Counter {
  /** year * 12 + (month - 1), in the zone that the counter goes by. */
  readonly month: number
  readonly key: string
  readonly used: number
  /** Units that open holds reserve. */
  readonly reserved: number
}

/** Bits of `MessageRecord.flags`; the first four are the triggers handled. */
export const FLAG = {
  sent: 1,
  received: 2,
  delivered: 4,
  failed: 8,
  read: 16,
  /** `sent` was handled before any category was known: rules that ask for one are still open (PLAN-8). */
  sentUncategorised: 32,
  /** Delivered free on the word of the API alone (FACT-3). */
  provisional: 64,
  /** Its unit of the hold was captured or freed. */
  holdDone: 128,
  /** Delivered with a WhatsApp fee. */
  paid: 256,
  /** Turned out to be another record's message: kept for its ids, shown nowhere (EVT-3). */
  merged: 512,
  /** `market` was told, and holds at every instant; otherwise it is where the last charge placed it. */
  marketTold: 1024,
} as const

/** What is known of one message and recipient: the dedupe, kept `MESSAGE_MEMORY_MS`. */
export interface MessageRecord {
  /** First 52 bits of SHA-256 of `messageId`, as a safe integer. */
  readonly hash: number
  readonly messageId: string
  readonly recipientRef: string
  /** "" once erased. */
  readonly recipient: string
  readonly senderId: string
  readonly flags: number
  readonly category: Category | ""
  readonly type: PricingType | ""
  readonly channel: Channel | ""
  readonly mediaType: MediaType | ""
  readonly market: string
  readonly isGroup: boolean
  /** 1 + index in AUTHORITIES of who told category and type; 0 while nobody did. */
  readonly factAuthority: number
  /** Instant of the first event. */
  readonly occurredAt: number
  /** Instant of the first known delivery, handled or suspended; 0 while unknown. */
  readonly deliveredAt: number
  readonly updatedAt: number
  readonly holdId: string
  /** Numbers of its charges. */
  readonly charges: readonly number[]
  /** Micros of its charges in total. */
  readonly amount: number
  /** Events of it that wait in suspense. */
  readonly suspended: number
}

/** Another id of a message: the first seen is canonical. */
export interface MessageAlias {
  readonly hash: number
  readonly aliasId: string
  readonly recipientRef: string
  readonly canonicalId: string
}

/** What one sender and one user have open between them, by our own clock. Instants in ms; 0 = never. */
export interface ContactWindow {
  readonly senderId: string
  readonly recipientRef: string
  /** Customer service window `[serviceFrom, serviceUntil)`. */
  readonly serviceFrom: number
  readonly serviceUntil: number
  /** An answer before this opens the free entry window. */
  readonly entryOfferedUntil: number
  readonly entryFrom: number
  readonly entryUntil: number
  /** Conversation-based billing: the open conversation of each category, `[from, until)`. */
  readonly conversations: Readonly<Partial<Record<Category, readonly [number, number]>>>
}

/** A part of the balance for one number. */
export interface Allotment {
  readonly senderId: string
  /** As last set; what is left of it is the balance of its accounts. */
  readonly amount: Micros
  readonly mayUseShared: boolean
}

export const SUSPENSE_REASONS = [
  "unknown_sender",
  "unknown_market",
  "unknown_category",
  "no_rate",
  "no_rate_card",
  "rate_card_outdated",
  "no_plan_version",
  "out_of_range",
  "currency_mismatch",
  "fact_conflict",
] as const
export type SuspenseReason = (typeof SUSPENSE_REASONS)[number]

/** An event that cannot be rated yet. */
export interface SuspendedEvent {
  /** Message id, recipientRef and kind: the same event told again finds itself. */
  readonly key: string
  readonly hash: number
  readonly reason: SuspenseReason
  readonly event: UsageEvent
  readonly receivedAt: number
}

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

/** A message for the outside world, written in the same commit and delivered after it. */
export interface OutboxRow {
  /** `walletId:commandId:n`. */
  readonly id: string
  readonly topic:
    | "balance.low"
    | "balance.overdrawn"
    | "balance.recovered"
    | "topup.succeeded"
    | "topup.failed"
    | "topup.refunded"
    | "topup.refund_failed"
    | "topup.disputed"
    | "refund.due"
    | "autorecharge.due"
    | "autorecharge.succeeded"
    | "autorecharge.failed"
    | "autorecharge.disabled"
    | "suspense.created"
  readonly at: number
  readonly payload: Readonly<Record<string, string | number | boolean | null>>
}

/**
 * The part of a wallet that one command touches, as the store loaded it by `Names`.
 * `accounts` (by `accountKey`), `grants` (open ones), `allotments` are whole; the rest is what was named.
 */
export interface WalletState {
  readonly wallet: Wallet
  readonly accounts: ReadonlyMap<string, Micros>
  readonly grants: readonly Grant[]
  readonly allotments: readonly Allotment[]
  /** Holds by id: the ones named, those that the named messages carry, and those due. */
  readonly holds: ReadonlyMap<string, Hold>
  /** Earliest expiry of an open hold that is not loaded as due; null when there is none. Only told when something is due by `dueBy`. */
  readonly nextHoldExpiryAt: number | null
  /** As they were named. */
  readonly dueBy: number
  readonly dueLimit: number
  /** Hold ids by message id, for ids that an authorization listed. */
  readonly holdsByMessage: ReadonlyMap<string, string>
  /** All counters of the months named, by `counterKey`. */
  readonly counters: ReadonlyMap<string, Counter>
  /** The months that were named: a counter of another month is not known here. */
  readonly months: ReadonlySet<number>
  /** By hash: every recipient's record under that hash. */
  readonly messages: ReadonlyMap<number, readonly MessageRecord[]>
  readonly aliases: ReadonlyMap<number, readonly MessageAlias[]>
  /** By `windowKey`. */
  readonly windows: ReadonlyMap<string, ContactWindow>
  /** Suspended events of the named messages, or the page that a retry asked for. */
  readonly suspended: readonly SuspendedEvent[]
  readonly topUps: ReadonlyMap<string, TopUp>
}

/** What a command needs loaded. Everything is optional: empty means none. */
export interface Names {
  /** Message ids (all of an event's); what they are aliases of is loaded too, through every link. */
  readonly messageIds?: readonly string[]
  /** Pairs `[senderId, recipientRef]`. */
  readonly windows?: readonly (readonly [senderId: string, recipientRef: string])[]
  readonly holdIds?: readonly string[]
  readonly months?: readonly number[]
  readonly topUpIds?: readonly string[]
  /** Up to this many suspended events, oldest first, after the key given. */
  readonly suspendedPage?: {
    readonly limit: number
    readonly after?: string
    readonly keys?: readonly string[]
  }
  /** Load the holds that fall due by this instant, the soonest first. */
  readonly dueBy: number
  /** At most so many of them; absent = `DUE_HOLDS_LIMIT_DEFAULT`. A command that meets more asks for them. */
  readonly dueLimit?: number
}

/** Rows to write, as they are after the command. The store knows no rules: it persists these in one commit. */
export interface Changes {
  /** Absent when nothing of the wallet's own row changed. */
  readonly wallet?: Wallet
  readonly entries: readonly JournalEntry[]
  readonly charges: readonly Charge[]
  readonly accounts: readonly (readonly [key: string, balance: Micros])[]
  readonly grants: readonly Grant[]
  readonly allotments?: readonly Allotment[]
  readonly holds: readonly Hold[]
  readonly holdsByMessage: readonly (readonly [messageId: string, holdId: string])[]
  readonly counters: readonly Counter[]
  readonly messages: readonly MessageRecord[]
  readonly aliases: readonly MessageAlias[]
  readonly windows: readonly ContactWindow[]
  readonly suspendedPut: readonly SuspendedEvent[]
  readonly suspendedDrop: readonly string[]
  readonly topUps: readonly TopUp[]
  /** To be added to what is stored. */
  readonly rollups: readonly RollupDelta[]
  readonly outbox: readonly OutboxRow[]
}

/**
 * What a decision returns to the store: the answer, and what to write (nothing for a refusal or a replay); or what
 * must be loaded besides (all names anew) before it can decide: the store loads and asks again, in the same transaction.
 */
export type Decision<T> = Decided<T> | NeedsMore

export interface Decided<T> {
  readonly answer: T
  readonly changes?: Changes
  /** False when the answer is not kept for a replay of the request. */
  readonly keep?: boolean
}

export interface NeedsMore {
  readonly more: Names
}

export function counterKey(month: number, key: string): string {
  return `${month}|${key}`
}

export function windowKey(senderId: string, recipientRef: string): string {
  return `${senderId}|${recipientRef}`
}

/** How long a message is remembered, and how far back an event may lie. */
export const MESSAGE_MEMORY_MS: number = 400 * 86_400_000
/** How far ahead of the clock an event may lie. */
export const EVENT_AHEAD_MAX_MS: number = 30 * 86_400_000
/** How many due holds are loaded at first. */
export const DUE_HOLDS_LIMIT_DEFAULT = 500
