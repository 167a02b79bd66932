import type { EnvelopeContext } from "./meta-envelope.ts"
import { idsOf, objectOf } from "./json-shape.ts"
import { parseMediaType } from "./parse-media-type.ts"
import { parseRecipient } from "./parse-recipient.ts"
import { parseTimestamp } from "./parse-timestamp.ts"
import type { IngestSender, ReadingDraft } from "./reading.ts"

/** Reads one element of `messages[]`, which a user wrote to the business. Rule META-10. */
export function readMessage(
  draft: ReadingDraft,
  element: unknown,
  at: { readonly path: string; readonly sender: IngestSender | undefined; readonly context: EnvelopeContext },
): void {
  const { path, sender, context } = at
  const reject = (message: string): void => void draft.rejected.push({ path, message })
  const message = objectOf(element)
  if (message === undefined) return reject("a message must be an object")

  const messageIds = idsOf(message["id"], message["gs_id"])
  if (messageIds.length === 0) return reject("id is missing")
  const recipient = parseRecipient(message["from"])
  if (recipient === undefined) return reject("from must be a number of 7 to 15 digits")
  if (sender === undefined) return reject(context.senderMissing)
  const occurredAt = parseTimestamp(message["timestamp"], context.receivedAt)
  if (occurredAt === undefined) return reject("timestamp is missing or absurd")

  draft.events.push({
    messageIds,
    recipient,
    sender,
    path,
    kind: "received",
    occurredAt,
    authority: context.authority,
    mediaType: parseMediaType(message["type"]),
    ...(typeof message["group_id"] === "string" && { isGroup: true }),
    ...(objectOf(message["referral"]) !== undefined && { isReferral: true }),
  })
}
