import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import { sameHash } from "../../auth/secret.ts"

export const SANDBOX_SIGNATURE_HEADER = "x-tollgate-sandbox-signature"
/** How far the time of a signature may lie from our clock. */
export const SIGNATURE_AGE_MS_MAX = 300_000

const HEADER = /^t=([0-9]{1,15}),v1=([0-9a-f]{64})$/

/** `t=<ms>,v1=<hex>`: the HMAC-SHA-256 of `<ms>.<body>` under the sandbox's secret. Rule PAY-13. */
export function signSandbox(secret: string, at: number, rawBody: Uint8Array): string {
  return `t=${at},v1=${macOf(secret, String(at), rawBody)}`
}

/** Whether the sandbox signed these bytes lately. Compared in constant time. Rule PAY-13. */
export function verifySandbox(
  secret: string,
  header: string | null,
  { rawBody, now }: { readonly rawBody: Uint8Array; readonly now: number },
): boolean {
  const [, at = "", mac = ""] = HEADER.exec(header ?? "") ?? []
  if (at === "" || Math.abs(now - Number(at)) > SIGNATURE_AGE_MS_MAX) return false
  return sameHash(mac, macOf(secret, at, rawBody))
}

function macOf(secret: string, at: string, rawBody: Uint8Array): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), concatBytes(utf8ToBytes(`${at}.`), rawBody)))
}
