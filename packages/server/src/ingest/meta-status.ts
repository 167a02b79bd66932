import type { EnvelopeContext } from "./meta-envelope.ts"
import { idsOf, isStorable, objectOf } from "./json-shape.ts"
import type { JsonObject } from "./json-shape.ts"
import { parseRecipient } from "./parse-recipient.ts"
import { parseStatusKind } from "./parse-status-kind.ts"
import { parseTimestamp } from "./parse-timestamp.ts"
import { readPricingFacts, unknownValue } from "./pricing-facts.ts"
import type { PricingFacts } from "./pricing-facts.ts"
import type { IngestSender, ReadingDraft } from "./reading.ts"

/** Longest `biz_opaque_callback_data` that Meta takes, in UTF-16 units. */
export const CALLBACK_DATA_LENGTH_MAX = 512

/** Reads one element of `statuses[]`. Rules META-2 to META-9. */
export function readStatus(
  draft: ReadingDraft,
  element: unknown,
  at: { readonly path: string; readonly sender: IngestSender | undefined; readonly context: EnvelopeContext },
): void {
  const { path, sender, context } = at
  const reject = (message: string): void => void draft.rejected.push({ path, message })
  const status = objectOf(element)
  if (status === undefined) return reject("a status must be an object")
  // The state of a payment that the user made in the chat, not of a message.
  if (status["type"] === "payment" || context.isIgnoredStatus(status)) return void draft.ignored++

  const isGroup = status["recipient_type"] === "group"
  const participant = status["recipient_participant_id"]
  // A group's own `sent` and `failed` tell of no user; each participant's delivery comes by itself and implies `sent`.
  const isOfWholeGroup = isGroup && (participant === undefined || participant === null)
  if (isOfWholeGroup && (status["status"] === "sent" || status["status"] === "failed"))
    return void draft.ignored++

  const messageIds = idsOf(status["id"], status["gs_id"])
  if (messageIds.length === 0) return reject("id is missing")
  const recipient = parseRecipient(isGroup ? participant : status["recipient_id"])
  if (recipient === undefined) {
    return reject(
      `${isGroup ? "recipient_participant_id" : "recipient_id"} must be a number of 7 to 15 digits`,
    )
  }
  if (sender === undefined) return reject(context.senderMissing)
  const occurredAt = parseTimestamp(status["timestamp"], context.receivedAt)
  if (occurredAt === undefined) return reject("timestamp is missing or absurd")
  const told = status["status"]
  if (told === undefined || told === null) return reject("status is missing")

  const kind = parseStatusKind(told)
  draft.events.push({
    messageIds,
    recipient,
    sender,
    path,
    // What an unknown status means is not known: the kind only has to be one that delivers nothing.
    kind: kind ?? "sent",
    occurredAt,
    authority: context.authority,
    ...(isGroup && { isGroup }),
    ...callbackData(status["biz_opaque_callback_data"]),
    ...readStatusPricing(status),
    ...(kind === undefined && { unknown: unknownValue("status", told) }),
  })
}

/** The facts of a status's `pricing` and `conversation`, in Meta's names and in those of Gupshup's v2 (`policy`). */
export function readStatusPricing(status: JsonObject): PricingFacts {
  if (status["pricing"] === undefined || status["pricing"] === null) return {}
  const pricing = objectOf(status["pricing"])
  if (pricing === undefined) return { unknown: unknownValue("category", status["pricing"]) }
  const conversation = objectOf(status["conversation"])
  return readPricingFacts({
    category: pricing["category"],
    type: pricing["type"],
    model: pricing["pricing_model"] ?? pricing["policy"],
    billable: pricing["billable"],
    cost: pricing["cost"],
    conversationCategory: objectOf(conversation?.["origin"])?.["type"] ?? conversation?.["type"],
  })
}

function callbackData(value: unknown): { callbackData?: string } {
  const isUsable =
    typeof value === "string" && value !== "" && value.length <= CALLBACK_DATA_LENGTH_MAX && isStorable(value)
  return isUsable ? { callbackData: value } : {}
}
