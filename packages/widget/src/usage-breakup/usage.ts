import type { UsageTotals } from "../session/types.ts"

/** Media of messages, those that count as attachments apart. */
export const ATTACHMENTS = ["image", "video", "audio", "document", "sticker"] as const
export const MEDIA = ["text", "template", "interactive", "reaction", "location", "contacts", "other"] as const
export type Media = (typeof ATTACHMENTS | typeof MEDIA)[number]

export const CONVERSATIONS = [
  "marketing",
  "utility",
  "authentication",
  "service",
  "freeEntryPoint",
  "freeTier",
] as const
export type Conversation = (typeof CONVERSATIONS)[number]

export type MediaCounts = Readonly<Record<Media | "total" | "attachments", number>>

/** What groups a usage answer can be asked by, one of each where it was. */
export const DIMENSIONS = ["sender", "market", "channel"] as const
export type Dimension = (typeof DIMENSIONS)[number]

export interface UsageRow extends UsageTotals {
  /** An instant: when its hour, local day or local month begins. */
  readonly start: string
  readonly category?: string
  readonly type?: string
  readonly sender?: string
  readonly market?: string
  readonly channel?: string
}

/** `GET /v1/wallets/:id/usage`. Amounts are decimal strings. */
export interface Usage {
  readonly timezone: string
  /** Instants; `to` is exclusive. */
  readonly from: string
  readonly to: string
  readonly totals: UsageTotals
  readonly messagesBreakup: { readonly sent: MediaCounts; readonly received: MediaCounts }
  readonly conversationsBreakup: Readonly<
    Record<Conversation, { readonly delivered: number; readonly whatsappFees: string }>
  >
  readonly rows: readonly UsageRow[]
}
