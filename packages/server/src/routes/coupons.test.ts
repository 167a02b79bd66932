import { describe, expect, it } from "vitest"
import { makeTenant, testApp } from "../testing/test-app.ts"

const PERCENT = { code: "Diwali10", kind: "percent", value: "10" }

describe("coupons", () => {
  it("[COUPON-1] are made, listed and read by the operator, in any case", async () => {
    const test = testApp()
    const body = {
      ...PERCENT,
      maxBonus: "25",
      minTopUp: "50",
      currency: "USD",
      expiresAt: "2026-12-31T23:59:59+05:30",
      maxRedemptions: 100,
      perCustomer: 1,
      grantExpiresInDays: 60,
    }
    const made = await test.send("POST", "/v1/coupons", { body })
    const out = {
      ...body,
      partnerId: null,
      customerId: null,
      expiresAt: "2026-12-31T18:29:59.000Z",
      redemptions: { confirmed: 0, reserved: 0 },
      createdAt: "2026-11-22T12:00:00.000Z",
    }
    expect(made).toMatchObject({ status: 201, body: out })
    const fixed = await test.send("POST", "/v1/coupons", {
      body: { code: "FIVE", kind: "fixed", value: "5.5" },
    })
    expect(fixed).toMatchObject({ status: 201, body: { kind: "fixed", value: "5.5", currency: null } })
    for (const code of ["diwali10", "DIWALI10", "Diwali10"]) {
      expect(await test.send("GET", `/v1/coupons/${code}`)).toMatchObject({ status: 200, body: out })
    }
    const first = await test.send("GET", "/v1/coupons?limit=1")
    expect(first.body.data).toEqual([made.body])
    const second = await test.send("GET", `/v1/coupons?limit=1&cursor=${first.body.nextCursor}`)
    expect(second.body).toEqual({ data: [fixed.body], nextCursor: null })
    expect(await test.send("GET", "/v1/coupons/NOBODY")).toMatchObject({ status: 404 })
  })

  it("[COUPON-1] the same code and body is the same coupon; another body, in whatever case, 409", async () => {
    const test = testApp()
    expect((await test.send("POST", "/v1/coupons", { body: PERCENT })).status).toBe(201)
    expect((await test.send("POST", "/v1/coupons", { body: PERCENT })).status).toBe(200)
    for (const other of [
      { ...PERCENT, value: "11" },
      { ...PERCENT, code: "DIWALI10" },
    ]) {
      const taken = await test.send("POST", "/v1/coupons", { body: other })
      expect(taken).toMatchObject({ status: 409, body: { code: "id_taken" } })
    }
    expect((await test.send("GET", "/v1/coupons")).body.data).toHaveLength(1)
  })

  it("[HTTP-8] making one is answered again by its Idempotency-Key", async () => {
    const test = testApp()
    const sent = { body: PERCENT, headers: { "idempotency-key": "k" } }
    const first = await test.send("POST", "/v1/coupons", sent)
    const again = await test.send("POST", "/v1/coupons", sent)
    expect([again.status, again.body]).toEqual([201, first.body])
    expect(again.headers.get("idempotent-replayed")).toBe("true")
  })

  it.each<[string, object, string]>([
    ["a code with a blank", { code: "a b" }, "code"],
    ["a code of 65", { code: "a".repeat(65) }, "code"],
    ["no code", { code: "" }, "code"],
    ["another kind", { kind: "free" }, "kind"],
    ["nothing", { value: "0" }, "value"],
    ["less than nothing", { value: "-1" }, "value"],
    ["a number", { value: 10 }, "value"],
    ["more than 1,000 %", { value: "1000.0001" }, "value"],
    ["five decimals of a percent", { value: "1.00001" }, "value"],
    ["an amount of seven decimals", { kind: "fixed", value: "1.0000001" }, "value"],
    ["a maximum of 0", { maxBonus: "0" }, "maxBonus"],
    ["a minimum of 0", { minTopUp: "0" }, "minTopUp"],
    ["no such currency", { currency: "ZZZ" }, "currency"],
    ["an end without offset", { expiresAt: "2026-12-31T00:00:00" }, "expiresAt"],
    ["no redemptions", { maxRedemptions: 0 }, "maxRedemptions"],
    ["part of a redemption", { maxRedemptions: 1.5 }, "maxRedemptions"],
    ["too many redemptions", { maxRedemptions: 1_000_000_001 }, "maxRedemptions"],
    ["none a customer", { perCustomer: 0 }, "perCustomer"],
    ["no days", { grantExpiresInDays: 0 }, "grantExpiresInDays"],
    ["3,651 days", { grantExpiresInDays: 3_651 }, "grantExpiresInDays"],
    ["an unknown field", { bonus: "1" }, "bonus"],
  ])("[COUPON-2] of %s is refused at its name", async (_, changed, path) => {
    const test = testApp()
    const answer = await test.send("POST", "/v1/coupons", { body: { ...PERCENT, ...changed } })
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path)
    expect((await test.send("GET", "/v1/coupons")).body.data).toEqual([])
  })

  it.each([
    ["1000", 201],
    ["0.0001", 201],
  ])("[COUPON-2] of %s %% are made", async (value, status) => {
    expect((await testApp().send("POST", "/v1/coupons", { body: { ...PERCENT, value } })).status).toBe(status)
  })

  it("[COUPON-2] are for a partner or a customer that exist, together", async () => {
    const test = testApp()
    const acme = await makeTenant(test, "acme")
    const other = await makeTenant(test, "other")
    const make = (body: object) => test.send("POST", "/v1/coupons", { body: { ...PERCENT, ...body } })
    expect((await make({ code: "a", partnerId: acme.partnerId })).status).toBe(201)
    const personal = await make({ code: "b", customerId: acme.customerId })
    expect(personal).toMatchObject({
      status: 201,
      body: { partnerId: acme.partnerId, customerId: acme.customerId },
    })
    for (const owner of [
      { partnerId: "nobody" },
      { customerId: "nobody" },
      { partnerId: other.partnerId, customerId: acme.customerId },
    ]) {
      expect(await make({ code: "c", ...owner })).toMatchObject({ status: 404, body: { code: "not_found" } })
    }
  })

  it("[AUTH-4] are nobody's but the operator's", async () => {
    const test = testApp()
    const { key } = await makeTenant(test, "acme")
    for (const [method, path, sent] of [
      ["POST", "/v1/coupons", { key, body: PERCENT }],
      ["GET", "/v1/coupons", { key }],
      ["GET", "/v1/coupons/Diwali10", { key }],
    ] as const) {
      expect(await test.send(method, path, sent)).toMatchObject({ status: 403, body: { code: "forbidden" } })
    }
  })
})
