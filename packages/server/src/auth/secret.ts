import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"

export const SECRET_KINDS = {
  operator: "tg_op_",
  partner: "tg_pk_",
  wallet: "tg_wk_",
  ingest: "tg_it_",
} as const
export type SecretKind = keyof typeof SECRET_KINDS

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const SECRET_CHARACTERS = 40
/** The largest multiple of 62 in a byte: bytes from it on would favour the first characters. */
const BYTE_LIMIT = 248

/** Random text of base62: 5.95 bits a character. */
export function randomText(characters: number, random: (bytes: number) => Uint8Array): string {
  let text = ""
  while (text.length < characters) {
    for (const byte of random(characters)) {
      if (byte < BYTE_LIMIT && text.length < characters) text += ALPHABET[byte % ALPHABET.length]
    }
  }
  return text
}

/** A new secret: its kind's prefix and 40 characters of base62, 238 bits. Rule AUTH-1. */
export function makeSecret(kind: SecretKind, random: (bytes: number) => Uint8Array): string {
  return SECRET_KINDS[kind] + randomText(SECRET_CHARACTERS, random)
}

/** What is stored of a secret: SHA-256, hex. No salt is needed, as nobody can guess 238 bits. */
export function hashSecret(secret: string): string {
  return bytesToHex(sha256(utf8ToBytes(secret)))
}

/** Whether two hashes are equal, in a time that does not tell where they differ. */
export function sameHash(left: string, right: string): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index)
  }
  return difference === 0
}
