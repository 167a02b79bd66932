import type { Segment } from "./compile-plan.ts"
import type { RateRequest } from "./rate.ts"

/** Why Meta charges nothing for this message, or "". What Meta said wins; without it the era decides. Rules FREE-1 to FREE-5. */
export function freeReason(segment: Segment, request: RateRequest): string {
  const { type, category } = request
  if (type !== "" && type !== "regular") return type
  if (request.inConversation) return "conversation_open"
  if (type === "regular") return ""
  if (category === "referral_conversion" || request.inEntryWindow) return "free_entry_point"
  if (category === "service" && request.mediaType === "reaction") return "free_reaction"
  if (category === "service" && segment.era.serviceFree) return "free_customer_service"
  if (category === "utility" && segment.era.utilityInWindowFree && request.inServiceWindow) {
    return "free_customer_service"
  }
  return ""
}
