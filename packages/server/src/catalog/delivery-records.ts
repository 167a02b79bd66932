import type { Made } from "./records.ts"

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
