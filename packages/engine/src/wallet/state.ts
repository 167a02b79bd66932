import type { Micros } from "../money/micros.ts"
import type { Charge } from "../pricing/charge.ts"
import type { Category, Channel, MediaType, PricingType, UsageEvent } from "../pricing/usage-event.ts"
import type { JournalEntry } from "../ledger/journal-entry.ts"
import type { RollupDelta } from "../usage/rollup.ts"
import type { AutoRecharge } from "./recharge-settings.ts"
import type { TopUp } from "./top-up.ts"

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
