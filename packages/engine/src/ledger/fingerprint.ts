import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js"

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/** A command asks for the same hash several times: to load, to find, to write. */
const RECENT_HASHES_MAX = 4_096
const recentHashes = new Map<string, number>()

/**
 * The key under which a message is found: the first 52 bits of SHA-256 of its id, a safe integer on every store.
 * Collisions are harmless, as the full id is compared; the recipient is not in it, so that it can be erased.
 */
export function messageHash(messageId: string): number {
  let hash = recentHashes.get(messageId)
  if (hash === undefined) {
    hash = hashOf(messageId)
    if (recentHashes.size >= RECENT_HASHES_MAX) recentHashes.clear()
    recentHashes.set(messageId, hash)
  }
  return hash
}

function hashOf(messageId: string): number {
  const bytes = sha256(utf8ToBytes(messageId))
  // 32 + 20 bits: exact in a double.
  const high = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0
  const low = (bytes[4]! << 12) | (bytes[5]! << 4) | (bytes[6]! >>> 4)
  return high * 0x10_0000 + low
}

/** The keyed state of the wallet asked last: batches are of one wallet. */
let keyed: { readonly key: string; readonly state: ReturnType<typeof hmac.create> } | null = null

/** What stands for a recipient in the ledger: HMAC-SHA-256 under the wallet's key, first 16 bytes, hex. */
export function recipientRef(recipientKey: string, recipient: string): string {
  if (keyed === null || keyed.key !== recipientKey) {
    keyed = { key: recipientKey, state: hmac.create(sha256, hexToBytes(recipientKey)) }
  }
  return bytesToHex(keyed.state.clone().update(utf8ToBytes(recipient)).digest().subarray(0, 16))
}
