import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { AMOUNT_MICROS_MAX, formatAmount, MICROS_PER_UNIT, parseAmount } from "./micros.ts"

const amounts = fc.bigInt({ min: -AMOUNT_MICROS_MAX, max: AMOUNT_MICROS_MAX })

describe("amounts", () => {
  it("[MON-1] a thousand of the largest amounts sum inside 64 bits, and one is exact as a number", () => {
    expect(1_000n * AMOUNT_MICROS_MAX).toBeLessThan(2n ** 63n)
    expect(AMOUNT_MICROS_MAX).toBeLessThanOrEqual(BigInt(Number.MAX_SAFE_INTEGER))
  })

  it.each([
    ["4.9183", 4_918_300n],
    ["10", 10_000_000n],
    ["-20", -20_000_000n],
    ["0.5", 500_000n],
    ["0.000001", 1n],
    ["-0.000001", -1n],
    ["0", 0n],
    ["-0", 0n],
    ["-0.00", 0n],
    ["1.100000", 1_100_000n],
    ["9000000000", AMOUNT_MICROS_MAX],
    ["-9000000000", -AMOUNT_MICROS_MAX],
  ])("[MON-2] reads %s", (text, micros) => {
    expect(parseAmount(text)).toBe(micros)
  })

  it.each([
    ...[
      "",
      "-",
      ".",
      "1.",
      ".5",
      "-.5",
      "+1",
      "--1",
      "007",
      "00",
      "01.5",
      "1e3",
      "1E3",
      "0x10",
      "1_000",
      "1,000",
    ],
    ...[" 1", "1 ", "1\n", "1 000", "NaN", "Infinity", "-Infinity", "0.0000001", "1.0000000", "1.2.3", "１"],
    ...["9000000000.000001", "-9000000000.000001", "9999999999", "10000000000", "9".repeat(400)],
  ])("[MON-2] refuses %j", (text) => {
    expect(parseAmount(text)).toBeUndefined()
  })

  it.each([
    [4_918_300n, "4.9183"],
    [10_000_000n, "10"],
    [-20_000_000n, "-20"],
    [0n, "0"],
    [-1n, "-0.000001"],
    [2n ** 63n, "9223372036854.775808"],
  ])("[MON-3] writes %s shortest", (micros, text) => {
    expect(formatAmount(micros)).toBe(text)
  })

  it("[MON-3] what is written reads back the same, and is the shortest that does", () => {
    fc.assert(
      fc.property(amounts, (micros) => {
        const text = formatAmount(micros)
        expect(parseAmount(text)).toBe(micros)
        expect(text).not.toMatch(/\.$|\..*0$|e|^-0$/)
      }),
    )
  })

  it("[MON-2] agrees with arithmetic on units and decimals", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 8_999_999_999n }), fc.nat(999_999), (units, decimals) => {
        const text = `${units}.${String(decimals).padStart(6, "0")}`
        expect(parseAmount(text)).toBe(units * MICROS_PER_UNIT + BigInt(decimals))
      }),
    )
  })
})
