import { sha256 } from "@noble/hashes/sha2.js"

/** Longest challenge that is echoed, in UTF-16 units. Meta's are about ten digits. */
export const CHALLENGE_LENGTH_MAX = 256

/**
 * Whether Meta signed `rawBody` with the app's secret: `X-Hub-Signature-256: sha256=<64 hex digits>`. Compared in constant time.
 * A missing or malformed header and an empty secret are false. Rule META-12.
 */
export async function verifyMetaSignature(
  rawBody: Uint8Array,
  header: string | undefined,
  appSecret: string,
): Promise<boolean> {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header ?? "")?.[1]
  if (hex === undefined || appSecret === "") return false
  const signature = Uint8Array.from({ length: 32 }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  )
  const secret = new TextEncoder().encode(appSecret)
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ])
  return crypto.subtle.verify("HMAC", key, signature, new Uint8Array(rawBody))
}

/** The parameters of Meta's verification request. */
export interface MetaHandshake {
  readonly "hub.mode"?: string | undefined
  readonly "hub.verify_token"?: string | undefined
  readonly "hub.challenge"?: string | undefined
}

/**
 * The challenge to answer as `text/plain`, or `undefined` when the request must be refused: another mode, no challenge or one
 * that is too long, another token, or no token configured. Tokens are compared in constant time. Rule META-13.
 */
export function verifyMetaHandshake(
  query: MetaHandshake,
  verifyToken: string | undefined,
): string | undefined {
  const challenge = query["hub.challenge"]
  const isTokenRight = isSame(query["hub.verify_token"] ?? "", verifyToken ?? "")
  if (verifyToken === undefined || verifyToken === "" || !isTokenRight) return undefined
  if (query["hub.mode"] !== "subscribe") return undefined
  return challenge === undefined || challenge === "" || challenge.length > CHALLENGE_LENGTH_MAX
    ? undefined
    : challenge
}

/** Compares digests, so that neither the length nor the first differing character shows in the time taken. */
function isSame(left: string, right: string): boolean {
  const encoder = new TextEncoder()
  const a = sha256(encoder.encode(left))
  const b = sha256(encoder.encode(right))
  let difference = 0
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0)
  return difference === 0
}
