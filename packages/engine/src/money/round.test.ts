import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { InvariantError } from "../result.ts"
import { divideHalfEven } from "./round.ts"

describe("half-even division", () => {
  it.each([
    [1n, 2n, 0n],
    [3n, 2n, 2n],
    [5n, 2n, 2n],
    [-1n, 2n, 0n],
    [-3n, 2n, -2n],
    [-5n, 2n, -2n],
    [5n, -2n, -2n],
    [-7n, -2n, 4n],
    [7n, 3n, 2n],
    [8n, 3n, 3n],
    [0n, 7n, 0n],
  ])("[MON-4] %s / %s is %s", (numerator, denominator, quotient) => {
    expect(divideHalfEven(numerator, denominator)).toBe(quotient)
  })

  it("[MON-4] is never further than half from the exact quotient, and even at exactly half", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.bigInt({ min: 1n, max: 1_000n }),
        (n, d) => {
          const quotient = divideHalfEven(n, d)
          const twiceError = 2n * (n - quotient * d)
          const distance = twiceError < 0n ? -twiceError : twiceError
          expect(distance).toBeLessThanOrEqual(d)
          if (distance === d) expect(quotient % 2n).toBe(0n)
          expect(divideHalfEven(-n, d)).toBe(-quotient)
          expect(divideHalfEven(n, -d)).toBe(-quotient)
        },
      ),
    )
  })

  it("[MON-4] a denominator of zero is a bug", () => {
    expect(() => divideHalfEven(1n, 0n)).toThrow(InvariantError)
  })
})
