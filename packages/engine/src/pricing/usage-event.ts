/** Categories that a rate card may price, in the order of their column in a compiled card. */
export const CATEGORIES = [
  "marketing",
  "utility",
  "authentication",
  "authentication_international",
  "service",
  "referral_conversion",
] as const
export type Category = (typeof CATEGORIES)[number]

/** What Meta said that a message is: `regular` is charged, the others are free. `free_tier` is the FTC of conversation-based billing. */
export const PRICING_TYPES = [
  "regular",
  "free_customer_service",
  "free_entry_point",
  "free_group_customer_service",
  "free_tier",
] as const
export type PricingType = (typeof PRICING_TYPES)[number]

export const PRICING_MODELS = ["PMP", "CBP", "NBP"] as const
/** Per-message pricing (PMP), conversation-based pricing (CBP), and its name before 2023 (NBP). */
export type PricingModel = (typeof PRICING_MODELS)[number]

export const CHANNELS = ["cloud_api", "mm_lite"] as const
export type Channel = (typeof CHANNELS)[number]

export const DIRECTIONS = ["outbound", "inbound"] as const
export type Direction = (typeof DIRECTIONS)[number]

export const MEDIA_TYPES = [
  "text",
  "template",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
  "reaction",
  "other",
] as const
export type MediaType = (typeof MEDIA_TYPES)[number]

export const TRIGGERS = ["sent", "received", "delivered", "failed"] as const
/** What a usage event causes, once for each message and recipient. */
export type Trigger = (typeof TRIGGERS)[number]

/** Who told of an event, least trusted first: signed Meta is above Gupshup, Gupshup above the API (rule FACT-1). */
export const AUTHORITIES = ["api", "gupshup", "meta"] as const
export type Authority = (typeof AUTHORITIES)[number]

/**
 * `billing` is a provider's billing event: it implies `delivered`, and without a time of its own takes the
 * message's known delivery, else its receipt.
 */
export const EVENT_KINDS = ["sent", "delivered", "read", "failed", "received", "billing"] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** One thing that happened to one message for one recipient. Parsed and normalised: see `parseCategory`. */
export interface UsageEvent {
  /** All ids by which this event names its message; non-empty, the first is the one told first. */
  readonly messageIds: readonly string[]
  /** The user's number, E.164 digits without `+`, 7 to 15 of them. */
  readonly recipient: string
  readonly senderId: string
  readonly kind: EventKind
  /** Milliseconds since 1970 UTC; absent only on a `billing` event without a time of its own. */
  readonly occurredAt?: number
  readonly authority: Authority
  readonly category?: Category
  /** The message went to a group: charged as its category, without volume tiers. */
  readonly isGroup?: boolean
  readonly type?: PricingType
  readonly model?: PricingModel
  readonly channel?: Channel
  readonly mediaType?: MediaType
  /** The market as the caller knows it; otherwise the recipient's prefix decides. */
  readonly market?: string
  readonly authorizationId?: string
  /** Meta's `biz_opaque_callback_data`: names a hold when a hold of this wallet has that id. */
  readonly callbackData?: string
  /** What Meta says that this message costs (max-price messages): a decimal string and a currency. */
  readonly cost?: { readonly amount: string; readonly currency: string }
  /** An inbound message that came from an ad or a page's call to action. */
  readonly isReferral?: boolean
  /** A provider's value that we do not know: the event waits in suspense as it came. */
  readonly unknown?: { readonly field: "category" | "type" | "model" | "status"; readonly value: string }
}

/** Places in the arrays above: rating works on small integers. */
export const CATEGORY_INDEX: Readonly<Record<Category, number>> = indexOf(CATEGORIES)
export const CHANNEL_INDEX: Readonly<Record<Channel, number>> = indexOf(CHANNELS)
export const TRIGGER_INDEX: Readonly<Record<Trigger, number>> = indexOf(TRIGGERS)

function indexOf<T extends string>(names: readonly T[]): Readonly<Record<T, number>> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<T, number>
}
