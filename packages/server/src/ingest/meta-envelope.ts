import type { Authority } from "@tollgate/engine"
import { idOf, objectOf } from "./json-shape.ts"
import type { JsonObject } from "./json-shape.ts"
import { readMessage } from "./meta-message.ts"
import { readStatus } from "./meta-status.ts"
import type { IngestSender, ReadingDraft } from "./reading.ts"
import { readTierUpdate } from "./tier-update.ts"

/** How the reader of an envelope in Meta's shape differs from one provider to the next. */
export interface EnvelopeContext {
  readonly authority: Authority
  /** Milliseconds since 1970 UTC. */
  readonly receivedAt: number
  readonly gupshupAppId?: string
  /** Said of an element whose sender cannot be told. */
  readonly senderMissing: string
  isIgnoredStatus(status: JsonObject): boolean
  /** Reads a change of a field that Meta does not have; false when it is not one. */
  readOwnField(
    draft: ReadingDraft,
    change: JsonObject,
    at: { path: string; sender: IngestSender | undefined },
  ): boolean
}

/** Reads every change of every entry of `body`. Rule META-1. */
export function readMetaEnvelope(draft: ReadingDraft, body: JsonObject, context: EnvelopeContext): void {
  eachOf(draft, body["entry"], "entry", (element, path) => {
    const entry = objectOf(element)
    if (entry === undefined) return void draft.rejected.push({ path, message: "an entry must be an object" })
    eachOf(draft, entry["changes"], `${path}.changes`, (item, changePath) => {
      const change = objectOf(item)
      if (change === undefined) {
        return void draft.rejected.push({ path: changePath, message: "a change must be an object" })
      }
      readChange(draft, change, { path: changePath, wabaId: entry["id"], context })
    })
  })
}

function readChange(
  draft: ReadingDraft,
  change: JsonObject,
  { path, wabaId, context }: { path: string; wabaId: unknown; context: EnvelopeContext },
): void {
  const value = objectOf(change["value"])
  const sender = senderOf(value, context)
  if (context.readOwnField(draft, change, { path, sender })) return
  if (change["field"] === "account_update" && value?.["event"] === "VOLUME_BASED_PRICING_TIER_UPDATE") {
    return readMetaTierUpdate(draft, value, { path, wabaId, context })
  }
  if (change["field"] !== "messages") return void draft.ignored++
  if (value === undefined)
    return void draft.rejected.push({ path: `${path}.value`, message: "value must be an object" })

  const { statuses, messages } = value
  if (statuses === undefined && messages === undefined) return void draft.ignored++
  if (statuses !== undefined) {
    eachOf(draft, statuses, `${path}.value.statuses`, (element, at) =>
      readStatus(draft, element, { path: at, sender, context }),
    )
  }
  if (messages !== undefined) {
    eachOf(draft, messages, `${path}.value.messages`, (element, at) =>
      readMessage(draft, element, { path: at, sender, context }),
    )
  }
}

function senderOf(value: JsonObject | undefined, context: EnvelopeContext): IngestSender | undefined {
  const phoneNumberId = idOf(objectOf(value?.["metadata"])?.["phone_number_id"])
  if (phoneNumberId !== undefined) return { phoneNumberId }
  return context.gupshupAppId === undefined ? undefined : { gupshupAppId: context.gupshupAppId }
}

function readMetaTierUpdate(
  draft: ReadingDraft,
  value: JsonObject,
  { path, wabaId, context }: { path: string; wabaId: unknown; context: EnvelopeContext },
): void {
  const info = objectOf(value["volume_tier_info"])
  if (info === undefined) return void draft.rejected.push({ path, message: "volume_tier_info is missing" })
  readTierUpdate(
    draft,
    {
      wabaId,
      gupshupAppId: context.gupshupAppId,
      region: info["region"],
      category: info["pricing_category"],
      tier: info["tier"],
      effectiveMonth: info["effective_month"],
      updatedAt: info["tier_update_time"],
    },
    { path, receivedAt: context.receivedAt },
  )
}

function eachOf(
  draft: ReadingDraft,
  list: unknown,
  path: string,
  read: (element: unknown, path: string) => void,
): void {
  if (!Array.isArray(list)) return void draft.rejected.push({ path, message: "must be an array" })
  for (const [index, element] of list.entries()) read(element, `${path}[${index}]`)
}
