import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { sameHash } from "../../auth/secret.ts"

export const RAZORPAY_SIGNATURE_HEADER = "x-razorpay-signature"

/** The HMAC-SHA-256 of a webhook's bytes under its secret, in hex. Rule RAZORPAY-6. */
export function signRazorpay(secret: string, rawBody: Uint8Array): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), rawBody))
}

/** Whether Razorpay signed these bytes. Compared in constant time. Rule RAZORPAY-6. */
export function verifyRazorpay(secret: string, signature: string | null, rawBody: Uint8Array): boolean {
  return sameHash(signature ?? "", signRazorpay(secret, rawBody))
}
