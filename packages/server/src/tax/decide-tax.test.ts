import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { priceTopUp, smallestPayable } from "../payments/price-top-up.ts"
import { decideTax, type TaxFacts, type TaxParty } from "./decide-tax.ts"
import { stateOfGstCode } from "./india-states.ts"
import type { TaxSetting, TaxSettings } from "./tax-settings.ts"

const GST: TaxSetting = { country: "IN", kind: "india_gst", label: "GST", percent: "18" }
const BENGALURU = party({ country: "IN", state: "Karnataka" })

interface Given {
  readonly issuer?: TaxParty
  readonly customer?: Partial<TaxFacts["customer"]>
  readonly taxes?: readonly TaxSetting[]
  readonly day?: string
  readonly assumedCountry?: string
}

function party(known: Partial<TaxParty>): TaxParty {
  return { country: undefined, state: undefined, taxId: null, ...known }
}

function decide({
  issuer = BENGALURU,
  customer = {},
  taxes = [GST],
  day = "2026-11-22",
  assumedCountry,
}: Given) {
  const settings: TaxSettings = { taxes, assumedCountry }
  return decideTax(settings, { issuer, customer: { ...party({}), exemption: null, ...customer }, day })
}

/** In short: `CGST 9 + SGST 9 in KA`, notes after `!`, or what is needed after `?`. */
function short(given: Given): string {
  const taxes = decide(given)
  if (taxes.kind !== "known") return `? ${taxes.missing.join()}`
  const rates = taxes.rates.map(({ label, percent }) => `${label} ${percent}`).join(" + ") || "none"
  const place = taxes.placeOfSupply
  const where = place === null ? "" : ` in ${place.region ?? place.country}`
  return rates + where + taxes.notes.map(({ code }) => ` ! ${code}`).join("")
}

describe("India's GST by the place of supply", () => {
  it.each([
    // The customer's state, its tax number, what is charged.
    ["Karnataka", null, "CGST 9 + SGST 9 in KA"],
    ["KA", null, "CGST 9 + SGST 9 in KA"],
    ["29", null, "CGST 9 + SGST 9 in KA"],
    ["29-karnataka", null, "CGST 9 + SGST 9 in KA"],
    ["IN-KA", null, "CGST 9 + SGST 9 in KA"],
    ["Maharashtra", null, "IGST 18 in MH"],
    ["orissa", null, "IGST 18 in OD"],
    ["Jammu & Kashmir", null, "IGST 18 in JK"],
    ["Pondicherry", null, "IGST 18 in PY"],
    ["Karnatka", null, "? billingAddress.state"],
    [undefined, null, "? billingAddress.state"],
    ["Karnatka", "29ABCDE1234F1ZW", "CGST 9 + SGST 9 in KA"],
    ["Karnataka", "27AAAAA0000A1Z2", "IGST 18 in MH"],
    [undefined, "27AAAAA0000A1Z2", "IGST 18 in MH"],
    // One whose check digit is wrong says nothing.
    ["Karnataka", "27AAAAA0000A1Z5", "CGST 9 + SGST 9 in KA"],
  ])("[TAX-4] %s, %s: %s", (state, taxId, expected) => {
    expect(short({ customer: { country: "IN", state, taxId } })).toBe(expected)
  })

  it.each([
    ["Chandigarh", "CGST 9 + UTGST 9 in CH"],
    ["Ladakh", "CGST 9 + UTGST 9 in LA"],
    ["Daman and Diu", "CGST 9 + UTGST 9 in DH"],
    ["Andaman & Nicobar", "CGST 9 + UTGST 9 in AN"],
    ["Lakshadweep", "CGST 9 + UTGST 9 in LD"],
    // These have a legislature.
    ["Delhi", "CGST 9 + SGST 9 in DL"],
    ["Puducherry", "CGST 9 + SGST 9 in PY"],
    ["Jammu and Kashmir", "CGST 9 + SGST 9 in JK"],
  ])("[TAX-5] within %s: %s", (state, expected) => {
    const both = party({ country: "IN", state })
    expect(short({ issuer: both, customer: both })).toBe(expected)
  })

  it("[TAX-4] the issuer's number wins over its address, and old numbers are their state of today", () => {
    const customer = { country: "IN", state: "Maharashtra" }
    const issuer = party({ country: "IN", state: "Karnataka", taxId: "27AAAAA0000A1Z2" })
    expect(short({ issuer, customer })).toBe("CGST 9 + SGST 9 in MH")
    expect(short({ issuer: party({ taxId: "27AAAAA0000A1Z2" }), customer })).toBe("CGST 9 + SGST 9 in MH")
    expect(["25", "28", "97"].map((digits) => stateOfGstCode(digits)?.gstCode)).toEqual(["26", "37", "97"])
    expect(stateOfGstCode("39")).toBeUndefined()
  })

  it("[TAX-4] by an issuer abroad is integrated; where nobody knows the issuer's state it is not split", () => {
    const customer = { country: "IN", state: "Karnataka" }
    expect(short({ issuer: party({ country: "SG" }), customer })).toBe("IGST 18 in KA")
    expect(short({ issuer: party({}), customer })).toBe("GST 18 in KA")
    expect(short({ issuer: party({}), customer: { country: "IN" } })).toBe("GST 18 in IN")
    expect(short({ issuer: party({ country: "IN" }), customer })).toBe("GST 18 in KA")
  })

  it.each([
    [{}, "none in DE ! export_lut"],
    [{ exports: "lut", lutReference: "AD29" } as const, "none in DE ! export_lut"],
    [{ exports: "igst" } as const, "IGST 18 in DE ! export_igst"],
  ])("[TAX-7] for a customer abroad, %o: %s", (exports, expected) => {
    const taxes = [{ ...GST, ...exports }]
    expect(short({ taxes, customer: { country: "DE" } })).toBe(expected)
    // What another country's issuer sells there is no export of India's.
    expect(short({ taxes, customer: { country: "DE" }, issuer: party({ country: "SG" }) })).toBe("none")
  })

  it("[TAX-7] a letter of undertaking is named; the service has its code", () => {
    const lut = decide({
      taxes: [{ ...GST, lutReference: "AD29", serviceCode: "998429" }],
      customer: { country: "DE" },
    })
    expect(lut).toMatchObject({ notes: [{ code: "export_lut", reference: "AD29" }], serviceCode: "998429" })
    expect(decide({ customer: BENGALURU })).toMatchObject({
      serviceCode: "9984",
      placeOfSupply: { country: "IN", region: "KA", name: "Karnataka (29)" },
    })
  })

  it("[TAX-4, TAX-9, TAX-10] its halves are alike, sum to the tax, and are what the whole would be but for a coin", () => {
    const states = fc.constantFrom("Karnataka", "Maharashtra", "Chandigarh", "Delhi")
    fc.assert(
      fc.property(
        states,
        states,
        fc.constantFrom("INR", "USD", "JPY"),
        fc.bigInt({ min: 1n, max: 10_000_000n }),
        fc.boolean(),
        (from, to, currency, units, inclusive) => {
          const smallest = smallestPayable(currency)
          const amount = units * smallest
          const price = (state: string) => {
            const issuer = party({ country: "IN", state: from })
            const taxes = decide({
              issuer,
              customer: { country: "IN", state },
              taxes: [{ ...GST, inclusive }],
            })
            if (taxes.kind !== "known") throw new Error("the states are known")
            return priceTopUp({ currencies: {} }, { amount, currency, taxes })
          }
          const { taxLines, tax, taxIncluded } = price(to)
          expect(taxLines.length).toBe(from === to ? 2 : 1)
          expect(new Set(taxLines.map((line) => line.amount)).size).toBe(1)
          expect(taxLines.reduce((sum, line) => sum + line.amount, 0n)).toBe(tax + taxIncluded)
          const other = price(to === "Delhi" ? "Karnataka" : "Delhi")
          const off = other.tax + other.taxIncluded - tax - taxIncluded
          expect(off <= smallest && off >= -smallest).toBe(true)
        },
      ),
    )
  })
})

describe("other taxes", () => {
  const VAT: TaxSetting = { country: "DE", label: "VAT", percent: "19", reverseCharge: true }
  const DUBLIN = party({ country: "IE" })

  it("[TAX-3] are those of the customer's country, several of them too", () => {
    const taxes = [
      VAT,
      { country: "GB", label: "VAT", percent: "20" },
      { country: "DE", label: "Levy", percent: "1" },
    ]
    expect(short({ taxes, customer: { country: "DE" } })).toBe("VAT 19 + Levy 1 in DE")
    expect(short({ taxes, customer: { country: "GB" } })).toBe("VAT 20 in GB")
    expect(short({ taxes, customer: { country: "FR" } })).toBe("none")
  })

  it.each([
    ["DE136695976", DUBLIN, "none in DE ! reverse_charge"],
    // Not a number of Germany, none at all, and a seller in Germany, or nobody knows where.
    ["DE136695977", DUBLIN, "VAT 19 in DE"],
    [null, DUBLIN, "VAT 19 in DE"],
    ["DE136695976", party({ country: "DE" }), "VAT 19 in DE"],
    ["DE136695976", party({}), "VAT 19 in DE"],
  ])("[TAX-6] reverse charge of %s, sold from %o: %s", (taxId, issuer, expected) => {
    expect(short({ taxes: [VAT], issuer, customer: { country: "DE", taxId } })).toBe(expected)
  })

  it("[TAX-6] is charged where it is not set", () => {
    const taxes = [{ ...VAT, reverseCharge: false }]
    expect(short({ taxes, issuer: DUBLIN, customer: { country: "DE", taxId: "DE136695976" } })).toBe(
      "VAT 19 in DE",
    )
  })

  it.each([
    ["CA", "Sales tax 7.25 in CA"],
    ["California", "Sales tax 7.25 in CA"],
    ["us-ca", "Sales tax 7.25 in CA"],
    ["Texas", "none"],
    ["", "? billingAddress.state"],
    ["Kalifornien", "? billingAddress.state"],
  ])("[TAX-3, TAX-8] of a region, for a customer in %s: %s", (state, expected) => {
    const taxes = [{ country: "US", region: "CA", label: "Sales tax", percent: "7.25" }]
    expect(short({ taxes, customer: { country: "US", state } })).toBe(expected)
  })

  it("[TAX-3] of a region whose country we have no list of compare by name", () => {
    const taxes = [{ country: "ES", region: "Canarias", label: "IGIC", percent: "7" }]
    expect(short({ taxes, customer: { country: "ES", state: " canarias" } })).toBe("IGIC 7 in Canarias")
    expect(short({ taxes, customer: { country: "ES", state: "Madrid" } })).toBe("none")
    expect(short({ taxes, customer: { country: "ES" } })).toBe("? billingAddress.state")
  })

  it("[TAX-2] begin and end with the customer's day", () => {
    const taxes = [
      { country: "GB", label: "VAT", percent: "20" },
      { country: "GB", label: "VAT", percent: "22.5", effectiveFrom: "2027-01-01" },
      { country: "GB", label: "VAT", percent: "0", effectiveFrom: "2028-01-01" },
    ]
    const on = (day: string) => short({ taxes, customer: { country: "GB" }, day })
    expect(["2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01"].map(on)).toEqual([
      "VAT 20 in GB",
      "VAT 22.5 in GB",
      "VAT 22.5 in GB",
      "none",
    ])
  })

  it("[TAX-8] of a customer whose country nobody knows are asked about, never left out", () => {
    expect(short({})).toBe("? billingAddress")
    expect(short({ taxes: [VAT] })).toBe("? billingAddress")
    expect(short({ taxes: [] })).toBe("none")
    expect(short({ taxes: [VAT], assumedCountry: "DE" })).toBe("VAT 19 in DE")
    // Without an address on record it is where the supplier is.
    expect(short({ assumedCountry: "IN" })).toBe("CGST 9 + SGST 9 in KA")
    const regional = [{ country: "US", region: "CA", label: "Sales tax", percent: "7.25" }]
    expect(short({ taxes: regional, assumedCountry: "US" })).toBe("? billingAddress")
  })

  it("[TAX-11] a customer that the operator exempts pays none, and the reason is told", () => {
    const exempt = decide({
      customer: { country: "IN", state: "Karnataka", exemption: "SEZ unit, LoA 12/2025" },
    })
    expect(exempt).toMatchObject({
      kind: "known",
      rates: [],
      notes: [{ code: "exempt", reference: "SEZ unit, LoA 12/2025" }],
    })
  })
})
