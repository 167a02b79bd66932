import type { Micros } from "../money/micros.ts"
import type { Posting } from "./account.ts"

export const ENTRY_KINDS = [
  "opened",
  "updated",
  "allotted",
  "authorized",
  "released",
  "expired",
  "settled",
  "topup_begun",
  "topup_ordered",
  "topup_failed",
  "topped_up",
  "recharge_set",
  "recharge_begun",
  "refund_begun",
  "recharge_rearmed",
  "refunded",
  "refund_failed",
  "disputed",
  "dispute_ended",
  "adjusted",
] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** One line of the customer's statement: what moved the balance, and how many units it stands for. */
export interface StatementLine {
  readonly group: string
  readonly label: string
  readonly quantity: number
  /** Signed micros: debits below zero. */
  readonly amount: Micros
  readonly reference?: string
}

/**
 * One command's effect on one wallet: postings that sum to zero, sealed by a hash over the entry before it.
 * Rules LED-1 to LED-5.
 */
export interface JournalEntry {
  readonly walletId: string
  /** 1 for the first entry of a wallet, then without gaps. */
  readonly sequence: number
  /** Hex of the entry before; 64 zeros for the first. */
  readonly previousHash: string
  readonly hash: string
  /** Milliseconds since 1970 UTC; never before the entry before it. */
  readonly at: number
  readonly commandId: string
  readonly kind: EntryKind
  /** Sorted by account, then sender; no zero amounts, no two of one account and sender. */
  readonly postings: readonly Posting[]
  /** SHA-256 (hex) over the canonical lines of the entry's charges, in order of their numbers. */
  readonly chargesDigest: string
  /** JSON text of `EntryFacts`, hashed as it stands. */
  readonly facts: string
  /** The wallet's balance (available + held) after this entry. */
  readonly balanceAfter: Micros
}

/** What a store notes beside an entry, to find its charges by. */
export interface ChargeSpan {
  /** Number of the last charge up to and with the entry. */
  readonly lastCharge: number
  readonly chargeCount: number
  /** Earliest and latest instant of its charges; null without charges. */
  readonly firstInstant: number | null
  readonly lastInstant: number | null
}
