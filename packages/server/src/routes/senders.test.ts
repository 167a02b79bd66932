import { describe, expect, it } from "vitest"
import { changesOf, walletRow } from "../storage/conformance-rows.ts"
import { makeTenant, testApp, type TestApp, type Tenant } from "../testing/test-app.ts"

const phoneNumber = "+919876543210"

async function addWallet(test: TestApp, { partnerId, customerId }: Tenant, walletId: string): Promise<void> {
  await test.deps.catalog.insertWalletPlace({
    walletId,
    customerId,
    partnerId,
    currency: "USD",
    isClosed: false,
    createdAt: test.now,
  })
}

describe("senders", () => {
  it("[CATALOG-5] are made by PUT, and replaced whole", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const body = {
      walletId: a.walletId,
      phoneNumber,
      wabaId: "102290129340398",
      gupshupAppId: "app-1",
      timezone: "Asia/Kolkata",
      defaultChannel: "mm_lite",
      mmLite: { tosAccepted: true, autoRouting: false, apiVersion: "v24.0" },
    }
    const made = await test.send("PUT", "/v1/senders/106540352242922", { key: a.key, body })
    expect(made).toMatchObject({
      status: 201,
      body: { id: "106540352242922", partnerId: "a", ...body, capOverrides: {} },
    })
    const less = await test.send("PUT", "/v1/senders/106540352242922", {
      key: a.key,
      body: { walletId: a.walletId, phoneNumber },
    })
    expect(less).toMatchObject({
      status: 200,
      body: { wabaId: null, gupshupAppId: null, timezone: null, defaultChannel: "cloud_api", mmLite: null },
    })
    expect((await test.send("GET", "/v1/senders", { key: a.key })).body.data).toEqual([less.body])
  })

  it("[CATALOG-5] keep every assignment with its dates", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    await addWallet(test, a, "a-second")
    const put = (walletId: string) =>
      test.send("PUT", "/v1/senders/1", { key: a.key, body: { walletId, phoneNumber } })
    await put(a.walletId)
    test.now += 1000
    await put("a-second")
    await put("a-second")
    await put(a.walletId)
    const { body } = await test.send("GET", "/v1/senders/1", { key: a.key })
    expect(body.walletId).toBe(a.walletId)
    expect(body.assignments).toEqual([
      { walletId: "a-wallet", from: null, to: "2026-11-22T12:00:01.000Z" },
      { walletId: "a-second", from: "2026-11-22T12:00:01.000Z", to: "2026-11-22T12:00:01.001Z" },
      { walletId: "a-wallet", from: "2026-11-22T12:00:01.001Z", to: null },
    ])
  })

  it("[CATALOG-5] of another partner are taken, unless an operator moves them", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const b = await makeTenant(test, "b")
    const bodyOf = (walletId: string) => ({ walletId, phoneNumber, gupshupAppId: "app-1" })
    await test.send("PUT", "/v1/senders/1", { key: a.key, body: bodyOf(a.walletId) })
    expect(await test.send("PUT", "/v1/senders/1", { key: b.key, body: bodyOf(b.walletId) })).toMatchObject({
      status: 409,
      body: { code: "sender_taken" },
    })
    // Callbacks tell only the app, so another partner may not claim it for a number of its own.
    expect((await test.send("PUT", "/v1/senders/2", { key: b.key, body: bodyOf(b.walletId) })).status).toBe(
      409,
    )
    expect((await test.send("PUT", "/v1/senders/2", { key: b.key, body: bodyOf(a.walletId) })).status).toBe(
      404,
    )
    expect((await test.send("GET", "/v1/senders/1", { key: b.key })).status).toBe(404)

    test.now += 1000
    expect(await test.send("PUT", "/v1/senders/1", { body: bodyOf(b.walletId) })).toMatchObject({
      status: 200,
      body: { partnerId: "b", walletId: b.walletId },
    })
    expect((await test.send("GET", "/v1/senders/1", { key: a.key })).status).toBe(404)
    const moved = await test.send("GET", "/v1/senders/1", { key: b.key })
    expect(moved.body.assignments).toHaveLength(1)
    expect((await test.send("GET", "/v1/senders/1")).body.assignments).toHaveLength(2)
    expect((await test.send("GET", `/v1/senders?walletId=${b.walletId}`, { key: a.key })).status).toBe(404)
    expect((await test.send("GET", `/v1/senders?walletId=${b.walletId}`)).body.data).toHaveLength(1)
  })

  it("[CATALOG-5] have caps that their partner sets only where the plan lets it", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const body = { walletId: a.walletId, phoneNumber, capOverrides: { platform: "80.00" } }
    expect(await test.send("PUT", "/v1/senders/1", { key: a.key, body })).toMatchObject({
      status: 422,
      body: { code: "unprocessable", errors: [{ path: "capOverrides.platform" }] },
    })
    const set = await test.send("PUT", "/v1/senders/1", { body })
    expect(set).toMatchObject({ status: 201, body: { capOverrides: { platform: "80" } } })
    expect((await test.send("PUT", "/v1/senders/1", { key: a.key, body })).status).toBe(200)
  })

  it.each([
    ["50", 200],
    ["750", 200],
    ["49.999999", 422],
    ["750.000001", 422],
  ])("[CATALOG-5] have a cap of %s within the plan's range: %i", async (amount, status) => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const wallet = walletRow({ id: a.walletId, customerId: a.customerId, currency: "USD", planId: "gupshup" })
    await test.deps.wallets.open(a.walletId, () => ({
      answer: { status: 201, body: null },
      changes: changesOf({ wallet }),
    }))
    const body = { walletId: a.walletId, phoneNumber }
    await test.send("PUT", "/v1/senders/1", { key: a.key, body })
    const capOverrides = { "gupshup-platform": amount }
    const answer = await test.send("PUT", "/v1/senders/1", { key: a.key, body: { ...body, capOverrides } })
    expect(answer.status).toBe(status)
  })

  it.each([
    ["phoneNumber", "123456"],
    ["phoneNumber", "1234567890123456"],
    ["phoneNumber", "+91 98765"],
    ["phoneNumber", 919876543210],
    ["walletId", undefined],
    ["timezone", "Nowhere"],
    ["defaultChannel", "sms"],
    ["mmLite", { tosAccepted: true }],
    ["capOverrides", { platform: 80 }],
    ["capOverrides", { platform: "-1" }],
    ["capOverrides", []],
    ["wabaId", "a b"],
  ])("[HTTP-4] refuse %s %j", async (field, value) => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const body = { walletId: a.walletId, phoneNumber, [field]: value }
    expect((await test.send("PUT", "/v1/senders/1", { key: a.key, body })).status).toBe(400)
  })

  it("[HTTP-4] refuse an id of other characters", async () => {
    expect((await testApp().send("PUT", "/v1/senders/a%20b", { body: {} })).status).toBe(400)
    expect((await testApp().send("GET", `/v1/senders/${"1".repeat(65)}`)).status).toBe(400)
  })
})
