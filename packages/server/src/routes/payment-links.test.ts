import { beforeEach, describe, expect, it } from "vitest"
import { hashSecret } from "../auth/secret.ts"
import { linkHost, PUBLIC_URL, type LinkHost } from "../links/testing-links.ts"
import { makeTenant, testApp } from "../testing/test-app.ts"
import { LINK_LIFETIME_MAX_MS } from "./payment-links.ts"

let host: LinkHost
beforeEach(async () => {
  host = await linkHost()
})

const make = (body: object, key = host.tenant.key) =>
  host.test.send("POST", `${host.wallet}/payment-links`, { key, body })
const list = async (key = host.tenant.key): Promise<any[]> =>
  (await host.test.send("GET", `${host.wallet}/payment-links`, { key })).body.data

function withoutUrl(link: object): object {
  return Object.fromEntries(Object.entries(link).filter(([name]) => name !== "url"))
}

async function portalKey(scopes: readonly string[], walletId = host.tenant.walletId): Promise<string> {
  const made = await host.test.send("POST", "/v1/portal-tokens", { body: { walletId, scopes } })
  return made.body.token as string
}

describe("payment links", () => {
  it("[LINK-1] are made with what nobody says, and listed without their address", async () => {
    const made = await make({})
    expect(made.status).toBe(201)
    const link = withoutUrl(made.body)
    expect(link).toEqual({
      id: expect.stringMatching(/^lnk_/),
      walletId: "acme-paid",
      amount: null,
      note: null,
      expiresAt: "2026-12-22T12:00:00.000Z",
      maxPayments: null,
      senderId: null,
      takesCoupon: false,
      status: "open",
      createdAt: "2026-11-22T12:00:00.000Z",
    })
    const fixed = await make({ amount: "121.5", note: "PO 7\nNovember", expiresAt: "2026-12-01T00:00:00Z" })
    expect(fixed.body).toMatchObject({ amount: "121.5", note: "PO 7\nNovember", maxPayments: 1 })
    expect((await make({ amount: "20", maxPayments: null })).body.maxPayments).toBeNull()
    expect((await make({ maxPayments: 100 })).body.maxPayments).toBe(100)
    const listed = await list()
    expect(listed).toHaveLength(4)
    expect(listed[0]).toEqual(link)
    const page = await host.test.send("GET", `${host.wallet}/payment-links?limit=3`, { key: host.tenant.key })
    const rest = await host.test.send(
      "GET",
      `${host.wallet}/payment-links?limit=3&cursor=${page.body.nextCursor}`,
      { key: host.tenant.key },
    )
    expect([...page.body.data, ...rest.body.data]).toEqual(listed)
  })

  it("[LINK-2] hold 190 random bits in their address, of which the hash is stored", async () => {
    const urls = await Promise.all(
      Array.from({ length: 20 }, async () => (await make({})).body.url as string),
    )
    for (const url of urls) expect(url).toMatch(/^https:\/\/pay\.example\.com\/pay\/[0-9A-Za-z]{32}$/)
    expect(new Set(urls).size).toBe(urls.length)
    const secret = urls[0]!.slice(`${PUBLIC_URL}/pay/`.length)
    const stored = await host.test.deps.catalog.paymentLinkByHash(hashSecret(secret))
    expect(stored).toMatchObject({ walletId: "acme-paid" })
    expect(
      JSON.stringify(stored, (_, value: unknown) => (typeof value === "bigint" ? null : value)),
    ).not.toContain(secret)
    expect(JSON.stringify(await list())).not.toContain(secret)
    expect(JSON.stringify(host.test.logged)).not.toContain(secret)
  })

  it("[LINK-2] [HTTP-8] are made once for a key, and the replay leaves the address out", async () => {
    const sent = { key: host.tenant.key, body: { amount: "50" }, headers: { "idempotency-key": "k" } }
    const first = await host.test.send("POST", `${host.wallet}/payment-links`, sent)
    const again = await host.test.send("POST", `${host.wallet}/payment-links`, sent)
    expect(first.body.url).toBeDefined()
    const rest = withoutUrl(first.body)
    expect([again.status, again.body, again.headers.get("idempotent-replayed")]).toEqual([201, rest, "true"])
    const other = await host.test.send("POST", `${host.wallet}/payment-links`, {
      ...sent,
      body: { amount: "51" },
    })
    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_key_reused" } })
    expect(await list()).toHaveLength(1)
  })

  it("[NUM-4] are for a number of the wallet, or of no other", async () => {
    const { test, tenant } = host
    const other = await makeTenant(test, "other")
    for (const [id, walletId, key] of [
      ["mine", tenant.walletId, tenant.key],
      ["theirs", other.walletId, other.key],
    ] as const) {
      await test.send("PUT", `/v1/senders/${id}`, { key, body: { walletId, phoneNumber: "+14155550001" } })
    }
    expect((await make({ senderId: "mine", takesCoupon: true })).body).toMatchObject({
      senderId: "mine",
      takesCoupon: true,
    })
    for (const senderId of ["theirs", "nobody"]) {
      expect(await make({ senderId })).toMatchObject({ status: 422, body: { code: "unknown_sender" } })
    }
  })

  it.each<[string, object, string]>([
    ["an amount of 0", { amount: "0" }, "amount"],
    ["a number", { amount: 50 }, "amount"],
    ["an empty note", { note: "" }, "note"],
    ["a note of 501", { note: "n".repeat(501) }, "note"],
    ["a note with a control character", { note: "a\u0007b" }, "note"],
    ["an end that is now", { expiresAt: "2026-11-22T12:00:00Z" }, "expiresAt"],
    ["an end after 366 days and a moment", { expiresAt: "2027-11-23T12:00:00.001Z" }, "expiresAt"],
    ["no payments", { maxPayments: 0 }, "maxPayments"],
    ["101 payments", { maxPayments: 101 }, "maxPayments"],
    ["half a payment", { maxPayments: 0.5 }, "maxPayments"],
    ["an unknown field", { url: "x" }, "url"],
  ])("[LINK-1] with %s are refused at its name", async (_, body, path) => {
    const answer = await make(body)
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path)
    expect(await list()).toEqual([])
  })

  it("[LINK-1] last at most 366 days, and a moment at least", async () => {
    for (const lifetime of [1, LINK_LIFETIME_MAX_MS]) {
      const expiresAt = new Date(host.test.now + lifetime).toISOString()
      expect(await make({ expiresAt })).toMatchObject({ status: 201, body: { expiresAt } })
    }
  })

  it.each([
    ["9.99", "amount_out_of_limits"],
    ["10000.01", "amount_out_of_limits"],
    ["10.001", "unprocessable"],
  ])("[LINK-1] of %s are 422 %s", async (amount, code) => {
    const answer = await make({ amount })
    expect(answer).toMatchObject({ status: 422, body: { code } })
    if (code === "amount_out_of_limits")
      expect(answer.body).toMatchObject({ minTopUp: "10", maxTopUp: "10000" })
  })

  it.each(["10", "10000"])("[LINK-1] of %s are made", async (amount) => {
    expect((await make({ amount })).status).toBe(201)
  })

  it("[LINK-1] of a wallet that is not active are 409, and 422 without a provider", async () => {
    await host.test.send("PATCH", host.wallet, { body: { status: "suspended" } })
    expect(await make({})).toMatchObject({
      status: 409,
      body: { code: "wallet_not_active", walletStatus: "suspended" },
    })
    const plain = testApp()
    const { key, customerId } = await makeTenant(plain, "acme")
    const wallet = { id: "w", customerId, currency: "USD" }
    await plain.send("POST", "/v1/wallets", { key, body: wallet })
    const answer = await plain.send("POST", "/v1/wallets/w/payment-links", { key, body: {} })
    expect(answer).toMatchObject({ status: 422, body: { code: "unprocessable" } })
  })

  it("[LINK-1] are the operator's, the partner's, and a token's with topup:write", async () => {
    const { key } = host.tenant
    const token = await portalKey(["topup:write"])
    for (const caller of [undefined, key, token]) {
      const made = await make({}, caller)
      expect(made.status).toBe(201)
      expect((await list(caller)).some(({ id }) => id === made.body.id)).toBe(true)
      const revoked = await host.test.send("DELETE", `/v1/payment-links/${made.body.id}`, {
        ...(caller === undefined ? {} : { key: caller }),
      })
      expect(revoked.status).toBe(204)
    }
    const reader = await portalKey(["balance:read", "usage:read", "statement:read", "settings:write"])
    const walletKey = await host.test.send("POST", "/v1/keys", {
      body: { kind: "wallet", walletId: host.tenant.walletId },
    })
    const { link } = await host.makeLink()
    for (const caller of [reader, walletKey.body.key as string]) {
      expect((await make({}, caller)).status).toBe(403)
      const sent = { key: caller }
      expect((await host.test.send("GET", `${host.wallet}/payment-links`, sent)).status).toBe(403)
      expect((await host.test.send("DELETE", `/v1/payment-links/${link.id}`, sent)).status).toBe(403)
    }
  })

  it("[INV-13] of another tenant are not there", async () => {
    const other = await makeTenant(host.test, "other")
    const { link } = await host.makeLink()
    const token = await portalKey(["topup:write"], other.walletId)
    for (const key of [other.key, token]) {
      expect((await make({}, key)).status).toBe(404)
      expect((await host.test.send("GET", `${host.wallet}/payment-links`, { key })).status).toBe(404)
      expect((await host.test.send("DELETE", `/v1/payment-links/${link.id}`, { key })).status).toBe(404)
    }
    expect(await list()).toMatchObject([{ status: "open" }])
    expect((await host.test.send("DELETE", "/v1/payment-links/lnk_nobody")).status).toBe(404)
  })

  it("[LINK-3] expire at their end, and stay revoked", async () => {
    const { link } = await host.makeLink({ expiresAt: "2026-11-23T00:00:00Z" })
    const status = async () => (await list()).map((row) => row.status as string)
    host.test.now = Date.UTC(2026, 10, 23) - 1
    expect(await status()).toEqual(["open"])
    host.test.now += 1
    expect(await status()).toEqual(["expired"])
    for (const _ of [1, 2]) {
      const revoked = await host.test.send("DELETE", `/v1/payment-links/${link.id}`, { key: host.tenant.key })
      expect(revoked.status).toBe(204)
      expect(await status()).toEqual(["revoked"])
      host.test.now += 1_000
    }
    const stored = await host.test.deps.catalog.paymentLink(link.id)
    expect(stored?.revokedAt).toBe(Date.UTC(2026, 10, 23))
  })
})
