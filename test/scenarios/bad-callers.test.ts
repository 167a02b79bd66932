import { beforeAll, describe, expect, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import type { Caller } from "../support/client.ts"
import { postEvents } from "../support/events.ts"
import { call, operationsOn, type Operation } from "../support/operations.ts"
import { snapshot } from "../support/snapshot.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant, portalToken, walletKey, type Tenant } from "../support/tenant.ts"
import { gupshupBillingV3, postGupshup } from "../support/webhooks.ts"

const SCOPES = ["balance:read", "usage:read", "statement:read", "topup:write", "settings:write"]

let host: Host
let mine: Tenant
let theirs: Tenant
let operations: readonly Operation[]
let strangers: readonly { readonly name: string; readonly caller: Caller }[]

beforeAll(async () => {
  host = openHost()
  mine = await makeTenant(host.operator, "mine", { credit: "10" })
  theirs = await makeTenant(host.operator, "theirs", { credit: "10" })
  operations = (await operationsOn(mine)).filter(({ callers }) => callers.length > 0)
  strangers = [
    { name: "partner", caller: theirs.partner },
    { name: "portal", caller: await portalToken(theirs, { scopes: SCOPES }) },
    { name: "wallet", caller: await walletKey(theirs) },
  ]
})

/** Runs and expects that nothing changed, for either tenant. */
async function unchanged(run: () => Promise<void>): Promise<void> {
  const before = await snapshot(host.operator, [mine, theirs])
  await run()
  expect(await snapshot(host.operator, [mine, theirs])).toEqual(before)
  for (const tenant of [mine, theirs]) await expectSound(host, tenant)
}

it("[INV-13] no operation on another tenant's things answers anything but 403 or 404", () =>
  unchanged(async () => {
    for (const operation of operations.filter(({ isOwned }) => isOwned)) {
      for (const { name, caller } of strangers) {
        host.now += 1_000
        const body = bodyFor(operation.name)
        const { status, body: said } = await call(caller, operation, body)
        const isRefused = status === 403 || status === 404
        expect([operation.name, name, status, isRefused]).toEqual([operation.name, name, status, true])
        expect(JSON.stringify(said)).not.toMatch(/balance|secretKey/)
      }
    }
  }))

/** A body that the operation would take, so that it is the caller that is refused. */
function bodyFor(operation: string): unknown {
  const sender = { walletId: mine.walletId, phoneNumber: "+14155550100" }
  const bodies: Record<string, unknown> = {
    "PATCH /v1/partners/{id}": { name: "Taken over" },
    "PATCH /v1/customers/{id}": { timezone: "Asia/Tokyo" },
    "PUT /v1/senders/{id}": sender,
    "POST /v1/wallets/{id}/top-ups/preview": { amount: "50" },
    "PUT /v1/customers/{id}/mail-settings": { notices: false },
    "PUT /v1/wallets/{id}/auto-recharge": { enabled: true, threshold: "5", amount: "50" },
    "POST /v1/plans/{id}/versions": {
      effectiveFrom: "2026-12-01",
      fees: [{ kind: "per_message", label: "l", group: "g", amount: "1", on: ["sent"] }],
    },
    "PATCH /v1/wallets/{id}": { creditName: "Taken" },
    "PUT /v1/wallets/{id}/allotments": [],
    "PATCH /v1/wallets/{id}/numbers/{senderId}": { displayName: "Taken over" },
    "POST /v1/wallets/{id}/adjustments": { amount: "1", reason: "r" },
    "POST /v1/wallets/{id}/top-ups": { amount: "1", method: "manual" },
    "POST /v1/top-ups/{id}/refund": { reason: "r" },
  }
  return bodies[operation]
}

it("[INV-13] nothing that a body names is another tenant's", () =>
  unchanged(async () => {
    const { walletId, customerId, senderId } = mine
    const messages = [{ to: "919410031234", category: "marketing" }]
    const partner = theirs.partner
    const answers: [string, Promise<{ status: number }>, number][] = [
      ["authorize wallet", partner.post("/v1/authorizations", { walletId, messages }), 404],
      ["authorize sender", partner.post("/v1/authorizations", { senderId, messages }), 404],
      ["quote", partner.post("/v1/quotes", { walletId, messages }), 404],
      [
        "estimate",
        partner.post("/v1/estimates", { walletId, from: "2026-11-01", to: "2026-11-02", planId: "meta" }),
        404,
      ],
      ["quote plan", partner.post("/v1/quotes", { planId: "mine-plan", messages }), 404],
      ["token", partner.post("/v1/portal-tokens", { walletId }), 404],
      ["key", partner.post("/v1/keys", { kind: "wallet", walletId, name: "x" }), 404],
      ["wallet", partner.post("/v1/wallets", { customerId, currency: "USD" }), 404],
      [
        "plan of another",
        partner.post("/v1/wallets", {
          customerId: theirs.customerId,
          currency: "USD",
          planId: "mine-plan",
        }),
        422,
      ],
      [
        "own sender onto their wallet",
        partner.put(`/v1/senders/${theirs.senderId}`, { walletId, phoneNumber: "+14155550100" }),
        404,
      ],
      [
        "their sender onto own wallet",
        partner.put(`/v1/senders/${senderId}`, { walletId: theirs.walletId, phoneNumber: "+14155550100" }),
        409,
      ],
      [
        "their app on own sender",
        partner.put(`/v1/senders/${theirs.senderId}`, {
          walletId: theirs.walletId,
          phoneNumber: "+14155550100",
          gupshupAppId: mine.appId,
        }),
        409,
      ],
      ["customers of another", partner.get("/v1/customers?partnerId=mine"), 404],
      ["senders of a wallet", partner.get(`/v1/senders?walletId=${walletId}`), 404],
      ["a hold by its wallet", partner.get(`/v1/authorizations/x?walletId=${walletId}`), 404],
      ["a base plan of another", partner.post("/v1/plans", { basePlanId: "mine-plan", fees: [] }), 400],
    ]
    for (const [name, answer, status] of answers)
      expect([name, (await answer).status]).toEqual([name, status])
    const wallets = (await partner.get(`/v1/wallets?customerId=${customerId}`)).body
    expect(wallets.data ?? []).toEqual([])
  }))

it("[ROUTE-1] events of another's sender, by key or ingest token, reach no wallet", async () => {
  const { partner } = theirs
  const before = (await host.operator.get(`${mine.wallet}/proof`)).body
  const told = { messageId: "foreign", at: host.now, category: "marketing" }
  expect(await postEvents(mine, [told], partner)).toMatchObject({ suspended: 1, charged: "0" })
  const { token } = await partner.must(partner.post("/v1/ingest-tokens", { name: "callbacks" }))
  const event = { appId: mine.appId, messageId: "foreign", gsId: "g", source: "gupshup" as const }
  const answer = await postGupshup(host.operator, gupshupBillingV3(event), token)
  expect([answer.status, answer.body.charged, answer.body.suspended]).toEqual([200, "0", 1])
  expect((await host.operator.get(`${mine.wallet}/proof`)).body).toEqual(before)
  await host.operator.must(host.operator.post("/v1/suspense/retry", {}))
  expect((await host.operator.get(`${mine.wallet}/proof`)).body).toEqual(before)
})

it("[INV-13] after a move to another partner, each partner's word reaches its own wallets only", async () => {
  const old = await makeTenant(host.operator, "old-owner", { credit: "1" })
  const next = await makeTenant(host.operator, "next-owner", { credit: "1" })
  await postEvents(old, [{ messageId: "before", kind: "sent", at: host.now, category: "marketing" }])
  const moved = { walletId: next.walletId, phoneNumber: "+14155550100" }
  await host.operator.must(host.operator.put(`/v1/senders/${old.senderId}`, moved))
  host.now += 1_000
  const delivery = { messageId: "before", at: host.now, category: "marketing" }
  const proof = (await host.operator.get(`${old.wallet}/proof`)).body
  // The new partner knows nothing of the message: to it, it is one of its own sender.
  expect(await postEvents(old, [delivery], next.partner)).toMatchObject({ charged: "0.013508" })
  expect((await host.operator.get(`${old.wallet}/proof`)).body).toEqual(proof)
  expect(await postEvents(old, [delivery], old.partner)).toMatchObject({ charged: "0.012508" })
  const news = { ...delivery, messageId: "after" }
  expect(await postEvents(old, [news], old.partner)).toMatchObject({ suspended: 1, charged: "0" })
  expect((await old.partner.get(old.wallet)).body.balance).toBe("0.986492")
  expect((await next.partner.get(next.wallet)).body.balance).toBe("0.986492")
})

describe("[AUTH-4] who is not listed for an operation is 403, and nobody is 401", () => {
  it("for keys and tokens of the wallet's own tenant", async () => {
    const own = [
      { kind: "partner", caller: mine.partner },
      { kind: "portal", caller: await portalToken(mine, { scopes: SCOPES }) },
      { kind: "wallet", caller: await walletKey(mine) },
    ]
    await unchanged(async () => {
      for (const operation of operations) {
        host.now += 5_000
        for (const { kind, caller } of own) {
          if (operation.callers.some((listed) => listed.startsWith(kind))) continue
          const { status, body } = await call(caller, operation, bodyFor(operation.name))
          expect([operation.name, kind, status, body.code]).toEqual([operation.name, kind, 403, "forbidden"])
        }
        const nobody = await call(host.operator.as(""), operation, bodyFor(operation.name))
        if (operation.name === "GET /metrics") continue
        expect([operation.name, nobody.status, nobody.body.code]).toEqual([
          operation.name,
          401,
          "unauthenticated",
        ])
      }
    })
  })

  it("for a manual top-up by partner or token", () =>
    unchanged(async () => {
      const body = { amount: "1000", method: "manual" }
      for (const caller of [mine.partner, await portalToken(mine, { scopes: SCOPES })]) {
        const answer = await caller.post(`${mine.wallet}/top-ups`, body)
        expect([answer.status, answer.body.code]).toEqual([403, "forbidden"])
      }
    }))

  it("for a token without the scope", () =>
    unchanged(async () => {
      const reads: Record<string, readonly string[]> = {
        "balance:read": ["", "/summary", "/allotments", "/numbers"],
        "usage:read": ["/usage", "/messages"],
        "statement:read": ["/statement", "/proof", "/top-ups"],
      }
      for (const scope of SCOPES) {
        const token = await portalToken(mine, { scopes: [scope] })
        for (const [needed, paths] of Object.entries(reads)) {
          for (const path of paths) {
            const { status } = await token.get(mine.wallet + path)
            expect([scope, path, status]).toEqual([scope, path, needed === scope ? 200 : 403])
          }
        }
      }
    }))

  it("for what only the operator sets on a wallet", () =>
    unchanged(async () => {
      for (const body of [{ status: "suspended" }, { overdraftLimit: "0.000001" }]) {
        const answer = await mine.partner.patch(mine.wallet, body)
        expect([answer.status, answer.body.code]).toEqual([403, "forbidden"])
      }
    }))
})
