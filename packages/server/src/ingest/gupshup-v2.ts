import { readBillingEvent } from "./gupshup-billing.ts"
import { idOf, idsOf, objectOf } from "./json-shape.ts"
import type { JsonObject } from "./json-shape.ts"
import { readStatusPricing } from "./meta-status.ts"
import { parseMediaType } from "./parse-media-type.ts"
import { parseRecipient } from "./parse-recipient.ts"
import { parseStatusKind } from "./parse-status-kind.ts"
import { parseTimestamp } from "./parse-timestamp.ts"
import { unknownValue } from "./pricing-facts.ts"
import type { IngestSender, ReadingDraft } from "./reading.ts"
import { readTierUpdate } from "./tier-update.ts"

/** States that Gupshup adds to Meta's, none of which moves money. */
const IGNORED_STATES: ReadonlySet<string> = new Set(["enqueued", "deleted", "mismatched"])

export function isIgnoredState(state: unknown): boolean {
  return typeof state === "string" && IGNORED_STATES.has(state.toLowerCase())
}

interface Envelope {
  readonly body: JsonObject
  readonly payload: JsonObject
  /** `payload.payload`, whose shape the type decides. */
  readonly inner: JsonObject
  readonly sender: IngestSender | undefined
  readonly receivedAt: number
}

/** Reads Gupshup's own envelope, `{app, timestamp, version: 2, type, payload}`. Rules GUP-2 to GUP-8. */
export function readGupshupV2(draft: ReadingDraft, body: JsonObject, receivedAt: number): void {
  const payload = objectOf(body["payload"])
  const type = body["type"]
  if (typeof type !== "string") return void draft.rejected.push({ path: "type", message: "type is missing" })
  if (!READERS.has(type)) return void draft.ignored++
  if (payload === undefined)
    return void draft.rejected.push({ path: "payload", message: "payload must be an object" })

  const appId =
    idOf(body["appId"]) ?? idOf(body["gs_app_id"]) ?? idOf(payload["appId"]) ?? idOf(payload["gs_app_id"])
  const gupshupAppId = appId ?? idOf(body["app"])
  const sender = gupshupAppId === undefined ? undefined : { gupshupAppId }
  const inner = objectOf(payload["payload"]) ?? {}
  READERS.get(type)?.(draft, { body, payload, inner, sender, receivedAt })
}

const READERS: ReadonlyMap<string, (draft: ReadingDraft, envelope: Envelope) => void> = new Map([
  ["message-event", readMessageEvent],
  ["billing-event", readBilling],
  ["message", readInbound],
  ["account-event", readAccountEvent],
])

function readMessageEvent(draft: ReadingDraft, { body, payload, inner, sender, receivedAt }: Envelope): void {
  const reject = (message: string): void => void draft.rejected.push({ path: "payload", message })
  const state = payload["type"]
  if (state === undefined || state === null) return reject("type is missing")
  if (isIgnoredState(state)) return void draft.ignored++

  const messageIds = idsOf(
    payload["id"],
    payload["gsId"],
    payload["gs_id"],
    payload["whatsappMessageId"],
    inner["whatsappMessageId"],
  )
  if (messageIds.length === 0) return reject("id is missing")
  const recipient = parseRecipient(payload["destination"])
  if (recipient === undefined) return reject("destination must be a number of 7 to 15 digits")
  if (sender === undefined) return reject("the Gupshup app's id is missing")
  // A `failed` event has no `ts` of its own: the envelope's is the nearest that is known.
  const occurredAt = parseTimestamp(inner["ts"] ?? body["timestamp"], receivedAt)
  if (occurredAt === undefined) return reject("ts is missing or absurd")

  const kind = parseStatusKind(state)
  draft.events.push({
    messageIds,
    recipient,
    sender,
    path: "payload",
    kind: kind ?? "sent",
    occurredAt,
    authority: "gupshup",
    ...readStatusPricing(payload),
    ...(kind === undefined && { unknown: unknownValue("status", state) }),
  })
}

function readBilling(draft: ReadingDraft, { payload, sender, receivedAt }: Envelope): void {
  readBillingEvent(draft, payload, { path: "payload", sender, receivedAt })
}

function readInbound(draft: ReadingDraft, { body, payload, sender, receivedAt }: Envelope): void {
  const reject = (message: string): void => void draft.rejected.push({ path: "payload", message })
  const messageIds = idsOf(payload["id"], payload["gsId"])
  if (messageIds.length === 0) return reject("id is missing")
  const recipient = parseRecipient(payload["source"] ?? objectOf(payload["sender"])?.["phone"])
  if (recipient === undefined) return reject("source must be a number of 7 to 15 digits")
  if (sender === undefined) return reject("the Gupshup app's id is missing")
  const occurredAt = parseTimestamp(body["timestamp"], receivedAt)
  if (occurredAt === undefined) return reject("timestamp is missing or absurd")
  draft.events.push({
    messageIds,
    recipient,
    sender,
    path: "payload",
    kind: "received",
    occurredAt,
    authority: "gupshup",
    mediaType: parseMediaType(payload["type"]),
    ...(objectOf(payload["referral"]) !== undefined && { isReferral: true }),
  })
}

function readAccountEvent(draft: ReadingDraft, { payload, inner, sender, receivedAt }: Envelope): void {
  if (payload["type"] !== "pricing-tier-update") return void draft.ignored++
  readTierUpdate(
    draft,
    {
      ...(sender !== undefined && "gupshupAppId" in sender && { gupshupAppId: sender.gupshupAppId }),
      region: inner["region"],
      category: inner["pricingCategory"],
      tier: inner["tier"],
      effectiveMonth: inner["effectiveMonth"],
      updatedAt: inner["tierUpdateTime"],
    },
    { path: "payload", receivedAt },
  )
}
