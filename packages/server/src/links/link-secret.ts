import { hashSecret, randomText } from "../auth/secret.ts"

/** 190 random bits. */
const SECRET_CHARACTERS = 32
const SECRET = /^[0-9A-Za-z]{32}$/

/** The secret part of a payment link's address: shown once, stored as its hash. Rule LINK-2. */
export function makeLinkSecret(random: (bytes: number) => Uint8Array): string {
  return randomText(SECRET_CHARACTERS, random)
}

/** What a link is found by; `undefined` for what cannot be a secret. */
export function linkSecretHash(secret: string): string | undefined {
  return SECRET.test(secret) ? hashSecret(secret) : undefined
}
