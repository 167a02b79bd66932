import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"

const SECRET_PREFIX = "whsec_"
const SECRET_BYTES = 32
const SECOND_MS = 1_000

/** A new secret of an endpoint, as Standard Webhooks writes it: `whsec_` and 256 bits in base64. */
export function makeWebhookSecret(random: (bytes: number) => Uint8Array): string {
  return SECRET_PREFIX + toBase64(random(SECRET_BYTES))
}

export interface SignedWebhook {
  readonly id: string
  readonly body: string
  /** When it is sent, ms. */
  readonly at: number
  /** The present one first, then one that still counts after a rotation. */
  readonly secrets: readonly string[]
}

/** The headers of Standard Webhooks: one signature for each secret. Rule HOOK-5. */
export function webhookHeaders({ id, body, at, secrets }: SignedWebhook): Record<string, string> {
  const timestamp = String(Math.floor(at / SECOND_MS))
  const signed = utf8ToBytes(`${id}.${timestamp}.${body}`)
  const signatures = secrets.map((secret) => {
    const key = Uint8Array.from(atob(secret.slice(SECRET_PREFIX.length)), (byte) => byte.charCodeAt(0))
    return `v1,${toBase64(hmac(sha256, key, signed))}`
  })
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
