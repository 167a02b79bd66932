import { beforeEach, describe, expect, it } from "vitest"
import type { Catalog } from "../catalog/catalog.ts"
import { linkHost } from "../links/testing-links.ts"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import { BILLING_ADDRESS, payingApp, type PayingApp } from "../payments/testing-checkout.ts"
import { makeTenant, type Answered } from "../testing/test-app.ts"

type Body = Answered["body"]

const FEE_AND_TAXES = {
  currencies: {
    USD: {
      minTopUp: "10",
      maxTopUp: "1000",
      presets: [],
      fee: { label: "Card fee", percent: "2.9", fixed: "0.3" },
    },
  },
  taxes: [
    { country: "IN", label: "CGST", percent: "9" },
    { country: "IN", label: "SGST", percent: "9" },
  ],
}

let paying: PayingApp
beforeEach(async () => {
  paying = await payingApp()
})

const deliver = async (): Promise<number> => (await deliverOutbox(paying.deps)).staying
const invoices = async (): Promise<Body[]> =>
  (await paying.send("GET", `${paying.wallet}/invoices`, { key: paying.tenant.key })).body.data
const numbers = async (): Promise<string[]> => (await invoices()).map(({ number }) => number as string)
const settings = (body: object) => paying.send("PUT", "/v1/checkout-settings", { body })
const putIssuer = (body: object, sent: object = {}) =>
  paying.send("PUT", "/v1/partners/acme/issuer", { body, ...sent })

async function manual(amount = "100", reference = "bank 1"): Promise<Body> {
  const made = await paying.send("POST", `${paying.wallet}/top-ups`, {
    body: { amount, method: "manual", reference },
  })
  return made.body
}

async function paid(body: object = {}): Promise<Body> {
  const { body: topUp } = await paying.checkout(body)
  await paying.tellPaid(topUp)
  return topUp
}

/** Stops after the rows were delivered, before that is noted. */
async function deliverAndCrash(): Promise<void> {
  const wallets = {
    ...paying.deps.wallets,
    outboxDone: async () => {
      throw new Error("killed here")
    },
  }
  await expect(deliverOutbox({ ...paying.deps, wallets })).rejects.toThrow("killed here")
}

async function withCatalog(changed: Partial<Catalog>): Promise<number> {
  return (await deliverOutbox({ ...paying.deps, catalog: { ...paying.deps.catalog, ...changed } })).staying
}

describe("an invoice", () => {
  it("[BILL-1, BILL-3] is issued for each top-up that succeeded, by hand, in a portal and automatically", async () => {
    await manual()
    await paid()
    await paying.checkout()
    await paying.send("PUT", `${paying.wallet}/auto-recharge`, {
      key: paying.tenant.key,
      body: { enabled: true, threshold: "300", amount: "150" },
    })
    await deliver()
    await expect.poll(() => paying.balance()).toBe("350")
    await deliver()
    expect((await invoices()).map(({ number, method, source }) => [number, method, source])).toEqual([
      ["INV-2026-000001", "manual", "operator"],
      ["INV-2026-000002", "checkout", "portal"],
      ["INV-2026-000003", "checkout", "auto"],
    ])
  })

  it("[BILL-1] is issued for what was paid by a link", async () => {
    const host = await linkHost()
    const { path } = await host.makeLink({ amount: "25" })
    const started = await host.post(path, { amount: "25", total: "25" })
    await host.answerCheckout(String(started.headers.get("location")), "pay")
    await deliverOutbox(host.test.deps)
    const { body } = await host.test.send("GET", `${host.wallet}/invoices`)
    expect(body.data).toMatchObject([{ number: "INV-2026-000001", source: "link", total: "25" }])
  })

  it("[BILL-2] is not issued before the credit, nor for what failed", async () => {
    const { body: pending } = await paying.checkout()
    const { body: declined } = await paying.checkout()
    await paying.answer(declined.checkoutUrl, "decline")
    await deliver()
    expect(await invoices()).toEqual([])
    await paying.tellPaid(pending)
    expect(await invoices()).toEqual([])
    await deliver()
    expect(await numbers()).toEqual(["INV-2026-000001"])
  })

  it("[BILL-2] delivered again after a crash, or several times at once, is the same with the same number", async () => {
    await manual()
    await deliverAndCrash()
    const issued = await invoices()
    expect(issued).toHaveLength(1)
    await manual()
    paying.now += 1_000
    await Promise.all([deliver(), deliver(), deliver()])
    const after = await invoices()
    expect(after[0]).toEqual(issued[0])
    expect(after.map(({ number }) => number)).toEqual(["INV-2026-000001", "INV-2026-000002"])
    expect(await paying.deps.wallets.outbox(10)).toEqual([])
  })

  it("[BILL-1, BILL-2] that could not be issued is issued later, takes no number until then, and holds up no other", async () => {
    const first = await manual()
    await manual()
    await withCatalog({
      issueInvoice: (draft) =>
        draft.topUpId === first.id
          ? Promise.reject(new Error("no"))
          : paying.deps.catalog.issueInvoice(draft),
    })
    expect((await invoices()).map(({ number, topUpId }) => [number, topUpId === first.id])).toEqual([
      ["INV-2026-000001", false],
    ])
    await deliver()
    expect((await invoices()).map(({ number, topUpId }) => [number, topUpId === first.id])).toEqual([
      ["INV-2026-000001", false],
      ["INV-2026-000002", true],
    ])
  })

  it("[BILL-3] at the end of the issuer's year numbers begin anew", async () => {
    await putIssuer({ timezone: "Asia/Kolkata", numberPrefix: "AC" })
    const midnight = Date.UTC(2027, 0, 1) - 5.5 * 3_600_000
    for (const at of [midnight - 2, midnight - 1, midnight]) {
      paying.now = at
      await manual()
      await deliver()
    }
    expect(await numbers()).toEqual(["AC-2026-000001", "AC-2026-000002", "AC-2027-000001"])
    paying.now += 1
    await putIssuer({ timezone: "Asia/Kolkata", numberPrefix: "B2" })
    await manual()
    await deliver()
    expect((await numbers()).at(-1)).toBe("B2-2027-000001")
  })

  it("[BILL-5] has credits, fee and taxes with their percentages, as of when the checkout began", async () => {
    await settings(FEE_AND_TAXES)
    const { body: topUp } = await paying.checkout()
    expect(topUp).toMatchObject({ fee: "3.2", tax: "18.58", total: "121.78", invoiceId: null })
    await settings({
      currencies: {},
      taxes: [{ country: "IN", label: "GST", percent: "28" }],
    })
    await paying.send("PATCH", `/v1/customers/${paying.tenant.customerId}`, {
      body: { billingAddress: { ...BILLING_ADDRESS, country: "DE" } },
    })
    await paying.tellPaid(topUp)
    await deliver()
    expect(await invoices()).toMatchObject([
      {
        topUpId: topUp.id,
        currency: "USD",
        lines: [
          { kind: "credits", label: "Credits", percent: null, amount: "100" },
          { kind: "fee", label: "Card fee", percent: null, amount: "3.2" },
          { kind: "tax", label: "CGST", percent: "9", amount: "9.29" },
          { kind: "tax", label: "SGST", percent: "9", amount: "9.29" },
        ],
        subtotal: "103.2",
        tax: "18.58",
        total: "121.78",
      },
    ])
  })

  it("[BILL-5] of what auto-recharge charged has the taxes of when it was charged", async () => {
    await settings(FEE_AND_TAXES)
    await paying.send("PUT", `${paying.wallet}/auto-recharge`, {
      key: paying.tenant.key,
      body: { enabled: true, threshold: "20", amount: "100" },
    })
    await deliver()
    await settings({})
    await expect.poll(() => paying.balance()).toBe("100")
    await deliver()
    expect((await invoices()).map(({ total, lines }) => [total, lines.length])).toEqual([["121.78", 4]])
  })

  it("[BILL-5] whose price was not kept has its tax in one line", async () => {
    await settings(FEE_AND_TAXES)
    await paid()
    await withCatalog({ topUpPrice: async () => undefined })
    const [{ lines, total }] = await invoices()
    expect(lines.slice(1)).toEqual([
      { kind: "fee", label: "Processing fee", percent: null, amount: "3.2" },
      { kind: "tax", label: "Tax", percent: null, amount: "18.58" },
    ])
    expect(total).toBe("121.78")
  })

  it("[BILL-4] says what was so when it was issued, and nothing changes it", async () => {
    const issuer = {
      legalName: "Acme Messaging Pvt Ltd",
      address: BILLING_ADDRESS,
      taxId: "29ABCDE1234F1ZW",
    }
    await putIssuer(issuer)
    await paying.send("PATCH", `/v1/customers/${paying.tenant.customerId}`, {
      body: { taxId: "27AAAAA0000A1Z2", locale: "hi" },
    })
    await manual("40")
    await deliver()
    const issued = await invoices()
    expect(issued).toMatchObject([
      {
        issuer: { name: "acme", ...issuer, timezone: "UTC" },
        customer: {
          id: paying.tenant.customerId,
          name: "acme",
          contact: { name: "Asha", email: "asha@example.com" },
          billingAddress: BILLING_ADDRESS,
          taxId: "27AAAAA0000A1Z2",
          locale: "hi",
          timezone: "Asia/Kolkata",
        },
        lines: [{ kind: "credits", amount: "40" }],
        total: "40",
        reference: "bank 1",
        issuedAt: "2026-11-22T12:00:00.000Z",
      },
    ])
    await paying.send("PATCH", `/v1/customers/${paying.tenant.customerId}`, {
      body: {
        name: "Other",
        contact: null,
        billingAddress: null,
        taxId: null,
        timezone: "UTC",
        locale: "en",
      },
    })
    await paying.send("PATCH", "/v1/partners/acme", { body: { name: "Renamed" } })
    await putIssuer({ numberPrefix: "X" })
    expect(await invoices()).toEqual(issued)
    const one = await paying.send("GET", `/v1/invoices/${issued[0].id}`)
    expect(one.body).toEqual(issued[0])
  })

  it("[BILL-4] says what bonus came with it", async () => {
    await paying.send("POST", "/v1/coupons", {
      body: { code: "TEN", kind: "percent", value: "10", grantExpiresInDays: 30 },
    })
    await paid({ couponCode: "TEN" })
    await deliver()
    expect(await invoices()).toMatchObject([{ bonus: "10", total: "100" }])
  })
})

describe("a credit note", () => {
  const refund = (topUpId: string, body: object) =>
    paying.send("POST", `/v1/top-ups/${topUpId}/refund`, { body: { reason: "asked", ...body } })

  it("[BILL-1, BILL-6] is issued for each refund, once, with the issuer's next number", async () => {
    const topUp = await manual()
    await deliver()
    const [invoice] = await invoices()
    const refunded = await refund(topUp.id, { amount: "30" })
    expect(refunded.body.invoiceId).toBe(invoice.id)
    await refund(topUp.id, {})
    await deliverAndCrash()
    await deliver()
    await manual()
    await deliver()
    const found = await invoices()
    expect(found.map(({ number, kind, total, correctsId }) => [number, kind, total, correctsId])).toEqual([
      ["INV-2026-000001", "invoice", "100", null],
      ["INV-2026-000002", "credit_note", "30", invoice.id],
      ["INV-2026-000003", "credit_note", "70", invoice.id],
      ["INV-2026-000004", "invoice", "100", null],
    ])
    expect(found[1].lines).toEqual([
      { kind: "credits", label: "Credits refunded", percent: null, amount: "30" },
    ])
  })

  it("[BILL-6] says the fee and each tax that go back, for what a provider paid back and for what it refunded itself", async () => {
    await settings(FEE_AND_TAXES)
    const { body: topUp } = await paying.checkout()
    await paying.answer(topUp.checkoutUrl, "pay")
    await refund(topUp.id, { amount: "50", refundsFee: true })
    await deliver()
    await expect.poll(async () => (await paying.topUp(topUp.id)).refunded).toBe("50")
    await paying.send("POST", new URL(topUp.checkoutUrl).pathname, {
      key: "",
      body: "answer=refund",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    await deliver()
    const [invoice, ...notes] = await invoices()
    expect(notes.map(({ kind, correctsId, total }) => [kind, correctsId, total])).toEqual([
      ["credit_note", invoice.id, "60.89"],
      ["credit_note", invoice.id, "60.89"],
    ])
    expect(
      notes[0].lines.map(({ kind, label, percent, amount }: Body) => [kind, label, percent, amount]),
    ).toEqual([
      ["credits", "Credits refunded", null, "50"],
      ["fee", "Card fee", null, "1.6"],
      ["tax", "CGST", "9", "4.65"],
      ["tax", "SGST", "9", "4.64"],
    ])
    for (const { subtotal, tax, total, lines } of notes) {
      const sum = lines.reduce((all: number, line: Body) => all + Number(line.amount), 0)
      expect(sum.toFixed(2)).toBe(Number(total).toFixed(2))
      expect((Number(subtotal) + Number(tax)).toFixed(2)).toBe(Number(total).toFixed(2))
    }
    expect((await paying.topUp(topUp.id)).status).toBe("refunded")
  })

  it("[BILL-6] has its invoice issued first, where that was not yet", async () => {
    const topUp = await manual()
    const rows = await paying.deps.wallets.outbox(10)
    await paying.deps.wallets.outboxDone(rows.map(({ id }) => id))
    await refund(topUp.id, { amount: "1" })
    await deliver()
    expect((await invoices()).map(({ kind, total }) => [kind, total])).toEqual([
      ["invoice", "100"],
      ["credit_note", "1"],
    ])
  })
})

describe("who may", () => {
  it("[BILL-7] set an issuer: the operator, and the partner itself", async () => {
    const { key } = paying.tenant
    const other = await makeTenant(paying, "globex")
    const body = { legalName: "Acme Ltd", numberPrefix: "AC-1" }
    expect((await putIssuer(body, { key })).body).toEqual({
      partnerId: "acme",
      name: "acme",
      address: null,
      taxId: null,
      timezone: "UTC",
      ...body,
    })
    expect((await paying.send("GET", "/v1/partners/acme/issuer", { key })).body).toMatchObject(body)
    expect((await paying.send("GET", "/v1/partners/acme/issuer")).body).toMatchObject(body)
    expect((await putIssuer({}, { key: other.key })).status).toBe(404)
    expect((await paying.send("GET", "/v1/partners/acme/issuer", { key: other.key })).status).toBe(404)
    expect((await paying.send("GET", "/v1/partners/nobody/issuer")).status).toBe(404)
    expect((await paying.send("GET", "/v1/partners/globex/issuer", { key: other.key })).body).toMatchObject({
      numberPrefix: "INV",
      legalName: null,
    })
    for (const wrong of [
      { numberPrefix: "" },
      { numberPrefix: "inv" },
      { numberPrefix: "-A" },
      { numberPrefix: "ABCDEFGHIJK" },
      { timezone: "No/Where" },
      { address: { line1: "1" } },
      { taxId: "" },
      { name: "x" },
    ]) {
      expect([wrong, (await putIssuer(wrong)).status]).toEqual([wrong, 400])
    }
    expect((await putIssuer({})).body).toMatchObject({ legalName: null, numberPrefix: "INV" })
  })

  it("[BILL-8] read one: who reads the wallet; another's is not found", async () => {
    const topUp = await manual()
    expect(topUp.invoiceId).toBeNull()
    await deliver()
    const [{ id }] = await invoices()
    const other = await makeTenant(paying, "globex")
    const statement = await paying.token(["statement:read"])
    const balance = await paying.token(["balance:read"])
    for (const path of [`/v1/invoices/${id}`, `${paying.wallet}/invoices`]) {
      const statusFor = async (key: string) => (await paying.send("GET", path, { key })).status
      expect([
        await statusFor(paying.tenant.key),
        await statusFor(statement),
        await statusFor(balance),
        await statusFor(other.key),
        await statusFor(""),
      ]).toEqual([200, 200, 403, 404, 401])
    }
    for (const path of [
      "inv_x",
      "top_x.1",
      "inv_nobody.1",
      `inv_${paying.tenant.walletId}.1`,
      // An invoice of this wallet under another's name.
      String(id).replace(paying.tenant.walletId, other.walletId),
    ]) {
      expect([path, (await paying.send("GET", `/v1/invoices/${path}`)).status]).toEqual([path, 404])
    }
  })

  it("[BILL-4] see how it was paid: what was recorded, or the provider's id of the payment", async () => {
    await manual("100", "bank 1")
    const topUp = await paid()
    await deliver()
    // The sandbox names a payment as its top-up is named.
    expect((await invoices()).map(({ method, reference }) => [method, reference])).toEqual([
      ["manual", "bank 1"],
      ["checkout", topUp.id],
    ])
  })

  it("[BILL-8] see it in a top-up: null until it is issued, then its id", async () => {
    const topUp = await paid()
    const listed = async () =>
      (await paying.send("GET", `${paying.wallet}/top-ups`)).body.data.map((one: Body) => one.invoiceId)
    const { body: pending } = await paying.checkout()
    expect((await paying.topUp(topUp.id)).invoiceId).toBeNull()
    expect(await listed()).toEqual([null, null])
    await deliver()
    const [{ id }] = await invoices()
    expect((await paying.topUp(topUp.id)).invoiceId).toBe(id)
    expect((await paying.topUp(pending.id)).invoiceId).toBeNull()
    expect(await listed()).toEqual([null, id])
  })
})
