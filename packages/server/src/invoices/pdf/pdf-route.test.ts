import { beforeEach, describe, expect, it } from "vitest"
import type { Invoice } from "../../catalog/invoice-records.ts"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import { payingApp, type PayingApp } from "../../payments/testing-checkout.ts"
import { readPdf, type ReadPdf } from "../../pdf/testing-pdf.ts"
import { nodeInvoicePdf, PDFS_WAITING_MAX } from "../../runtime/node-pdf.ts"
import { makeTenant, OPERATOR_KEY, testApp, type Answered } from "../../testing/test-app.ts"
import { buildInvoice } from "./testing-invoice.ts"

type Body = Answered["body"]

let paying: PayingApp
beforeEach(async () => {
  paying = await payingApp()
})

/** The invoices of a top-up that the operator recorded, and of what is told after it. */
async function issued(): Promise<readonly Body[]> {
  await deliverOutbox(paying.deps)
  return (await paying.send("GET", `${paying.wallet}/invoices`)).body.data
}
const manual = async (): Promise<Body> =>
  (
    await paying.send("POST", `${paying.wallet}/top-ups`, {
      body: { amount: "100", method: "manual", reference: "bank 7" },
    })
  ).body

const get = (id: string, key = OPERATOR_KEY, headers: Readonly<Record<string, string>> = {}) =>
  paying.app.request(`/v1/invoices/${id}.pdf`, { headers: { authorization: `Bearer ${key}`, ...headers } })
const readAnswer = async (response: Response): Promise<ReadPdf> =>
  readPdf(new Uint8Array(await response.arrayBuffer()))

describe("GET /v1/invoices/{id}.pdf", () => {
  it("[PDF-1] is a file to be saved, with a tag", async () => {
    await manual()
    const [{ id }] = await issued()
    const response = await get(id)
    const header = (name: string) => response.headers.get(name)
    expect(response.status).toBe(200)
    expect(header("content-type")).toBe("application/pdf")
    expect(header("content-disposition")).toBe('attachment; filename="invoice-INV-2026-000001.pdf"')
    expect(header("cache-control")).toBe("private, no-cache")
    expect(header("x-content-type-options")).toBe("nosniff")
    const tag = header("etag")!
    const { lines } = await readAnswer(response)
    expect(lines).toEqual(expect.arrayContaining(["Invoice", "INV-2026-000001", "Reference bank 7"]))
    const again = await get(id, OPERATOR_KEY, { "if-none-match": tag })
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag])
  })

  it("[PDF-1, PDF-3] a credit note names the number that it corrects, and is named as one", async () => {
    const { id: topUpId } = await manual()
    await issued()
    const refund = await paying.send("POST", `/v1/top-ups/${topUpId}/refund`, {
      body: { amount: "40", reason: "asked" },
    })
    expect(refund.status).toBeLessThan(300)
    const [, note] = await issued()
    const response = await get(note.id)
    expect(response.headers.get("content-disposition")).toBe(
      'attachment; filename="credit-note-INV-2026-000002.pdf"',
    )
    expect((await readAnswer(response)).lines).toContain("Corrects invoice INV-2026-000001")
  })

  it("[PDF-1] who reads the wallet's statement; another's is not found", async () => {
    await manual()
    const [{ id }] = await issued()
    const other = await makeTenant(paying, "globex")
    const walletKey = await paying.send("POST", "/v1/keys", {
      key: paying.tenant.key,
      body: { kind: "wallet", walletId: paying.tenant.walletId, name: "books" },
    })
    const statusFor = async (key: string) => (await get(id, key)).status
    expect([
      await statusFor(paying.tenant.key),
      await statusFor(walletKey.body.key),
      await statusFor(await paying.token(["statement:read"])),
      await statusFor(await paying.token(["balance:read", "usage:read"])),
      await statusFor(other.key),
      await statusFor("nobody"),
    ]).toEqual([200, 200, 200, 403, 404, 401])
    for (const unknown of [
      "inv_x",
      "inv_nobody.1",
      `inv_${paying.tenant.walletId}.1`,
      `${id}.pdf`,
      "%20",
      "a%2Fb",
    ]) {
      expect([unknown, (await get(unknown)).status]).toEqual([unknown, 404])
    }
    const posted = await paying.send("POST", `/v1/invoices/${id}.pdf`)
    expect([posted.status, posted.headers.get("allow")?.includes("GET")]).toEqual([405, true])
  })

  it("[PDF-8] a runtime that makes none says so", async () => {
    await manual()
    const [{ id }] = await issued()
    const { invoicePdf: _none, ...deps } = paying.deps
    const { createApp } = await import("../../app.ts")
    const response = await createApp(deps).request(`/v1/invoices/${id}.pdf`, {
      headers: { authorization: `Bearer ${OPERATOR_KEY}` },
    })
    expect([response.status, (await response.json()).code]).toEqual([422, "unprocessable"])
  })
})

describe("on Node", () => {
  it("[PDF-8] many at once are all written, the same as one alone; more than may wait are asked to come again", async () => {
    const write = nodeInvoicePdf(testApp().deps.catalog)
    const one = await write(buildInvoice())
    const answers = await Promise.allSettled(
      Array.from({ length: PDFS_WAITING_MAX + 3 }, () => write(buildInvoice())),
    )
    const written = answers.filter(({ status }) => status === "fulfilled")
    expect(written).toHaveLength(PDFS_WAITING_MAX)
    expect(
      answers.slice(PDFS_WAITING_MAX).map((answer) => (answer as PromiseRejectedResult).reason.code),
    ).toEqual(Array(3).fill("unavailable"))
    expect(
      written.every((answer) =>
        Buffer.from((answer as PromiseFulfilledResult<Uint8Array>).value).equals(one),
      ),
    ).toBe(true)
    expect(await write(buildInvoice())).toEqual(one)
  })

  it("[PDF-8] one that cannot be written holds up no other", async () => {
    const write = nodeInvoicePdf(testApp().deps.catalog)
    const broken = { ...buildInvoice(), content: null } as unknown as Invoice
    const answers = await Promise.allSettled([write(broken), write(buildInvoice())])
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "fulfilled"])
  })
})
