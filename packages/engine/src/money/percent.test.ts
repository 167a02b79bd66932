import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { formatPercent, parsePercent, PERCENT_MAX, percentOf } from "./percent.ts"
import { AMOUNT_MICROS_MAX } from "./micros.ts"
import { divideHalfEven } from "./round.ts"

const amounts = fc.bigInt({ min: -AMOUNT_MICROS_MAX, max: AMOUNT_MICROS_MAX })
const percents = fc.bigInt({ min: 0n, max: PERCENT_MAX })

describe("percentages", () => {
  it.each([
    ["6", 60_000n],
    ["2.9", 29_000n],
    ["0", 0n],
    ["0.0001", 1n],
    ["18.00", 180_000n],
    ["1000", 10_000_000n],
  ])("[MON-5] reads %s", (text, percent) => {
    expect(parsePercent(text)).toBe(percent)
  })

  it.each([
    "",
    "-1",
    "-0",
    "+6",
    "06",
    "6%",
    " 6",
    "1e2",
    ".5",
    "5.",
    "0.00001",
    "1000.0001",
    "1001",
    "9999",
    "NaN",
  ])("[MON-5] refuses %j", (text) => {
    expect(parsePercent(text)).toBeUndefined()
  })

  it("[MON-5] what is written reads back the same", () => {
    fc.assert(
      fc.property(percents, (percent) => {
        expect(parsePercent(formatPercent(percent))).toBe(percent)
        expect(formatPercent(percent)).not.toMatch(/\.$|\..*0$/)
      }),
    )
  })

  it.each([
    [11_800n, "6", 708n],
    [25n, "2", 0n],
    [75n, "2", 2n],
    [125n, "2", 2n],
    [-25n, "2", 0n],
    [-75n, "2", -2n],
    [1_000_000n, "1000", 10_000_000n],
    [1_234_567n, "0", 0n],
  ])("[MON-6] of %s micros, %s percent are %s", (amount, percent, share) => {
    expect(percentOf(amount, parsePercent(percent) as bigint)).toBe(share)
  })

  it("[MON-6] is the exact share rounded half-even once, for either sign", () => {
    fc.assert(
      fc.property(amounts, percents, (amount, percent) => {
        expect(percentOf(amount, percent)).toBe(divideHalfEven(amount * percent, 1_000_000n))
      }),
    )
  })

  it("[MON-6] grows with the amount", () => {
    fc.assert(
      fc.property(amounts, amounts, percents, (one, other, percent) => {
        const [less, more] = one < other ? [one, other] : [other, one]
        expect(percentOf(less, percent)).toBeLessThanOrEqual(percentOf(more, percent))
      }),
    )
  })
})
