import type { Category, UsageEvent } from "@tollgate/engine"

/** Who sent or received the message, as the webhook names it; the intake finds the sender and its wallet. */
export type IngestSender = { readonly phoneNumberId: string } | { readonly gupshupAppId: string }

/** A usage event whose sender is not resolved yet. `path` is where in the body it was told: `entry[0].changes[0].value.statuses[2]`. */
export type IngestEvent = Omit<UsageEvent, "senderId"> & {
  readonly sender: IngestSender
  readonly path: string
}

/** Meta moved an account to another volume tier of one market and category, for the rest of a month. */
export interface TierUpdate {
  /** Absent only in Gupshup's v2 form, which has `gupshupAppId` instead. */
  readonly wabaId?: string
  readonly gupshupAppId?: string
  /** The market as the webhook spells it: `India`, or Gupshup's `INDIA`. */
  readonly region: string
  readonly category: Category
  /** Number of the month's first and last message in the tier, both inclusive; without `to` it is open. */
  readonly from: number
  readonly to?: number
  /** `2025-11`, in the account's time zone. */
  readonly effectiveMonth: string
  /** Milliseconds since 1970 UTC: Meta's `tier_update_time`. */
  readonly updatedAt: number
}

/** An element that lacks what makes it an event; the rest of its body is read all the same. */
export interface RejectedElement {
  readonly path: string
  readonly message: string
}

/** What a webhook body says, in the body's order. Nothing in it is deduplicated: that is the wallet's work. */
export interface WebhookReading {
  readonly events: readonly IngestEvent[]
  readonly tierUpdates: readonly TierUpdate[]
  readonly rejected: readonly RejectedElement[]
  /** Changes and elements that are understood and say nothing about money. */
  readonly ignored: number
}

/** A reading under construction; readers of elements push to it. */
export interface ReadingDraft {
  readonly events: IngestEvent[]
  readonly tierUpdates: TierUpdate[]
  readonly rejected: RejectedElement[]
  ignored: number
}

export function emptyReading(): ReadingDraft {
  return { events: [], tierUpdates: [], rejected: [], ignored: 0 }
}
