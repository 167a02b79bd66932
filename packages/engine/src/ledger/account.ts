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
  /** Credit of disputed payments: still the customer's, not spendable, and no part of the balance. */
  "customer:disputed",
  /** Money that the operator received itself from the customer, or paid back. */
  "operator:cash",
  /** Money that a payment provider collected, and has not paid back. */
  "operator:processor",
  /** Refunds on their way: what has left the wallet, and the provider has yet to pay back. */
  "operator:refunds_due",
  /** What the provider keeps back for disputed payments. */
  "operator:disputed",
  /** What customers were charged for Meta's fees. */
  "operator:whatsapp_fees",
  /** What customers were charged by every other fee rule. */
  "operator:platform_fees",
  /** What customers paid on top for the payment itself. */
  "operator:processing_fees",
  /** Tax on top-ups, owed to the state. */
  "operator:tax",
  /** Tax inside of prices: what the operator owes of its own money. */
  "operator:tax_included",
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
