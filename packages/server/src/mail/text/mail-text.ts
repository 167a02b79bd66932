import type { RechargeAction } from "@tollgate/engine"

/** What a mail says: `{name}` is filled in. The facts below it are a list of their own. */
export interface MailWords {
  readonly subject: string
  readonly body: string
}

export const MAIL_KINDS = [
  "receipt",
  "refund",
  "topUpFailed",
  "rechargeFailed",
  "rechargeStopped",
  "lowBalance",
  "overdrawn",
] as const
export type MailKind = (typeof MAIL_KINDS)[number]

export const RECHARGE_REASONS = [
  "declined",
  "authentication_required",
  "insufficient_funds",
  "expired_card",
  "no_saved_method",
  "billing_details_needed",
  "disputed",
] as const
export type RechargeReason = (typeof RECHARGE_REASONS)[number]

/**
 * The mails in one language. Filled in: `{amount}`, `{balance}`, `{wallet}`, `{number}` (of the invoice or credit note),
 * `{partner}`.
 */
export interface MailText {
  readonly direction: "ltr" | "rtl"
  readonly greeting: string
  readonly mails: Readonly<Record<MailKind, MailWords>>
  readonly labels: {
    readonly wallet: string
    readonly amount: string
    readonly total: string
    readonly paidBack: string
    readonly balance: string
    readonly document: string
    readonly at: string
  }
  /** Of auto-recharge that failed: labels, why, and what is to be done. */
  readonly recharge: {
    readonly reason: string
    readonly nextAttempt: string
    readonly failuresLeft: string
    readonly reasons: Readonly<Record<RechargeReason, string>>
    readonly actions: Readonly<Record<RechargeAction, string>>
  }
  /** The button to a payment page. */
  readonly pay: string
  /** `{support}`. */
  readonly questions: string
  readonly attached: string
}
