/** Events that come of a row of the outbox, of which there are few. */
export const TOLD_EVENTS = [
  "balance.low",
  "balance.overdrawn",
  "balance.recovered",
  "topup.succeeded",
  "topup.failed",
  "topup.refunded",
  "topup.refund_failed",
  "topup.disputed",
  "autorecharge.succeeded",
  "autorecharge.failed",
  "autorecharge.disabled",
  "invoice.issued",
  "suspense.created",
] as const

/** Events of volume, derived from the journal while somebody asks for them by name. Rule HOOK-4. */
export const FOLLOWED_EVENTS = ["charge.created", "wallet.updated", "journal.head"] as const

/** Names that may be subscribed to already, of events that are not sent yet. */
export const COMING_EVENTS = ["spend.anomaly"] as const

export const EVENT_TYPES = [...TOLD_EVENTS, ...FOLLOWED_EVENTS, ...COMING_EVENTS] as const
export type EventType = (typeof EVENT_TYPES)[number]
export type FollowedEvent = (typeof FOLLOWED_EVENTS)[number]

/** What is sent when an owner asks whether an endpoint answers. */
export const PING_EVENT = "webhook.ping"

const FOLLOWED: ReadonlySet<string> = new Set(FOLLOWED_EVENTS)

/** Whether an endpoint with this list is told of an event. An empty list is all but those of volume. Rule HOOK-3. */
export function isSubscribed(events: readonly string[], type: string): boolean {
  return events.length === 0 ? !FOLLOWED.has(type) : events.includes(type)
}
