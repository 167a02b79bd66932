import { describe, expect, it } from "vitest"
import type { Catalog, InvoiceDraft } from "../catalog.ts"
import type { Invoice } from "../invoice-records.ts"
import { onCatalog, type MakeCatalogHost } from "./host.ts"

const NOW = Date.UTC(2026, 10, 22)
const AT_ONCE = 24

const DRAFT: InvoiceDraft = {
  id: "inv_w.1",
  issuerId: "par_1",
  series: "INV",
  kind: "invoice",
  walletId: "w",
  topUpId: "top_w.1",
  correctsId: null,
  content: {
    currency: "INR",
    issuer: {
      // What JSON and SQL write differently where one of them is careless.
      name: "A \u0001'\"\\/é\u2028😀",
      legalName: "A Pvt Ltd",
      address: { line1: "1 MG Road", city: "Bengaluru", postalCode: "560001", country: "IN" },
      taxId: "29ABCDE1234F1ZW",
      timezone: "UTC",
    },
    customer: {
      id: "c",
      name: "अच्छा",
      contact: { name: "Asha", email: "asha@example.com" },
      billingAddress: null,
      taxId: null,
      locale: "hi",
      timezone: "Asia/Kolkata",
    },
    lines: [{ kind: "credits", label: "Credits", percent: null, amount: "9007199254.740993" }],
    subtotal: "9007199254.740993",
    tax: "0",
    total: "9007199254.740993",
    bonus: "0",
    method: "checkout",
    source: "portal",
    reference: "",
  },
  now: NOW,
}

function draftOf(
  name: string | number,
  { timezone = "UTC", ...changed }: Partial<InvoiceDraft> & { readonly timezone?: string } = {},
): InvoiceDraft {
  const { content } = DRAFT
  return {
    ...DRAFT,
    id: `inv_w.${name}`,
    topUpId: `top_w.${name}`,
    content: { ...content, issuer: { ...content.issuer, timezone } },
    ...changed,
  }
}

async function numberOf(catalog: Catalog, draft: InvoiceDraft): Promise<string> {
  return (await catalog.issueInvoice(draft)).record.number
}

/** Invoices, numbered and kept. */
export function invoiceTests(makeHost: MakeCatalogHost): void {
  describe("invoices", () => {
    it("[BILL-1] of many at once through two handles each has another number, and none is left out", () =>
      onCatalog(makeHost, async (first, another) => {
        const second = await another()
        const issued = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, index) =>
            (index % 2 === 0 ? first : second).issueInvoice(draftOf(index, { walletId: `w${index % 3}` })),
          ),
        )
        expect(issued.map(({ record }) => record.sequence).sort((a, b) => a - b)).toEqual(
          Array.from({ length: AT_ONCE }, (_, index) => index + 1),
        )
        expect(new Set(issued.map(({ record }) => record.number)).size).toBe(AT_ONCE)
      }))

    it("[BILL-1] an issue that fails takes no number", () =>
      onCatalog(makeHost, async (catalog) => {
        expect(await numberOf(catalog, draftOf(1))).toBe("INV-2026-000001")
        await expect(catalog.issueInvoice(draftOf(2, { timezone: "No/Where" }))).rejects.toBeInstanceOf(Error)
        expect(await numberOf(catalog, draftOf(3))).toBe("INV-2026-000002")
        expect(await numberOf(catalog, draftOf(2))).toBe("INV-2026-000003")
      }))

    it("[BILL-2] one that is issued again, also at once, is the one that was issued, whatever it would say now", () =>
      onCatalog(makeHost, async (catalog, another) => {
        const handles = [catalog, await another()]
        const told = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, index) =>
            handles[index % 2]!.issueInvoice(draftOf("same", { now: NOW + index })),
          ),
        )
        expect(told.filter(({ isNew }) => isNew)).toHaveLength(1)
        for (const { record } of told) expect(record).toEqual(told[0]!.record)
        const later = draftOf("same", { series: "B", now: NOW + 1_000_000 })
        const again = await catalog.issueInvoice({
          ...later,
          content: { ...later.content, total: "1" },
        })
        expect(again).toEqual({ record: told[0]!.record, isNew: false })
        expect(await numberOf(catalog, draftOf("next"))).toBe("INV-2026-000002")
      }))

    it("[BILL-3] a year begins at midnight of the issuer, at 1", () =>
      onCatalog(makeHost, async (catalog) => {
        const midnight = Date.UTC(2027, 0, 1)
        const utc = (name: number, now: number) => numberOf(catalog, draftOf(name, { now }))
        expect(await utc(1, midnight - 2)).toBe("INV-2026-000001")
        expect(await utc(2, midnight - 1)).toBe("INV-2026-000002")
        expect(await utc(3, midnight)).toBe("INV-2027-000001")
        const indian = { issuerId: "par_2", timezone: "Asia/Kolkata" }
        const indianMidnight = midnight - 5.5 * 3_600_000
        const before = draftOf(4, { ...indian, now: indianMidnight - 1 })
        expect(await numberOf(catalog, before)).toBe("INV-2026-000001")
        expect(await numberOf(catalog, draftOf(5, { ...indian, now: indianMidnight }))).toBe(
          "INV-2027-000001",
        )
      }))

    it("[BILL-3] a clock that lags, or a zone further west, puts no number into an earlier year or instant", () =>
      onCatalog(makeHost, async (catalog) => {
        const midnight = Date.UTC(2027, 0, 1)
        await catalog.issueInvoice(draftOf(1, { now: midnight }))
        const lagging = await catalog.issueInvoice(draftOf(2, { now: midnight - 5 }))
        expect(lagging.record).toMatchObject({ number: "INV-2027-000002", issuedAt: midnight + 1 })
        const west = await catalog.issueInvoice(
          draftOf(3, { now: midnight + 2, timezone: "America/New_York" }),
        )
        expect(west.record).toMatchObject({ number: "INV-2027-000003", issuedAt: midnight + 2 })
      }))

    it("[BILL-3] issuers and prefixes count for themselves", () =>
      onCatalog(makeHost, async (catalog) => {
        await catalog.issueInvoice(draftOf(1))
        expect(await numberOf(catalog, draftOf(2, { series: "B" }))).toBe("B-2026-000001")
        expect(await numberOf(catalog, draftOf(3, { issuerId: "par_2" }))).toBe("INV-2026-000001")
        expect(await numberOf(catalog, draftOf(4))).toBe("INV-2026-000002")
        expect(await numberOf(catalog, draftOf(5, { series: "B" }))).toBe("B-2026-000002")
      }))

    it("[BILL-4] every field comes back as it went in, through another handle", () =>
      onCatalog(makeHost, async (catalog, another) => {
        const { now, ...rest } = DRAFT
        const expected: Invoice = {
          ...rest,
          year: 2026,
          sequence: 1,
          number: "INV-2026-000001",
          issuedAt: now,
        }
        expect(await catalog.issueInvoice(DRAFT)).toEqual({ record: expected, isNew: true })
        const other = await another()
        expect(await other.invoice({ issuerId: "par_1", id: DRAFT.id })).toEqual(expected)
        expect(await other.invoice({ issuerId: "par_2", id: DRAFT.id })).toBeUndefined()
      }))

    it("[BILL-5] what fee and tax consist of is kept as it was told first", () =>
      onCatalog(makeHost, async (catalog, another) => {
        const lines = {
          topUpId: "top_w.1",
          walletId: "w",
          feeLabel: null,
          taxLines: [{ label: "IGST", percent: "18", amount: "18" }],
          treatment: {
            taxNotes: [{ code: "export_igst", reference: "" }] as const,
            placeOfSupply: { country: "DE", region: null, name: null },
            serviceCode: "9984",
          },
        }
        await catalog.putTopUpPrice(lines)
        await catalog.putTopUpPrice({ ...lines, feeLabel: "Fee", taxLines: [], treatment: null })
        expect(await (await another()).topUpPrice("top_w.1")).toEqual(lines)
        expect(await catalog.topUpPrice("top_w.2")).toBeUndefined()
      }))

    it("[BILL-8] a wallet's invoices are listed in pages, oldest first, and found by many ids at once", () =>
      onCatalog(makeHost, async (catalog) => {
        for (const name of [3, 1, 2]) await catalog.issueInvoice(draftOf(name, { now: NOW + name }))
        await catalog.issueInvoice(draftOf(4, { walletId: "other" }))
        const of = { issuerId: "par_1", walletId: "w" }
        const first = await catalog.invoices(of, { limit: 2 })
        expect(first.rows.map(({ sequence }) => sequence)).toEqual([1, 2])
        const rest = await catalog.invoices(of, { limit: 2, after: first.next! })
        expect(rest.rows.map(({ sequence }) => sequence)).toEqual([3])
        expect(rest.next).toBeUndefined()
        expect((await catalog.invoices({ ...of, issuerId: "par_2" }, { limit: 2 })).rows).toEqual([])
        const ids = Array.from({ length: 120 }, (_, index) => `inv_w.${index}`)
        const issued = await catalog.issuedInvoices({ issuerId: "par_1", ids })
        expect(issued.toSorted()).toEqual(["inv_w.1", "inv_w.2", "inv_w.3", "inv_w.4"])
        expect(await catalog.issuedInvoices({ issuerId: "par_2", ids })).toEqual([])
      }))
  })
}
