import type { Micros } from "../money/micros.ts"
import { MEDIA_TYPES, type MediaType } from "../pricing/usage-event.ts"
import type { UsageDimension } from "./rollup.ts"
import type { UsageSums } from "./totals.ts"

/** What the breakups need kept apart. */
export const BREAKUP_DIMENSIONS: readonly UsageDimension[] = ["category", "type", "mediaType"]

/** Sums of one category, type and medium, or finer. */
export type BreakupRow = UsageSums & {
  readonly category: string
  readonly type: string
  readonly mediaType: string
}

export interface MediaCounts {
  readonly total: number
  /** Images, videos, audio, documents and stickers. */
  readonly attachments: number
  readonly byMedia: Readonly<Record<MediaType, number>>
}

/** Messages sent and received, by what they were made of. */
export interface MessagesBreakup {
  readonly sent: MediaCounts
  readonly received: MediaCounts
}

export const CONVERSATION_KINDS = [
  "marketing",
  "authentication",
  "utility",
  "service",
  "freeEntryPoint",
  "freeTier",
] as const
export type ConversationKind = (typeof CONVERSATION_KINDS)[number]

/** Deliveries, and their WhatsApp fees, by what they counted as. */
export type ConversationsBreakup = Readonly<
  Record<ConversationKind, { readonly delivered: number; readonly whatsappFees: Micros }>
>

const ATTACHMENTS: readonly MediaType[] = ["image", "video", "audio", "document", "sticker"]

/** Its totals are `sent` and `received` of the same rows. Rule USE-9. */
export function messagesBreakup(rows: readonly BreakupRow[]): MessagesBreakup {
  return { sent: countMedia(rows, "sent"), received: countMedia(rows, "received") }
}

function countMedia(rows: readonly BreakupRow[], trigger: "sent" | "received"): MediaCounts {
  const byMedia = Object.fromEntries(MEDIA_TYPES.map((media) => [media, 0])) as Record<MediaType, number>
  for (const row of rows) byMedia[row.mediaType as MediaType] += row[trigger]
  return {
    total: MEDIA_TYPES.reduce((sum, media) => sum + byMedia[media], 0),
    attachments: ATTACHMENTS.reduce((sum, media) => sum + byMedia[media], 0),
    byMedia,
  }
}

/**
 * Paid deliveries count under their category, free ones as `freeEntryPoint` when they came through one, else as
 * `freeTier`; so all of it sums to `delivered` and `whatsappFees` of the same rows. Rule USE-10.
 */
export function conversationsBreakup(rows: readonly BreakupRow[]): ConversationsBreakup {
  const breakup = Object.fromEntries(
    CONVERSATION_KINDS.map((kind) => [kind, { delivered: 0, whatsappFees: 0n }]),
  ) as Record<ConversationKind, { delivered: number; whatsappFees: Micros }>
  for (const row of rows) {
    const paid = breakup[kindOfCategory(row.category)]
    paid.delivered += row.paid
    paid.whatsappFees += row.whatsappFees
    const isEntry = row.type === "free_entry_point" || row.category === "referral_conversion"
    breakup[isEntry ? "freeEntryPoint" : "freeTier"].delivered += row.free
  }
  return breakup
}

function kindOfCategory(category: string): ConversationKind {
  switch (category) {
    case "marketing":
    case "utility":
      return category
    case "authentication":
    case "authentication_international":
      return "authentication"
    case "referral_conversion":
      return "freeEntryPoint"
    default:
      // A delivery always has a category; without one there is nothing to count here.
      return "service"
  }
}
