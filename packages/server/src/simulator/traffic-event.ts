import type { Failure, InboundType, OutboundKind, RecipientRange } from "./traffic-mix.ts"

/** A number that sends. */
export interface TrafficSender {
  /** Meta's phone number id. */
  readonly id: string
  /** Digits without `+`. */
  readonly phoneNumber: string
  readonly wabaId?: string
  /** Without one, Gupshup tells nothing of it. */
  readonly gupshupAppId?: string
  /** Where its messages go; else `RECIPIENT_RANGES`. */
  readonly ranges?: readonly RecipientRange[]
}

export type Provider = "meta" | "gupshup"

/** What Meta says that a message is. */
export type Pricing = Pick<OutboundKind, "category" | "type">

interface EventBase {
  readonly messageId: string
  /** Gupshup's id of the same message, in what Gupshup tells. */
  readonly gupshupId: string
  /** Digits without `+`. */
  readonly recipient: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly provider: Provider
  /** What the business gave with the message: a hold's id, where there is one. */
  readonly callbackData?: string
}

/** One thing to be told about one message, by one provider. */
export type TrafficEvent = EventBase &
  (
    | { readonly kind: "sent" | "delivered" | "read"; readonly pricing?: Pricing }
    | { readonly kind: "failed"; readonly failure: Failure }
    | { readonly kind: "received"; readonly type: InboundType; readonly isReferral: boolean }
    | { readonly kind: "billing"; readonly pricing: Pricing; readonly source: "whatsapp" | "gupshup" }
  )

/** An event, and when its webhook is posted: late and repeated ones later than others. */
export interface PostedEvent {
  readonly sender: TrafficSender
  readonly event: TrafficEvent
  readonly postAt: number
}

/** One webhook body, and what it tells. */
export interface Delivery {
  /** Milliseconds since 1970 UTC. */
  readonly postAt: number
  readonly provider: Provider
  readonly senderId: string
  /** JSON. */
  readonly body: Readonly<Record<string, unknown>>
  /** Non-empty, in the order of the body. */
  readonly events: readonly TrafficEvent[]
}
