import { describe, expect, it } from "vitest"
import { currencyExponent, isCurrency } from "./currency.ts"

describe("currencies", () => {
  it.each(["USD", "EUR", "INR", "COP", "CLP", "KWD", "MGA"])("[MON-8] %s is one", (code) => {
    expect(isCurrency(code)).toBe(true)
  })

  it.each(["", "usd", "US", "XYZ", "$US", "toString", "__proto__", "default"])(
    "[MON-8] %j is none",
    (code) => {
      expect(isCurrency(code)).toBe(false)
      expect(currencyExponent(code)).toBeUndefined()
    },
  )

  it.each([
    ["USD", 2],
    ["JPY", 0],
    ["CLP", 0],
    ["KWD", 3],
    ["CLF", 4],
    ["MGA", 2],
    ["MRU", 2],
  ])("[MON-9] %s has %s decimals", (code, exponent) => {
    expect(currencyExponent(code)).toBe(exponent)
  })
})
