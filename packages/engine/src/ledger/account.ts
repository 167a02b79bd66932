import type { Micros } from "../money/micros.ts"

/**
 * The chart of accounts, one set in every wallet's journal. A positive posting on a customer account gives the
 * customer money; the operator's accounts take the other side, so that every entry sums to zero (LED-1).
 */
export const ACCOUNTS = [
  /** Posted money that no hold reserves. */
  "customer:available",
  /** Money reserved by open holds. */
  "customer:held",
  /** Money received from, or paid back to, the customer. */
  "operator:cash",
  /** What customers were charged for Meta's fees. */
  "operator:whatsapp_fees",
  /** What customers were charged by every other fee rule. */
  "operator:platform_fees",
  /** What customers paid on top for the payment itself. */
  "operator:processing_fees",
  /** Tax on top-ups, owed to the state. */
  "operator:tax",
  /** Bonus credit given away. */
  "operator:promotions",
  /** Corrections by hand. */
  "operator:adjustments",
  /** Credit that expired unspent. */
  "operator:breakage",
] as const
export type Account = (typeof ACCOUNTS)[number]

/** One signed amount on one account; `sender` names the part of the wallet that is allotted to a number. */
export interface Posting {
  readonly account: Account
  readonly sender?: string
  readonly amount: Micros
}

/** The key of an account's balance: `customer:available`, or `customer:available@<sender>` for an allotted part. */
export function accountKey(account: Account, sender: string | undefined): string {
  return sender === undefined ? account : `${account}@${sender}`
}
