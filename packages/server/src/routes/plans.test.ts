import { describe, expect, it } from "vitest"
import { makeTenant, testApp } from "../testing/test-app.ts"

const platformFee = {
  kind: "per_message",
  label: "Platform fee",
  group: "Fees",
  amount: "0.001",
  on: ["sent", "received"],
  capId: "platform",
}
const markup = {
  kind: "percent",
  label: "Markup",
  group: "Fees",
  percent: "6",
  on: ["delivered"],
  when: { category: ["marketing"], channel: ["cloud_api"] },
}
const plan = {
  id: "gold",
  name: "Gold",
  currency: "USD",
  effectiveFrom: "2026-01-01",
  rateCard: "meta",
  fees: [platformFee, markup],
  caps: [
    { id: "platform", amount: "75", per: "sender", period: "month", adjustable: { min: "50", max: "750" } },
  ],
}
const version = { effectiveFrom: "2027-01-01", rateCard: "meta", fees: [markup], caps: [] }

describe("plans", () => {
  it("[CATALOG-6] show the version in force and all versions", async () => {
    const test = testApp()
    const made = await test.send("POST", "/v1/plans", { body: plan })
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...plan,
        partnerId: null,
        basePlanId: null,
        volumeTiers: "list",
        fees: [platformFee, { ...markup, of: "whatsapp_fee" }],
        allowances: [
          { id: "meta-service", quantity: 1000, per: "sender", basis: "meta", effectiveFrom: "2026-10-01" },
        ],
      },
    })
    expect(await test.send("POST", "/v1/plans", { body: plan })).toMatchObject({
      status: 200,
      body: made.body,
    })
    expect(await test.send("POST", "/v1/plans", { body: { ...plan, name: "Other" } })).toMatchObject({
      status: 409,
      body: { code: "id_taken" },
    })
    const next = await test.send("POST", "/v1/plans/gold/versions", { body: { ...version, allowances: [] } })
    expect(next).toMatchObject({
      status: 201,
      body: { id: "gold", effectiveFrom: "2027-01-01", allowances: [] },
    })
    const read = await test.send("GET", "/v1/plans/gold")
    expect(read.body.effectiveFrom).toBe("2026-01-01")
    expect(read.body.versions.map((one: { effectiveFrom: string }) => one.effectiveFrom)).toEqual([
      "2026-01-01",
      "2027-01-01",
    ])
    test.now = Date.UTC(2027, 5, 1)
    expect((await test.send("GET", "/v1/plans/gold")).body).toMatchObject({
      effectiveFrom: "2027-01-01",
      fees: [{ percent: "6" }],
    })
  })

  it("[CATALOG-6] have one immutable version a date", async () => {
    const test = testApp()
    await test.send("POST", "/v1/plans", { body: plan })
    const post = (body: unknown) => test.send("POST", "/v1/plans/gold/versions", { body })
    expect((await post(version)).status).toBe(201)
    expect((await post(version)).status).toBe(200)
    expect(await post({ ...version, volumeTiers: "counted" })).toMatchObject({
      status: 409,
      body: { code: "id_taken" },
    })
    expect((await test.send("POST", "/v1/plans/none/versions", { body: version })).status).toBe(404)
  })

  it("[CATALOG-6] of the server itself are there for all, and are nobody's to change", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    expect(await test.send("GET", "/v1/plans/meta", { key: a.key })).toMatchObject({
      body: { id: "meta", effectiveFrom: null, fees: [] },
    })
    const gupshup = await test.send("GET", "/v1/plans/gupshup", { key: a.key })
    expect(gupshup.body.versions.map((one: { fees: unknown[] }) => one.fees.length)).toEqual([1, 2])
    expect((await test.send("POST", "/v1/plans/gupshup/versions", { body: version })).status).toBe(403)
    expect(await test.send("POST", "/v1/plans", { body: { ...plan, id: "meta" } })).toMatchObject({
      status: 409,
      body: { code: "id_taken" },
    })
  })

  it("[CATALOG-7] of a partner are an operator's with rules added", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    const b = await makeTenant(test, "b")
    await test.send("POST", "/v1/plans", { body: plan })
    await test.send("POST", "/v1/plans/gold/versions", { body: version })
    const { capId: _, ...own } = { ...platformFee, label: "Ours", amount: "0.002" }
    const made = await test.send("POST", "/v1/plans", {
      key: a.key,
      body: { id: "mine", basePlanId: "gold", fees: [own] },
    })
    expect(made).toMatchObject({
      status: 201,
      body: { partnerId: "a", basePlanId: "gold", currency: "USD", name: "Gold" },
    })
    const labels = (one: { fees: { label: string }[] }) => one.fees.map((fee) => fee.label)
    expect(made.body.versions.map(labels)).toEqual([
      ["Platform fee", "Markup", "Ours"],
      ["Markup", "Ours"],
    ])
    expect(made.body.caps).toHaveLength(1)

    const later = { effectiveFrom: "2026-06-01", fees: [{ ...own, label: "Later" }] }
    const next = await test.send("POST", "/v1/plans/mine/versions", { key: a.key, body: later })
    expect(next.body.versions.map(labels)).toEqual([
      ["Platform fee", "Markup", "Ours"],
      ["Platform fee", "Markup", "Later"],
      ["Markup", "Later"],
    ])
    const full = await test.send("POST", "/v1/plans/mine/versions", { key: a.key, body: version })
    expect(full).toMatchObject({ status: 400, body: { errors: [{ path: "rateCard" }, { path: "caps" }] } })
    expect((await test.send("GET", "/v1/plans/mine", { key: b.key })).status).toBe(404)
    expect((await test.send("POST", "/v1/plans/mine/versions", { key: b.key, body: later })).status).toBe(404)
    expect((await test.send("POST", "/v1/plans/gold/versions", { key: a.key, body: version })).status).toBe(
      403,
    )
    expect(
      (await test.send("GET", "/v1/plans", { key: a.key })).body.data.map((one: { id: string }) => one.id),
    ).toEqual(["gold", "mine"])
    expect(
      (await test.send("GET", "/v1/plans", { key: b.key })).body.data.map((one: { id: string }) => one.id),
    ).toEqual(["gold"])
  })

  it("[CATALOG-7] of a partner only add", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    await test.send("POST", "/v1/plans", { body: plan })
    const post = (body: unknown, key = a.key) => test.send("POST", "/v1/plans", { key, body })
    const { capId: _, ...own } = platformFee
    expect((await post({ ...plan, id: "full" })).status).toBe(403)
    expect((await post({ basePlanId: "none", fees: [own] })).status).toBe(404)
    expect((await post({ basePlanId: "gold", fees: [platformFee] })).status).toBe(400)
    expect((await post({ basePlanId: "gold", fees: [] })).status).toBe(400)
    expect((await post({ basePlanId: "gold", fees: [own], caps: [] })).status).toBe(400)
    expect((await post({ basePlanId: "gold", currency: "INR", fees: [own] })).status).toBe(422)
    expect(await post({ basePlanId: "meta", fees: [own] })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "currency" }] },
    })
    const mine = await post({ id: "mine", basePlanId: "meta", currency: "INR", fees: [own] })
    expect(mine).toMatchObject({ status: 201, body: { currency: "INR", effectiveFrom: null } })
    expect(await post({ basePlanId: "mine", fees: [own] })).toMatchObject({ status: 422 })
    const operators = await test.send("POST", "/v1/plans", { body: { basePlanId: "gold", fees: [own] } })
    expect(operators.status).toBe(403)
  })

  it("[CATALOG-6] name a card that exists in their currency", async () => {
    const test = testApp()
    const csv = "market,currency,category,tier_from,rate\nIndia,INR,marketing,0,0.9\n"
    await test.send("POST", "/v1/rate-cards?id=own&effectiveFrom=2026-01-01", {
      body: csv,
      headers: { "content-type": "text/csv" },
    })
    const post = (rateCard: string, currency: string) =>
      test.send("POST", "/v1/plans", { body: { ...plan, id: `${rateCard}-${currency}`, rateCard, currency } })
    expect(await post("none", "USD")).toMatchObject({ status: 422, body: { code: "unprocessable" } })
    expect(await post("own", "USD")).toMatchObject({
      status: 422,
      body: { code: "currency_mismatch", cardCurrency: "INR" },
    })
    expect((await post("own", "INR")).status).toBe(201)
  })

  it.each([
    ["a percent rule on sent", { fees: [{ ...markup, on: ["sent"] }] }],
    ["a percent rule on two triggers", { fees: [{ ...markup, on: ["delivered", "sent"] }] }],
    ["a percent rule with an amount", { fees: [{ ...markup, amount: "1" }] }],
    ["a percentage past 1000", { fees: [{ ...markup, percent: "1000.1" }] }],
    ["a numeric percentage", { fees: [{ ...markup, percent: 6 }] }],
    ["a percentage of something else", { fees: [{ ...markup, of: "tax" }] }],
    ["another kind", { fees: [{ ...markup, kind: "flat" }] }],
    ["a rule without triggers", { fees: [{ ...platformFee, on: [] }] }],
    ["a trigger twice", { fees: [{ ...platformFee, on: ["sent", "sent"] }] }],
    ["an unknown trigger", { fees: [{ ...platformFee, on: ["read"] }] }],
    ["a negative fee", { fees: [{ ...platformFee, amount: "-0.001" }] }],
    ["a numeric fee", { fees: [{ ...platformFee, amount: 0.001 }] }],
    ["an unknown cap", { fees: [{ ...platformFee, capId: "none" }] }],
    ["an unknown condition", { fees: [{ ...markup, when: { country: ["IN"] } }] }],
    ["an unknown category", { fees: [{ ...markup, when: { category: ["promo"] } }] }],
    ["an empty condition list", { fees: [{ ...markup, when: { category: [] } }] }],
    ["21 rules", { fees: Array.from({ length: 21 }, () => markup) }],
    ["two caps of one id", { caps: [...plan.caps, ...plan.caps] }],
    ["a cap by the day", { caps: [{ ...plan.caps[0], period: "day" }] }],
    ["a range turned round", { caps: [{ ...plan.caps[0], adjustable: { min: "2", max: "1" } }] }],
    [
      "an allowance of half a message",
      { allowances: [{ id: "a", category: ["service"], quantity: 0.5, per: "sender", period: "month" }] },
    ],
    [
      "an allowance without category",
      { allowances: [{ id: "a", category: [], quantity: 1, per: "sender", period: "month" }] },
    ],
    ["a date that does not exist", { effectiveFrom: "2026-02-30" }],
    ["an instant for a date", { effectiveFrom: "2026-01-01T00:00:00Z" }],
    ["another way to count tiers", { volumeTiers: "guessed" }],
    ["a currency that is none", { currency: "ABC" }],
    ["a lower-case currency", { currency: "usd" }],
  ])("[HTTP-4] refuse %s", async (_, change) => {
    const answer = await testApp().send("POST", "/v1/plans", { body: { ...plan, ...change } })
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.errors[0].path.startsWith(Object.keys(change)[0])).toBe(true)
  })
})
