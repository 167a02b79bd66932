import { describe, expect, it } from "vitest"
import { makeTenant, testApp } from "../testing/test-app.ts"

describe("wallets", () => {
  it("[CATALOG-3] whose opening was cut off are none until the same request opens them", async () => {
    const test = testApp()
    const { customerId, partnerId } = await makeTenant(test, "cut")
    const place = { walletId: "cut", customerId, partnerId, currency: "USD", isClosed: false, createdAt: 1 }
    await test.deps.catalog.insertWalletPlace(place)
    const messages = [{ to: "919876543210", category: "marketing" }]
    for (const [method, path, body] of [
      ["GET", "/v1/wallets/cut", undefined],
      ["GET", "/v1/wallets/cut/summary", undefined],
      ["POST", "/v1/wallets/cut/top-ups", { amount: "1", method: "manual" }],
      ["POST", "/v1/authorizations", { walletId: "cut", messages }],
      ["POST", "/v1/quotes", { walletId: "cut", messages }],
    ] as const) {
      expect([path, (await test.send(method, path, { body })).status]).toEqual([path, 404])
    }
    const body = { id: "cut", customerId, currency: "USD", planId: "gupshup" }
    expect((await test.send("POST", "/v1/wallets", { body })).status).toBe(201)
    expect((await test.send("POST", "/v1/quotes", { body: { walletId: "cut", messages } })).status).toBe(200)
  })
})

describe("partners", () => {
  it("[CATALOG-3] are made once by an id of the client's", async () => {
    const test = testApp()
    const body = {
      id: "acme",
      name: "Acme",
      allowedOrigins: ["https://acme.example"],
      overdraftMax: "100.50",
    }
    const made = await test.send("POST", "/v1/partners", { body })
    expect(made).toMatchObject({
      status: 201,
      body: { ...body, overdraftMax: "100.5", status: "active", supportEmail: null },
    })
    const again = await test.send("POST", "/v1/partners", { body })
    const { secretKey: _, ...rest } = made.body
    expect(again).toMatchObject({ status: 200, body: rest })
    expect(again.body).not.toHaveProperty("secretKey")
    expect(await test.send("POST", "/v1/partners", { body: { ...body, name: "Other" } })).toMatchObject({
      status: 409,
      body: { code: "id_taken" },
    })
    expect(await test.send("GET", "/v1/partners/acme", { key: made.body.secretKey })).toMatchObject({
      status: 200,
      body: rest,
    })
  })

  it.each([
    ["no name", { allowedOrigins: [] }],
    ["a blank name", { name: "  ", allowedOrigins: [] }],
    ["a NUL", { name: "a\u0000b", allowedOrigins: [] }],
    ["half a character", { name: "a\ud800", allowedOrigins: [] }],
    ["a name of a number", { name: 1, allowedOrigins: [] }],
    ["no origins", { name: "a" }],
    ["an origin with a path", { name: "a", allowedOrigins: ["https://a.example/"] }],
    ["a wildcard", { name: "a", allowedOrigins: ["*"] }],
    ["another scheme", { name: "a", allowedOrigins: ["ftp://a.example"] }],
    ["an upper-case origin", { name: "a", allowedOrigins: ["https://A.example"] }],
    ["a default port", { name: "a", allowedOrigins: ["https://a.example:443"] }],
    [
      "too many origins",
      { name: "a", allowedOrigins: Array.from({ length: 51 }, (_, i) => `https://a${i}.example`) },
    ],
    ["a numeric amount", { name: "a", allowedOrigins: [], overdraftMax: 100 }],
    ["a negative amount", { name: "a", allowedOrigins: [], overdraftMax: "-1" }],
    ["a seventh decimal", { name: "a", allowedOrigins: [], overdraftMax: "0.0000001" }],
    ["an exponent", { name: "a", allowedOrigins: [], overdraftMax: "1e3" }],
    ["a bad e-mail", { name: "a", allowedOrigins: [], supportEmail: "nobody" }],
    ["a bad id", { id: "a/b", name: "a", allowedOrigins: [] }],
    ["a long id", { id: "a".repeat(65), name: "a", allowedOrigins: [] }],
    ["an empty id", { id: "", name: "a", allowedOrigins: [] }],
    ["an id of the prototype", { id: "__proto__", name: "a", allowedOrigins: [] }],
  ])("[HTTP-4] refuse %s", async (_, body) => {
    expect(await testApp().send("POST", "/v1/partners", { body })).toMatchObject({
      status: 400,
      body: { code: "invalid_request" },
    })
  })

  it("[HTTP-4] say how amounts are sent", async () => {
    const body = { name: "a", allowedOrigins: [], overdraftMax: 4.9 }
    expect((await testApp().send("POST", "/v1/partners", { body })).body.errors).toEqual([
      { path: "overdraftMax", message: 'send amounts as decimal strings, as in "4.9183"' },
    ])
  })

  it("[CATALOG-3] change by PATCH, and are each other's secret", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    await makeTenant(test, "b")
    const patch = {
      allowedOrigins: ["http://localhost:3000"],
      overdraftMax: "5",
      supportEmail: "help@a.example",
    }
    expect(await test.send("PATCH", "/v1/partners/a", { body: patch })).toMatchObject({
      status: 200,
      body: patch,
    })
    expect(await test.send("PATCH", "/v1/partners/a", { body: { supportEmail: null } })).toMatchObject({
      body: { ...patch, supportEmail: null },
    })
    expect((await test.send("PATCH", "/v1/partners/none", { body: {} })).status).toBe(404)
    expect((await test.send("GET", "/v1/partners/b", { key: a.key })).status).toBe(404)
  })
})

describe("customers", () => {
  const customer = {
    name: "Shop",
    timezone: "Asia/Kolkata",
    locale: "en-IN",
    contact: { name: "Asha", email: "asha@shop.example", phone: "+91 98765-43210" },
    billingAddress: { line1: "1 MG Road", city: "Pune", postalCode: "411001", country: "IN" },
    taxId: "27AAAPL1234C1ZE",
  }

  it("[CATALOG-3] keep what they were given", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const made = await test.send("POST", "/v1/customers", { key: a.key, body: { id: "shop", ...customer } })
    expect(made).toMatchObject({ status: 201, body: { id: "shop", partnerId: "a", ...customer } })
    expect(await test.send("GET", "/v1/customers/shop", { key: a.key })).toMatchObject({
      status: 200,
      body: made.body,
    })
    const again = await test.send("POST", "/v1/customers", { key: a.key, body: { id: "shop", ...customer } })
    expect(again).toMatchObject({ status: 200, body: made.body })
  })

  it("[CATALOG-3] are of the caller's partner, or of the one an operator names", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const b = await makeTenant(test, "b")
    const body = { id: "shop", ...customer }
    expect(await test.send("POST", "/v1/customers", { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "partnerId" }] },
    })
    expect((await test.send("POST", "/v1/customers", { body: { ...body, partnerId: "none" } })).status).toBe(
      404,
    )
    expect(
      (await test.send("POST", "/v1/customers", { key: a.key, body: { ...body, partnerId: "b" } })).status,
    ).toBe(404)
    expect(await test.send("POST", "/v1/customers", { body: { ...body, partnerId: "b" } })).toMatchObject({
      status: 201,
      body: { partnerId: "b" },
    })
    expect(await test.send("POST", "/v1/customers", { key: a.key, body })).toMatchObject({
      status: 409,
      body: { code: "id_taken" },
    })
    for (const path of ["/v1/customers/shop", "/v1/customers/none"]) {
      expect((await test.send("GET", path, { key: a.key })).status).toBe(404)
      expect((await test.send("PATCH", path, { key: a.key, body: { name: "x" } })).status).toBe(404)
    }
    const own = await test.send("GET", "/v1/customers", { key: b.key })
    expect(own.body.data.map((one: { id: string }) => one.id)).toEqual(["b-customer", "shop"])
    expect((await test.send("GET", "/v1/customers?partnerId=b", { key: a.key })).status).toBe(404)
    expect((await test.send("GET", "/v1/customers?partnerId=a")).body.data).toHaveLength(1)
  })

  it("[CATALOG-3] change by PATCH: what is absent stays, null clears", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    await test.send("POST", "/v1/customers", { key: a.key, body: { id: "shop", ...customer } })
    test.now += 5
    const changed = await test.send("PATCH", "/v1/customers/shop", {
      key: a.key,
      body: { timezone: "Asia/Kathmandu", taxId: null },
    })
    expect(changed.body).toMatchObject({
      ...customer,
      timezone: "Asia/Kathmandu",
      taxId: null,
      updatedAt: "2026-11-22T12:00:00.005Z",
    })
  })

  it.each([
    ["timezone", "Mars/Base"],
    ["timezone", "+05:30"],
    ["timezone", ""],
    ["timezone", "../etc"],
    ["locale", "english language"],
    ["locale", "x".repeat(65)],
    ["contact", "Asha"],
    ["contact", { name: "Asha", email: "asha" }],
    ["contact", { name: "Asha", email: "a@example.com", phone: "call me" }],
    ["billingAddress", { line1: "1", city: "Pune", postalCode: "1", country: "India" }],
    ["billingAddress", {}],
    ["taxId", ""],
    ["name", "x".repeat(201)],
  ])("[HTTP-4] refuse %s %j", async (field, value) => {
    const test = testApp()
    const { key } = await makeTenant(test, "a")
    const answer = await test.send("POST", "/v1/customers", { key, body: { ...customer, [field]: value } })
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].path.startsWith(field)).toBe(true)
  })
})

describe("ingest tokens", () => {
  it("[AUTH-9] belong to a partner, and are shown once", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const b = await makeTenant(test, "b")
    const made = await test.send("POST", "/v1/ingest-tokens", { key: a.key, body: { name: "callbacks" } })
    expect(made).toMatchObject({ status: 201, body: { partnerId: "a", name: "callbacks" } })
    expect(made.body.token).toMatch(/^tg_it_[0-9A-Za-z]{40}$/)
    expect((await test.send("GET", "/v1/rate-cards", { key: made.body.token })).status).toBe(401)
    expect((await test.send("GET", "/v1/ingest-tokens", { key: b.key })).body.data).toEqual([])
    expect((await test.send("DELETE", `/v1/ingest-tokens/${made.body.id}`, { key: b.key })).status).toBe(404)
    expect((await test.send("DELETE", `/v1/ingest-tokens/${made.body.id}`, { key: a.key })).status).toBe(204)
    expect((await test.send("GET", "/v1/ingest-tokens")).body.data[0].revokedAt).not.toBeNull()
    expect((await test.send("POST", "/v1/ingest-tokens", { body: {} })).status).toBe(400)
    expect((await test.send("POST", "/v1/ingest-tokens", { body: { partnerId: "none" } })).status).toBe(404)
    expect(
      (await test.send("POST", "/v1/ingest-tokens", { key: a.key, body: { partnerId: "b" } })).status,
    ).toBe(404)
  })
})
