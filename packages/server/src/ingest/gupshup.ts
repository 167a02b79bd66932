import { readBillingEvent } from "./gupshup-billing.ts"
import { isIgnoredState, readGupshupV2 } from "./gupshup-v2.ts"
import { idOf, objectOf } from "./json-shape.ts"
import { readMetaEnvelope } from "./meta-envelope.ts"
import { emptyReading } from "./reading.ts"
import type { WebhookReading } from "./reading.ts"

/**
 * What the body of a Gupshup webhook says about usage and tiers, in v2 or v3; it never throws, whatever the body.
 * Rules GUP-1 to GUP-8. Source: Gupshup partner docs, "Events", "PMP Events", "v3 Billing events", "Tier Based Pricing".
 *
 * @param options - `receivedAt`: milliseconds since 1970 UTC
 */
export function readGupshupWebhook(
  body: unknown,
  { receivedAt }: { readonly receivedAt: number },
): WebhookReading {
  const draft = emptyReading()
  const envelope = objectOf(body)
  if (envelope === undefined) {
    draft.rejected.push({ path: "", message: "the body must be an object" })
    return draft
  }
  if (envelope["entry"] === undefined) {
    readGupshupV2(draft, envelope, receivedAt)
    return draft
  }
  const gupshupAppId = idOf(envelope["gs_app_id"])
  readMetaEnvelope(draft, envelope, {
    authority: "gupshup",
    receivedAt,
    ...(gupshupAppId !== undefined && { gupshupAppId }),
    senderMissing: "neither metadata.phone_number_id nor gs_app_id is there",
    isIgnoredStatus: (status) =>
      isIgnoredState(status["status"]) ||
      (status["status"] === undefined && status["type"] === "set-callback"),
    readOwnField: (own, change, { path, sender }) => {
      if (change["field"] !== "billing-event") return false
      const billing = objectOf(change["value"])?.["billing"]
      readBillingEvent(own, billing, { path: `${path}.value.billing`, sender, receivedAt })
      return true
    },
  })
  return draft
}
