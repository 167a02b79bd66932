import { createHmac } from "node:crypto"
import { describe, expect, test } from "vitest"
import { CHALLENGE_LENGTH_MAX, verifyMetaHandshake, verifyMetaSignature } from "./meta-signature.ts"

const SECRET = "meta-app-secret"
const BODY = new TextEncoder().encode('{"object":"whatsapp_business_account","note":"caf\u00e9"}')
const HEX = createHmac("sha256", SECRET).update(BODY).digest("hex")

describe("verifyMetaSignature", () => {
  test.each([`sha256=${HEX}`, `sha256=${HEX.toUpperCase()}`])("[META-12] accepts %s", async (header) => {
    expect(await verifyMetaSignature(BODY, header, SECRET)).toBe(true)
  })

  test("[META-12] signs the bytes, also when they are a part of a larger buffer", async () => {
    const larger = new Uint8Array([1, 2, 3, ...BODY, 4])
    expect(await verifyMetaSignature(larger.subarray(3, 3 + BODY.length), `sha256=${HEX}`, SECRET)).toBe(true)
  })

  test.each([
    undefined,
    "",
    HEX,
    `sha1=${HEX}`,
    `sha256=${HEX.slice(2)}`,
    `sha256=${HEX}00`,
    `sha256=${"0".repeat(64)}`,
    `sha256=${"z".repeat(64)}`,
    ` sha256=${HEX}`,
  ])("[META-12] refuses %j", async (header) => {
    expect(await verifyMetaSignature(BODY, header, SECRET)).toBe(false)
  })

  test("[META-12] refuses another secret, no secret and a changed body", async () => {
    const changed = Uint8Array.from(BODY)
    changed[0] = 0x5b
    expect(await verifyMetaSignature(BODY, `sha256=${HEX}`, "other")).toBe(false)
    expect(await verifyMetaSignature(BODY, `sha256=${HEX}`, "")).toBe(false)
    expect(await verifyMetaSignature(changed, `sha256=${HEX}`, SECRET)).toBe(false)
  })
})

describe("verifyMetaHandshake", () => {
  const query = { "hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "1158201444" }

  test("[META-13] answers the challenge", () => {
    expect(verifyMetaHandshake(query, "verify-me")).toBe("1158201444")
  })

  test.each([
    [query, undefined],
    [query, ""],
    [{ ...query, "hub.verify_token": "" }, ""],
    [{ ...query, "hub.verify_token": undefined }, undefined],
    [query, "verify-m"],
    [query, "verify-me2"],
    [{ ...query, "hub.mode": "unsubscribe" }, "verify-me"],
    [{ ...query, "hub.challenge": undefined }, "verify-me"],
    [{ ...query, "hub.challenge": "" }, "verify-me"],
    [{ ...query, "hub.challenge": "1".repeat(CHALLENGE_LENGTH_MAX + 1) }, "verify-me"],
    [{}, "verify-me"],
  ])("[META-13] refuses %j against %j", (given, token) => {
    expect(verifyMetaHandshake(given, token)).toBeUndefined()
  })
})
