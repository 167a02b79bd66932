import type { Authority } from "@tollgate/engine"
import { objectOf } from "./json-shape.ts"
import { readMetaEnvelope } from "./meta-envelope.ts"
import { emptyReading } from "./reading.ts"
import type { WebhookReading } from "./reading.ts"

/**
 * What the body of a Cloud API webhook says about usage and tiers; it never throws, whatever the body. Rules META-1 to META-11.
 * Source: Meta, "Status messages webhook reference", "account_update webhook reference".
 *
 * @param options - `receivedAt`: milliseconds since 1970 UTC; `authority`: `meta` when the signature was checked
 */
export function readMetaWebhook(
  body: unknown,
  options: { readonly receivedAt: number; readonly authority: Authority },
): WebhookReading {
  const draft = emptyReading()
  const envelope = objectOf(body)
  if (envelope === undefined) draft.rejected.push({ path: "", message: "the body must be an object" })
  else {
    readMetaEnvelope(draft, envelope, {
      ...options,
      senderMissing: "metadata.phone_number_id is missing",
      isIgnoredStatus: () => false,
      readOwnField: () => false,
    })
  }
  return draft
}
