import type { Category, MediaType } from "@tollgate/engine"
import type { SeededRandom } from "../simulator/seeded-random.ts"
import type { ToldEvent } from "../spending/settle-events.ts"
import type { DemoPast } from "./demo-customer.ts"

/** Of the service messages, how many answer somebody who came from an ad. */
const FREE_ENTRY_SHARE = 0.12
const READ_SHARE = 0.62
const MARKETING_FAILING = 0.05
const OTHERS_FAILING = 0.015
/** Of what users write, and of what answers them, how much is no text. */
const MEDIA_SHARE = 0.28
/** Numbers of the US, to which Meta delivers no marketing (since 2025-04-01). */
const US_PREFIX = "1650"

export interface PastMessage {
  readonly at: number
  readonly id: string
  readonly senderId: string
  /** Whether it is one of a campaign. */
  readonly isCampaign: boolean
}

/** What is told of one message: the last that became of it, which implies what was before; of a failed one both. */
export function pastMessage(
  random: SeededRandom,
  past: DemoPast,
  { at, id, senderId, isCampaign }: PastMessage,
): readonly ToldEvent[] {
  const { prefix, digits } = random.pickWeighted(past.ranges)
  const base = {
    messageIds: [id],
    recipient: prefix + String(random.whole(0, 10 ** digits - 1)).padStart(digits, "0"),
    sender: { phoneNumberId: senderId },
    occurredAt: at,
    authority: "meta",
  } as const
  const category = categoryOf(random, past, isCampaign)
  if (category === undefined) return [{ ...base, kind: "received", mediaType: mediaOf(random, past) }]

  const facts = { model: "PMP", category, ...factsOf(random, past, category) } as const
  const isMarketing = category === "marketing"
  const isHeldBack = isMarketing && prefix.startsWith(US_PREFIX)
  if (random.isChance(isMarketing ? MARKETING_FAILING : OTHERS_FAILING) || isHeldBack) {
    return [
      { ...base, kind: "sent", ...facts },
      { ...base, kind: "failed" },
    ]
  }
  return [{ ...base, kind: random.isChance(READ_SHARE) ? "read" : "delivered", ...facts }]
}

/** Undefined: a user wrote. */
function categoryOf(random: SeededRandom, { mix }: DemoPast, isCampaign: boolean): Category | undefined {
  let left = random.fraction()
  if (isCampaign || (left -= mix.marketing) < 0) return "marketing"
  if ((left -= mix.utility) < 0) return "utility"
  if ((left -= mix.authentication) < 0) return "authentication"
  if ((left -= mix.service) >= 0) return undefined
  return random.isChance(FREE_ENTRY_SHARE) ? "referral_conversion" : "service"
}

function factsOf(
  random: SeededRandom,
  past: DemoPast,
  category: Category,
): Pick<ToldEvent, "type" | "channel" | "mediaType"> {
  if (category === "marketing") {
    const channel = random.isChance(past.mmLiteShare) ? "mm_lite" : "cloud_api"
    return { type: "regular", channel, mediaType: "template" }
  }
  if (category === "referral_conversion")
    return { type: "free_entry_point", mediaType: mediaOf(random, past) }
  // Without a type the rules of the time decide: all free until 2026-09-30, then a thousand a number and month.
  if (category === "service") return { mediaType: mediaOf(random, past) }
  return { type: "regular", mediaType: "template" }
}

function mediaOf(random: SeededRandom, { media }: DemoPast): MediaType {
  return random.isChance(MEDIA_SHARE) ? random.pick(media) : "text"
}
