import { beforeEach, describe, expect, it } from "vitest"
import { BILLING_ADDRESS, payingApp, type PayingApp } from "../payments/testing-checkout.ts"
import { makeTenant, type Answered, type Sent } from "../testing/test-app.ts"

const DETAILS = {
  contact: { name: "Asha Rao", email: "asha@acme.example", phone: "+91 98765 43210" },
  billingAddress: { ...BILLING_ADDRESS, state: "KA" },
  taxId: "29 abcde 1234 f1zw",
}

let paying: PayingApp
beforeEach(async () => {
  paying = await payingApp()
})

const path = (): string => `${paying.wallet}/billing-details`
const read = (sent: Sent = {}): Promise<Answered> => paying.send("GET", path(), sent)
const put = (body: unknown, sent: Sent = {}): Promise<Answered> =>
  paying.send("PUT", path(), { body, ...sent })
const changes = async (): Promise<Answered["body"]> =>
  (await paying.send("GET", `/v1/customers/${paying.tenant.customerId}/changes`)).body.data

describe("billing details", () => {
  it("[BILLTO-1, BILLTO-3] are set whole, tell what is missing, and are kept normalised", async () => {
    const token = await paying.token(["settings:write"])
    const set = await put(DETAILS, { key: token })
    expect(set).toMatchObject({ status: 200 })
    expect(set.body).toMatchObject({
      customerId: paying.tenant.customerId,
      contact: DETAILS.contact,
      billingAddress: { ...BILLING_ADDRESS, state: "Karnataka" },
      taxId: "29ABCDE1234F1ZW",
      complete: true,
      missing: [],
    })
    expect((await read({ key: token })).body).toEqual(set.body)
    expect((await put({})).body).toMatchObject({
      contact: null,
      billingAddress: null,
      taxId: null,
      complete: false,
      missing: ["contact", "billingAddress"],
    })
  })

  it("[BILLTO-3] keep a state that is none as it came, whatever JavaScript calls so", async () => {
    for (const country of ["IN", "US", "CA", "MX"]) {
      const billingAddress = { ...BILLING_ADDRESS, country, state: "constructor" }
      expect((await put({ billingAddress })).body.billingAddress).toEqual(billingAddress)
    }
    const taxes = [{ country: "US", region: "constructor", label: "Sales tax", percent: "5" }]
    const set = await paying.send("PUT", "/v1/checkout-settings", { body: { taxes } })
    expect(set).toMatchObject({ status: 400, body: { errors: [{ path: "taxes[0].region" }] } })
  })

  it("[BILLTO-2] keep a tax id of nowhere in one line", async () => {
    expect((await put({ taxId: " A 1\r\n\tTotal: 0 " })).body.taxId).toBe("A 1 Total: 0")
  })

  it("[BILLTO-1] tell that a tax needs the state", async () => {
    const taxes = [{ country: "IN", kind: "india_gst", label: "GST", percent: "18" }]
    await paying.send("PUT", "/v1/checkout-settings", { body: { taxes } })
    await paying.send("PUT", "/v1/partners/acme/issuer", { body: { taxId: "29ABCDE1234F1ZW" } })
    expect((await read()).body).toMatchObject({ complete: false, missing: ["billingAddress.state"] })
    const { body } = await paying.send("GET", `${paying.wallet}/summary`)
    expect(body.customer).toMatchObject({ billingComplete: false, billingMissing: ["billingAddress.state"] })
    expect((await put(DETAILS)).body.complete).toBe(true)
  })

  it("[BILLTO-1] are for who may read or write them, and of nobody else", async () => {
    const status = async (scope: "statement:read" | "settings:write" | "balance:read") => {
      const key = await paying.token([scope])
      return [(await read({ key })).status, (await put(DETAILS, { key })).status]
    }
    expect(await status("statement:read")).toEqual([200, 403])
    expect(await status("settings:write")).toEqual([200, 200])
    expect(await status("balance:read")).toEqual([403, 403])
    const other = await makeTenant(paying, "globex")
    expect((await read({ key: other.key })).status).toBe(404)
    expect((await put(DETAILS, { key: other.key })).status).toBe(404)
    const list = `/v1/customers/${paying.tenant.customerId}/changes`
    expect((await paying.send("GET", list, { key: other.key })).status).toBe(404)
    expect((await paying.send("GET", list, { key: await paying.token(["settings:write"]) })).status).toBe(403)
    expect((await paying.send("GET", list, { key: paying.tenant.key })).status).toBe(200)
  })

  it("[BILLTO-2] take no tax id that is wrong, and no address that the id does not fit", async () => {
    const wrong = await put({ ...DETAILS, taxId: "29ABCDE1234F1Z5" })
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: "taxId" }] } })
    expect(wrong.body.errors[0].message).toContain("GSTIN such as 27AAPFU0939F1ZV")
    await put(DETAILS)
    const customer = `/v1/customers/${paying.tenant.customerId}`
    const moved = { billingAddress: { ...BILLING_ADDRESS, country: "DE" } }
    expect(await paying.send("PATCH", customer, { body: moved })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "taxId" }] },
    })
    expect((await paying.send("PATCH", customer, { body: { taxId: "x" } })).status).toBe(400)
    expect(
      (await paying.send("PATCH", customer, { body: { ...moved, taxId: "136695976" } })).body,
    ).toMatchObject({
      taxId: "DE136695976",
    })
    // What is there already is left alone by a change of something else.
    expect((await paying.send("PATCH", customer, { body: { name: "Other" } })).status).toBe(200)
    const made = { name: "x", timezone: "UTC", billingAddress: BILLING_ADDRESS, taxId: "x" }
    expect((await paying.send("POST", "/v1/customers", { key: paying.tenant.key, body: made })).status).toBe(
      400,
    )
    const issuer = { address: BILLING_ADDRESS, taxId: "x" }
    expect((await paying.send("PUT", "/v1/partners/acme/issuer", { body: issuer })).status).toBe(400)
  })

  it("[BILLTO-5] are changed by who saw them as they are", async () => {
    const tag = (await read()).headers.get("etag")!
    const first = await put(DETAILS, { headers: { "if-match": tag } })
    expect(first.status).toBe(200)
    const lost = await put({}, { headers: { "if-match": tag } })
    expect(lost).toMatchObject({ status: 412, body: { code: "precondition_failed" } })
    expect((await read()).body.taxId).toBe("29ABCDE1234F1ZW")
    expect(first.headers.get("etag")).toBe((await read()).headers.get("etag"))
    // Another change of the customer is none of them.
    await paying.send("PATCH", `/v1/customers/${paying.tenant.customerId}`, { body: { name: "Other" } })
    expect((await put({}, { headers: { "if-match": first.headers.get("etag")! } })).status).toBe(200)
    expect((await put(DETAILS, { headers: { "if-match": "*" } })).status).toBe(200)
  })
})

it("[BILLTO-5] of many changes at once that saw the same details, exactly one counts", async () => {
  const tag = (await read()).headers.get("etag")!
  const before = (await changes()).length
  const put5 = Array.from({ length: 5 }, (_, place) =>
    put(
      { ...DETAILS, taxId: null, contact: { name: `N${place}`, email: "n@acme.example" } },
      { headers: { "if-match": tag } },
    ),
  )
  const answers = await Promise.all(put5)
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412])
  const one = answers.find(({ status }) => status === 200)
  expect((await read()).body).toEqual(one!.body)
  expect(await changes()).toHaveLength(before + 1)
})

describe("changes of a customer", () => {
  it("[BILLTO-4] say who changed what, and when", async () => {
    const before = (await changes()).length
    paying.now += 1_000
    await put(DETAILS, { key: await paying.token(["settings:write"]) })
    await put(DETAILS)
    await paying.send("PATCH", `/v1/customers/${paying.tenant.customerId}`, {
      key: paying.tenant.key,
      body: { name: "Acme Ltd", billingAddress: null, taxId: null },
    })
    const made = (await changes()).slice(before)
    expect(made).toMatchObject([
      {
        at: "2026-11-22T12:00:01.000Z",
        by: { kind: "portal", keyId: expect.stringMatching(/^key_/) },
        changes: [
          { field: "contact.name", from: "Asha", to: "Asha Rao" },
          { field: "contact.email", from: "asha@example.com", to: "asha@acme.example" },
          { field: "contact.phone", from: null, to: "+91 98765 43210" },
          { field: "billingAddress.state", from: null, to: "Karnataka" },
          { field: "taxId", from: null, to: "29ABCDE1234F1ZW" },
        ],
      },
      { at: "2026-11-22T12:00:01.001Z", by: { kind: "partner" } },
    ])
    expect(made[1].changes.map(({ field, to }: { field: string; to: string }) => [field, to])).toEqual([
      ["name", "Acme Ltd"],
      ...["line1", "city", "state", "postalCode", "country"].map((member) => [
        `billingAddress.${member}`,
        null,
      ]),
      ["taxId", null],
    ])
  })
})
