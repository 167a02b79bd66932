import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js"

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/**
 * The key under which a message is found: the first 52 bits of SHA-256 of its id, a safe integer on every store.
 * Collisions are harmless, as the full id is compared; the recipient is not in it, so that it can be erased.
 */
export function messageHash(messageId: string): number {
  const bytes = sha256(utf8ToBytes(messageId))
  // 32 + 20 bits: exact in a double.
  const high = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0
  const low = (bytes[4]! << 12) | (bytes[5]! << 4) | (bytes[6]! >>> 4)
  return high * 0x10_0000 + low
}

/** What stands for a recipient in the ledger: HMAC-SHA-256 under the wallet's key, first 16 bytes, hex. */
export function recipientRef(recipientKey: string, recipient: string): string {
  return bytesToHex(hmac(sha256, hexToBytes(recipientKey), utf8ToBytes(recipient)).subarray(0, 16))
}
