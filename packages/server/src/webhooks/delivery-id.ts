import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"

const ID_HEX_DIGITS = 32

/**
 * The id of an event, from what it is told of: the same for each endpoint and each attempt, so that a receiver that keeps them
 * handles each once. It has no full stop, which the signature uses between its parts. Rule HOOK-5.
 */
export function eventIdOf(source: string): string {
  return `msg_${digest(source)}`
}

/** An event goes to an endpoint once, however often its source is handled. */
export function deliveryIdOf(eventId: string, target: string): string {
  return `dlv_${digest(`${eventId} ${target}`)}`
}

/** A mail of one kind about one thing. */
export function mailIdOf(source: string): string {
  return `eml_${digest(source)}`
}

function digest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, ID_HEX_DIGITS)
}
