/** A mail as it is kept among the deliveries, written when what it tells happened. */
export interface Mail {
  readonly kind: string
  readonly toName: string
  readonly to: string
  /** Whose mail it is, before the server's address: the partner's name. */
  readonly fromName: string
  /** The partner's support address, where it has one. */
  readonly replyTo: string | null
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Attached as a PDF where the server makes them. */
  readonly invoice: { readonly issuerId: string; readonly id: string } | null
}

export interface MailAttachment {
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** A mail as it goes out. */
export interface OutgoingMail extends Omit<Mail, "kind" | "invoice"> {
  /** The same for each attempt. */
  readonly id: string
  readonly from: string
  readonly attachments: readonly MailAttachment[]
}

export type MailSent =
  | { readonly kind: "sent" }
  /** `isFinal`: trying again is of no use. The fault is a word, and says nothing of the mail. */
  | { readonly kind: "failed"; readonly fault: string; readonly isFinal: boolean; readonly status?: number }

/** The way by which mails go out. */
export interface MailTransport {
  readonly name: string
  send(mail: OutgoingMail, signal: AbortSignal): Promise<MailSent>
}

/** Deliveries of mails are of this target. */
export const MAIL_TARGET = "mail"
