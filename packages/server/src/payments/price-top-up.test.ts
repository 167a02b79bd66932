import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseAmount, parsePercent } from "@tollgate/engine"
import {
  checkoutTerms,
  CURRENCY_DEFAULTS,
  type CheckoutSettings,
  type FeeSettings,
} from "./checkout-settings.ts"
import { decideTax, type KnownTaxes } from "../tax/decide-tax.ts"
import { priceTopUp, smallestPayable } from "./price-top-up.ts"

const NONE: CheckoutSettings = { currencies: {}, taxes: [] }
const micros = (written: string): bigint => parseAmount(written)!

function settings(fee: Partial<FeeSettings>, taxes: CheckoutSettings["taxes"] = []): CheckoutSettings {
  const whole = { label: "Fee", percent: "0", fixed: "0", paidBy: "customer", ...fee } as const
  const own = { ...CURRENCY_DEFAULTS, fee: whole }
  return { currencies: { USD: own, JPY: own, KWD: own }, taxes }
}

const NOWHERE = { country: undefined, state: undefined, taxId: null }

function taxesIn(from: CheckoutSettings, country: string): KnownTaxes {
  const customer = { ...NOWHERE, country, exemption: null }
  const taxes = decideTax(from, { issuer: NOWHERE, customer, day: "2026-11-22" })
  if (taxes.kind !== "known") throw new Error("the country says all")
  return taxes
}

function priced(amount: string, from: CheckoutSettings, currency = "USD", country = "IN") {
  const { fee, tax, total, feeLabel, taxLines } = priceTopUp(from, {
    amount: micros(amount),
    currency,
    taxes: taxesIn(from, country),
  })
  return { fee, tax, total, feeLabel, taxes: taxLines.map((line) => line.amount) }
}

describe("terms", () => {
  it("[PAY-2] of a currency without settings are the defaults, whatever it is called", () => {
    for (const currency of ["USD", "JPY", "__proto__", "constructor"]) {
      expect(checkoutTerms(NONE, currency)).toMatchObject({
        minTopUp: micros("10"),
        maxTopUp: micros("10000"),
        presets: ["50", "100", "250"].map(micros),
        fee: { percent: 0n, fixed: 0n },
      })
    }
  })
})

describe("a fee", () => {
  it.each([
    ["100", { percent: "2.9", fixed: "0.3" }, "3.2"],
    ["33.33", { percent: "2.9" }, "0.97"],
    // 0.125 and 0.375 are ties: to the even hundredth.
    ["12.5", { percent: "1" }, "0.12"],
    ["37.5", { percent: "1" }, "0.38"],
    ["10", { percent: "0.0001" }, "0"],
  ])("[PAY-3] of %s at %o is %s", (amount, fee, expected) => {
    expect(priced(amount, settings(fee)).fee).toBe(micros(expected))
  })

  it("[PAY-3] is rounded once, not by its parts", () => {
    // 2.5 % of 10.3 is 0.2575; with 0.0025 it is 0.26 exactly, which rounding the share first would miss.
    expect(priced("10.3", settings({ percent: "2.5", fixed: "0.0025" })).fee).toBe(micros("0.26"))
  })

  it.each([
    ["JPY", "1050", "31"],
    ["KWD", "10.005", "0.295"],
  ])("[PAY-3] is what can be paid in %s", (currency, amount, expected) => {
    const from = settings({ percent: "2.95" })
    expect(priced(amount, from, currency).fee).toBe(micros(expected))
  })

  it("[PAY-3] paid by the operator is none of the customer's", () => {
    const from = settings({ percent: "2.9", fixed: "0.3", paidBy: "operator" })
    expect(priced("100", from)).toMatchObject({ fee: 0n, feeLabel: null, total: micros("100") })
  })

  it("[PAY-3] has its label where there is one", () => {
    expect(priced("100", settings({ label: "Card fee", percent: "1" })).feeLabel).toBe("Card fee")
    expect(priced("100", NONE)).toMatchObject({ fee: 0n, feeLabel: null })
  })
})

describe("taxes", () => {
  const GST = { country: "IN", label: "GST", percent: "18" }
  it("[TAX-3, TAX-10] are of amount and fee, in the customer's country only", () => {
    const from = settings({ percent: "2.9", fixed: "0.3" }, [
      GST,
      { country: "GB", label: "VAT", percent: "20" },
    ])
    expect(priced("100", from)).toMatchObject({ tax: micros("18.58"), total: micros("121.78") })
    expect(priced("100", from, "USD", "GB").tax).toBe(micros("20.64"))
    expect(priced("100", from, "USD", "US")).toMatchObject({ tax: 0n, taxes: [] })
  })

  it("[TAX-10] of one country are each rounded, and sum to the tax", () => {
    const from = settings({}, [
      { country: "IN", label: "CGST", percent: "9" },
      { country: "IN", label: "SGST", percent: "9" },
    ])
    // 9 % of 10.5 is 0.945: a tie, to 0.94.
    expect(priced("10.5", from)).toMatchObject({
      taxes: [micros("0.94"), micros("0.94")],
      tax: micros("1.88"),
    })
  })
})

it("[PAY-3, TAX-9, TAX-10] everything can be paid, the lines are the tax, and the total is its parts", () => {
  const share = fc
    .nat({ max: 1_000_000 })
    .map((parts) => `${Math.floor(parts / 10_000)}.${String(parts % 10_000).padStart(4, "0")}`)
  fc.assert(
    fc.property(
      fc.constantFrom("USD", "JPY", "KWD"),
      fc.bigInt({ min: 1n, max: 10_000_000n }),
      share,
      fc.array(fc.record({ percent: share, inclusive: fc.boolean() }), { maxLength: 3 }),
      (currency, units, percent, taxes) => {
        const smallest = smallestPayable(currency)
        const amount = units * smallest
        const from = settings(
          { percent },
          taxes.map((each, place) => ({ country: "IN", label: `t${place}`, ...each })),
        )
        const price = priceTopUp(from, { amount, currency, taxes: taxesIn(from, "IN") })
        const { fee, tax, taxIncluded, taxLines, total } = price
        for (const part of [fee, tax, taxIncluded, total]) expect(part % smallest).toBe(0n)
        expect(total).toBe(amount + fee + tax)
        const sum = (isIncluded: boolean): bigint =>
          taxLines.reduce((all, line) => all + (line.isIncluded === isIncluded ? line.amount : 0n), 0n)
        expect([sum(false), sum(true)]).toEqual([tax, taxIncluded])
        expect(taxIncluded <= amount + fee + smallest * 3n).toBe(true)
        isNearest(fee, amount * parts(percent), smallest)
        for (const line of taxLines.filter((each) => !each.isIncluded)) {
          isNearest(line.amount, (amount + fee - taxIncluded) * parts(line.percent), smallest)
        }
      },
    ),
  )
})

it("[TAX-9] what is included is that part of the price which the tax on the rest would be", () => {
  const from = settings({}, [{ country: "IN", label: "GST", percent: "18", inclusive: true }])
  const price = priceTopUp(from, { amount: micros("118"), currency: "USD", taxes: taxesIn(from, "IN") })
  expect(price).toMatchObject({ tax: 0n, taxIncluded: micros("18"), total: micros("118") })
  const both = settings({}, [
    { country: "IN", label: "GST", percent: "18", inclusive: true },
    { country: "IN", label: "Cess", percent: "1" },
  ])
  expect(
    priceTopUp(both, { amount: micros("118"), currency: "USD", taxes: taxesIn(both, "IN") }),
  ).toMatchObject({ tax: micros("1"), taxIncluded: micros("18"), total: micros("119") })
})

/** Millionths of the whole. */
function parts(percent: string): bigint {
  return parsePercent(percent)!
}

function isNearest(rounded: bigint, exact: bigint, smallest: bigint): void {
  const off = rounded * 1_000_000n - exact
  expect((off < 0n ? -off : off) * 2n <= smallest * 1_000_000n).toBe(true)
}
