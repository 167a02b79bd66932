import { afterEach, describe, expect, it } from "vitest"
import { linkHost } from "../links/testing-links.ts"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import type { Answered } from "../testing/test-app.ts"
import { verifyWallet } from "../verify/verify-wallet.ts"
import { BILLING_ADDRESS, payingApp, type PayingApp } from "./testing-checkout.ts"

const GST = { country: "IN", kind: "india_gst", label: "GST", percent: "18" }
const USD = { minTopUp: "10", maxTopUp: "1000", presets: [], fee: { percent: "2.9", fixed: "0.3" } }
const KARNATAKA = { ...BILLING_ADDRESS, state: "karnataka" }
const ISSUER = { legalName: "Acme Messaging Pvt Ltd", address: KARNATAKA, taxId: "29 ABCDE 1234 F1ZW" }

const opened: PayingApp[] = []
async function open(taxes: readonly object[] = [GST], rest: object = {}): Promise<PayingApp> {
  const paying = await payingApp()
  opened.push(paying)
  expect(await paying.send("PUT", "/v1/partners/acme/issuer", { body: ISSUER })).toMatchObject({
    status: 200,
  })
  await putTaxes(paying, taxes, rest)
  return paying
}
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const { deps, tenant, now } of opened.splice(0)) {
    expect((await verifyWallet(deps.wallets, tenant.walletId, [], now)).findings).toEqual([])
  }
})

async function putTaxes(paying: PayingApp, taxes: readonly object[], rest: object = {}): Promise<void> {
  const body = { currencies: { USD }, taxes, ...rest }
  expect(await paying.send("PUT", "/v1/checkout-settings", { body })).toMatchObject({ status: 200 })
}

const change = (paying: PayingApp, body: object): Promise<Answered> =>
  paying.send("PATCH", `/v1/customers/${paying.tenant.customerId}`, { body })
const preview = (paying: PayingApp, amount = "100"): Promise<Answered> =>
  paying.send("POST", `${paying.wallet}/top-ups/preview`, { body: { amount } })

async function paidInvoice(paying: PayingApp): Promise<Answered["body"]> {
  const { body } = await paying.checkout()
  await paying.tellPaid(body)
  await deliverOutbox(paying.deps)
  const invoices = await paying.send("GET", `${paying.wallet}/invoices`)
  return invoices.body.data.at(-1)
}

describe("a taxed checkout", () => {
  it("[PAY-4, TAX-4, TAX-12] shows the halves before, and the invoice says the same with place, code and both numbers", async () => {
    const paying = await open()
    await change(paying, { billingAddress: KARNATAKA, taxId: "29aaaca1234f1z6" })
    const lines = [
      { label: "CGST", percent: "9", amount: "9.29" },
      { label: "SGST", percent: "9", amount: "9.29" },
    ]
    const said = {
      serviceCode: "9984",
      placeOfSupply: { country: "IN", region: "KA", name: "Karnataka (29)" },
      taxNotes: [],
    }
    expect((await preview(paying)).body).toMatchObject({
      ...said,
      taxLines: lines,
      tax: "18.58",
      total: "121.78",
    })
    expect(await paidInvoice(paying)).toMatchObject({
      ...said,
      issuer: { taxId: "29ABCDE1234F1ZW", address: { state: "Karnataka" } },
      customer: { taxId: "29AAACA1234F1Z6", billingAddress: { state: "Karnataka" } },
      lines: [
        { kind: "credits", amount: "100" },
        { kind: "fee", amount: "3.2" },
        { kind: "tax", ...lines[0] },
        { kind: "tax", ...lines[1] },
      ],
      subtotal: "103.2",
      tax: "18.58",
      total: "121.78",
    })
  })

  it("[TAX-7, TAX-12] that is exported has no tax, and says under which letter", async () => {
    const paying = await open([{ ...GST, lutReference: "AD290426000000X" }])
    await change(paying, { billingAddress: { ...BILLING_ADDRESS, country: "DE" } })
    expect(await paidInvoice(paying)).toMatchObject({
      tax: "0",
      total: "103.2",
      placeOfSupply: { country: "DE", region: null },
      taxNotes: [{ code: "export_lut", text: expect.stringContaining("(AD290426000000X)") }],
    })
  })

  it("[TAX-6, TAX-12] of a business abroad is its own to account for", async () => {
    const paying = await open([{ country: "DE", label: "VAT", percent: "19", reverseCharge: true }])
    const billingAddress = { ...BILLING_ADDRESS, country: "DE" }
    await change(paying, { billingAddress })
    expect((await preview(paying)).body.tax).toBe("19.61")
    await change(paying, { taxId: "136 695 976" })
    expect(await paidInvoice(paying)).toMatchObject({
      tax: "0",
      customer: { taxId: "DE136695976" },
      taxNotes: [{ code: "reverse_charge", text: "Reverse charge" }],
    })
  })

  it("[TAX-11] of a customer that the operator exempts has the reason on its invoice", async () => {
    const paying = await open()
    const { key } = paying.tenant
    const path = `/v1/customers/${paying.tenant.customerId}`
    const body = { taxExemption: "SEZ unit" }
    expect((await paying.send("PATCH", path, { key, body })).status).toBe(403)
    expect(
      (await paying.send("POST", "/v1/customers", { key, body: { name: "x", timezone: "UTC", ...body } }))
        .status,
    ).toBe(403)
    expect((await change(paying, body)).body.taxExemption).toBe("SEZ unit")
    expect(await paidInvoice(paying)).toMatchObject({
      tax: "0",
      taxNotes: [{ code: "exempt", text: "Tax exempt (SEZ unit)" }],
    })
    await change(paying, { taxExemption: null, billingAddress: KARNATAKA })
    expect((await preview(paying)).body.tax).toBe("18.58")
  })

  it("[TAX-9] with its tax inside asks for no more, and posts it to accounts of its own", async () => {
    const paying = await open([{ ...GST, inclusive: true }])
    await change(paying, { billingAddress: KARNATAKA })
    const shown = { tax: "0", taxIncluded: "15.74", fee: "3.2", total: "103.2" }
    expect((await preview(paying)).body).toMatchObject({
      ...shown,
      taxLines: [
        { label: "CGST", amount: "7.87", isIncluded: true },
        { label: "SGST", amount: "7.87", isIncluded: true },
      ],
    })
    const { body } = await paying.checkout()
    expect(body).toMatchObject({ ...shown, amount: "100" })
    await paying.tellPaid(body)
    expect(await paying.balance()).toBe("100")
    const entries = await paying.deps.wallets.entries(paying.tenant.walletId, { limit: 50 })
    const postings = entries.flatMap((entry) => entry.postings)
    const posted = (account: string) =>
      postings.filter((posting) => posting.account === account).map(({ amount }) => amount)
    expect(posted("operator:tax")).toEqual([15_740_000n])
    expect(posted("operator:tax_included")).toEqual([-15_740_000n])
    await deliverOutbox(paying.deps)
    const { body: invoices } = await paying.send("GET", `${paying.wallet}/invoices`)
    expect(invoices.data).toMatchObject([
      {
        subtotal: "87.46",
        tax: "15.74",
        total: "103.2",
        lines: [{}, {}, { label: "CGST", isIncluded: true }, { label: "SGST", isIncluded: true }],
      },
    ])
  })

  it("[TAX-2, BILLTO-6] that was begun keeps its price when a rate or the customer's details change", async () => {
    const paying = await open([
      { country: "IN", label: "GST", percent: "18" },
      { country: "IN", label: "GST", percent: "28", effectiveFrom: "2026-12-01" },
    ])
    const { body: begun } = await paying.checkout()
    // Half past midnight in India, still November in UTC.
    paying.now = Date.UTC(2026, 10, 30, 19)
    expect((await preview(paying)).body.tax).toBe("28.9")
    await change(paying, { billingAddress: { ...BILLING_ADDRESS, country: "DE" } })
    expect(await paying.topUp(begun.id)).toMatchObject({ tax: "18.58", total: "121.78" })
    await paying.tellPaid(begun)
    await deliverOutbox(paying.deps)
    const { body } = await paying.send("GET", `${paying.wallet}/invoices`)
    expect(body.data).toMatchObject([{ tax: "18.58", lines: [{}, {}, { percent: "18", amount: "18.58" }] }])
  })
})

describe("details that a tax depends on", () => {
  it("[TAX-8, PAY-5] are asked for before paying, and nothing begins without them", async () => {
    const paying = await open()
    const refused = {
      status: 422,
      body: { code: "billing_details_needed", errors: [{ path: "billingAddress.state" }] },
    }
    expect(await preview(paying)).toMatchObject(refused)
    expect(await paying.checkout()).toMatchObject(refused)
    await change(paying, { billingAddress: null })
    expect((await preview(paying)).body.errors).toEqual([
      { path: "billingAddress", message: "the tax depends on it" },
    ])
    expect((await paying.send("GET", `${paying.wallet}/top-ups`)).body.data).toEqual([])
    await change(paying, { billingAddress: { ...BILLING_ADDRESS, state: "MH" } })
    expect((await preview(paying)).body.taxLines).toEqual([{ label: "IGST", percent: "18", amount: "18.58" }])
  })

  it("[TAX-8] take no coupon with them", async () => {
    const paying = await open()
    await paying.send("POST", "/v1/coupons", {
      body: { code: "ONE", kind: "percent", value: "10", maxRedemptions: 1 },
    })
    expect((await paying.checkout({ couponCode: "ONE" })).body.code).toBe("billing_details_needed")
    await change(paying, { billingAddress: KARNATAKA })
    expect(await paying.checkout({ couponCode: "ONE" })).toMatchObject({ status: 201, body: { bonus: "10" } })
  })

  it("[TAX-8] are taken to be those of the assumed country", async () => {
    const paying = await open([GST], { assumedCountry: "IN" })
    await change(paying, { billingAddress: null })
    expect((await preview(paying)).body).toMatchObject({
      tax: "18.58",
      taxLines: [{ label: "CGST" }, { label: "SGST" }],
    })
  })

  it("[TAX-8] fail an auto-recharge, which says so", async () => {
    const paying = await open()
    const auto = `${paying.wallet}/auto-recharge`
    await paying.send("PUT", auto, {
      key: paying.tenant.key,
      body: { enabled: true, threshold: "20", amount: "100" },
    })
    await deliverOutbox(paying.deps)
    expect((await paying.send("GET", `${paying.wallet}/top-ups`)).body.data).toMatchObject([
      { source: "auto", status: "failed", failureReason: "billing_details_needed" },
    ])
    expect(await paying.balance()).toBe("0")
  })

  it("[TAX-8] close a payment link's page", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "25" })
    await host.test.send("PUT", "/v1/checkout-settings", { body: { taxes: [GST] } })
    const { customerId } = (await host.test.send("GET", host.wallet)).body
    await host.test.send("PATCH", `/v1/customers/${customerId}`, { body: { billingAddress: null } })
    expect((await host.get(path)).status).toBe(503)
  })
})

describe("taxes of the settings", () => {
  it.each([
    ["taxes[0].country", [{ ...GST, country: "DE" }]],
    ["taxes[0].region", [{ ...GST, region: "KA" }]],
    ["taxes[0].percent", [{ ...GST, percent: "0.0001" }]],
    ["taxes[0].exports", [{ country: "IN", label: "x", percent: "1", exports: "lut" }]],
    ["taxes[0].reverseCharge", [{ ...GST, reverseCharge: true }]],
    ["taxes[0].region", [{ country: "US", region: "Kalifornien", label: "x", percent: "1" }]],
    ["taxes[0].effectiveFrom", [{ ...GST, effectiveFrom: "2026-02-30" }]],
    ["taxes[0].serviceCode", [{ ...GST, serviceCode: "98" }]],
    ["taxes[1]", [GST, GST]],
  ])("[TAX-1] are refused at %s", async (path, taxes) => {
    const paying = await open([])
    const put = await paying.send("PUT", "/v1/checkout-settings", { body: { taxes } })
    expect(put).toMatchObject({ status: 400, body: { errors: [{ path }] } })
  })

  it("[TAX-1, TAX-2] of before, when two could be alike, are read as they hold: the last", async () => {
    const paying = await open([])
    const taxes = ["9", "18"].map((percent) => ({ country: "IN", label: "GST", percent }))
    await paying.deps.catalog.putSetting("checkout", JSON.stringify({ currencies: {}, taxes }))
    expect((await paying.send("GET", "/v1/checkout-settings")).body).toMatchObject({
      taxes: [{ percent: "18" }],
      assumedCountry: null,
    })
    expect((await preview(paying)).body.taxLines).toMatchObject([{ percent: "18" }])
  })

  it("[TAX-1] are kept as they were given, a region by its code", async () => {
    const paying = await open([])
    const taxes = [
      {
        ...GST,
        exports: "lut",
        lutReference: "AD29",
        serviceCode: "998429",
        effectiveFrom: "2026-01-01",
        inclusive: true,
      },
      { country: "US", region: "california", label: "Sales tax", percent: "7.25" },
    ]
    const { body } = await paying.send("PUT", "/v1/checkout-settings", {
      body: { taxes, assumedCountry: "IN" },
    })
    expect(body).toMatchObject({ taxes: [taxes[0], { ...taxes[1], region: "CA" }], assumedCountry: "IN" })
    expect((await paying.send("GET", "/v1/checkout-settings")).body).toEqual(body)
  })
})
