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
    readonly balance: string
    readonly document: string
    readonly at: string
  }
  /** The button to a payment page. */
  readonly pay: string
  /** `{support}`. */
  readonly questions: string
  readonly attached: string
}
