/** Where recipients are: a calling code with the leading digits of its mobile numbers, and how many digits follow. */
export interface RecipientRange {
  readonly country: string
  readonly prefix: string
  readonly digits: number
  readonly weight: number
}

/** Countries of a dozen markets, the large ones most often. */
export const RECIPIENT_RANGES: readonly RecipientRange[] = [
  { country: "IN", prefix: "9198", digits: 8, weight: 34 },
  { country: "BR", prefix: "55119", digits: 8, weight: 14 },
  { country: "ID", prefix: "62812", digits: 8, weight: 10 },
  { country: "MX", prefix: "5255", digits: 8, weight: 9 },
  { country: "US", prefix: "1650555", digits: 4, weight: 6 },
  { country: "DE", prefix: "49151", digits: 8, weight: 5 },
  { country: "AE", prefix: "97150", digits: 7, weight: 5 },
  { country: "GB", prefix: "447700", digits: 6, weight: 5 },
  { country: "NG", prefix: "234803", digits: 7, weight: 4 },
  { country: "PE", prefix: "519", digits: 8, weight: 3 },
  { country: "SA", prefix: "96650", digits: 7, weight: 2 },
  { country: "KR", prefix: "8210", digits: 8, weight: 1 },
]

/** What is sent, and how Meta prices it. */
export interface OutboundKind {
  readonly category:
    | "marketing"
    | "marketing_lite"
    | "utility"
    | "authentication"
    | "service"
    | "referral_conversion"
  readonly type: "regular" | "free_customer_service" | "free_entry_point"
  readonly weight: number
  /** Of those sent, how many never arrive. */
  readonly failing: number
}

export const OUTBOUND_KINDS: readonly OutboundKind[] = [
  { category: "marketing", type: "regular", weight: 22, failing: 0.08 },
  { category: "marketing_lite", type: "regular", weight: 12, failing: 0.06 },
  { category: "utility", type: "regular", weight: 28, failing: 0.02 },
  { category: "authentication", type: "regular", weight: 14, failing: 0.02 },
  { category: "service", type: "free_customer_service", weight: 16, failing: 0.01 },
  { category: "service", type: "regular", weight: 5, failing: 0.01 },
  { category: "referral_conversion", type: "free_entry_point", weight: 3, failing: 0.01 },
]

/** What users write, by Meta's `messages[].type`. */
export const INBOUND_TYPES = [
  { type: "text", weight: 60 },
  { type: "image", weight: 12 },
  { type: "button", weight: 8 },
  { type: "audio", weight: 7 },
  { type: "document", weight: 4 },
  { type: "video", weight: 3 },
  { type: "location", weight: 2 },
  { type: "sticker", weight: 2 },
  { type: "reaction", weight: 2 },
] as const
export type InboundType = (typeof INBOUND_TYPES)[number]["type"]

/** Why a message failed: Meta's code and title. */
export interface Failure {
  readonly code: number
  readonly title: string
}

/** Marketing alone: Meta holds it back, to US numbers always (since 2025-04-01). */
export const MARKETING_FAILURE: Failure = {
  code: 131_049,
  title: "This message was not delivered to maintain healthy ecosystem engagement.",
}
export const OTHER_FAILURES: readonly Failure[] = [
  { code: 131_026, title: "Message undeliverable" },
  { code: 131_047, title: "Re-engagement message" },
  { code: 131_000, title: "Something went wrong" },
]

/** One in so many messages is inbound. */
export const INBOUND_SHARE = 0.2
/** Of the inbound, how many come from an ad. */
export const REFERRAL_SHARE = 0.05
/** Of the delivered, how many are read, and how many tell only that they were read. */
export const READ_SHARE = 0.6
export const READ_ONLY_SHARE = 0.05
/** Of all events, how many are told twice, and how many come late enough to overtake the next. */
export const REPEATED_SHARE = 0.05
export const LATE_SHARE = 0.04
/** Of the messages of a number that has a Gupshup app, how many have their statuses from Gupshup when both tell. */
export const GUPSHUP_STATUS_SHARE = 0.5

/** Milliseconds from one status to the next, and from an event to its webhook. `[from, to]`. */
export const DELIVERY_MS: readonly [number, number] = [300, 2_500]
export const READING_MS: readonly [number, number] = [800, 6_000]
export const WEBHOOK_MS: readonly [number, number] = [40, 250]
export const LATE_MS: readonly [number, number] = [1_500, 4_000]
export const REPEAT_MS: readonly [number, number] = [300, 3_000]
/** Statuses of one number that fall into so many milliseconds travel in one body, up to so many. */
export const BODY_SPAN_MS = 60
export const BODY_EVENTS_MAX = 20
