import { idsOf, objectOf } from "./json-shape.ts"
import { parseRecipient } from "./parse-recipient.ts"
import { parseTimestamp } from "./parse-timestamp.ts"
import { readPricingFacts, unknownValue } from "./pricing-facts.ts"
import type { IngestSender, ReadingDraft } from "./reading.ts"

/**
 * Reads a billing event, `{deductions, references}`, in the spellings of v2 and v3. Both sources give the same kind of event:
 * the source identifies the event, not a charge. Rules GUP-3 to GUP-6.
 */
export function readBillingEvent(
  draft: ReadingDraft,
  element: unknown,
  at: { readonly path: string; readonly sender: IngestSender | undefined; readonly receivedAt: number },
): void {
  const { path, sender, receivedAt } = at
  const reject = (message: string): void => void draft.rejected.push({ path, message })
  const billing = objectOf(element)
  const deductions = objectOf(billing?.["deductions"])
  const references = objectOf(billing?.["references"])
  if (deductions === undefined) return reject("deductions are missing")
  if (references === undefined) return reject("references are missing")
  const messageIds = idsOf(references["id"], references["gsId"], references["gs_id"])
  if (messageIds.length === 0) return reject("references have neither id nor gs_id")
  const recipient = parseRecipient(references["destination"])
  if (recipient === undefined) return reject("destination must be a number of 7 to 15 digits")
  if (sender === undefined) return reject("the Gupshup app's id is missing")

  const conversationCategory = deductions["conversationType"] ?? deductions["conversation_type"]
  const isCall = typeof conversationCategory === "string" && conversationCategory.toLowerCase() === "call"
  const occurredAt = parseTimestamp(billing?.["timestamp"], receivedAt)
  draft.events.push({
    messageIds,
    recipient,
    sender,
    path,
    kind: "billing",
    authority: "gupshup",
    ...(occurredAt !== undefined && { occurredAt }),
    ...readPricingFacts({
      category: deductions["category"],
      type: deductions["type"],
      model: deductions["model"],
      billable: deductions["billable"],
      conversationCategory,
      typeMayBeCategory: true,
      isOwnFee: deductions["source"] === "gupshup",
    }),
    ...(isCall && { unknown: unknownValue("category", conversationCategory) }),
  })
}
