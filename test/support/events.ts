import type { Caller } from "./client.ts"
import type { Tenant } from "./tenant.ts"
import { RECIPIENT } from "./webhooks.ts"

/** A usage event as `/v1/events` takes it; what is not given is a delivery of marketing in India. */
export interface NewEvent {
  readonly messageId: string
  readonly kind?: "sent" | "delivered" | "read" | "failed" | "received"
  /** Milliseconds since 1970. */
  readonly at: number
  readonly category?: string
  readonly type?: string
  readonly recipient?: string
  readonly authorizationId?: string
  readonly mediaType?: string
}

export interface EventsAnswer {
  readonly accepted: number
  readonly duplicates: number
  readonly suspended: number
  readonly rejected: number
  readonly charged: string
  readonly results: readonly { readonly index: number; readonly status: string; readonly reason?: string }[]
}

export function usageEvent(
  { senderId }: Pick<Tenant, "senderId">,
  { at, kind = "delivered", recipient = RECIPIENT, ...rest }: NewEvent,
): object {
  return { ...rest, senderId, kind, recipient, occurredAt: new Date(at).toISOString() }
}

/** Posts events as the partner, and expects 2xx. */
export function postEvents(
  tenant: Tenant,
  events: readonly NewEvent[],
  caller: Caller = tenant.partner,
): Promise<EventsAnswer> {
  const body = { events: events.map((event) => usageEvent(tenant, event)) }
  return caller.must<EventsAnswer>(caller.post("/v1/events", body))
}
