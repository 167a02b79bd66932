import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { InvariantError } from "../result.ts"
import { allocate } from "./allocate.ts"
import { AMOUNT_MICROS_MAX } from "./micros.ts"

const amounts = fc.bigInt({ min: -AMOUNT_MICROS_MAX, max: AMOUNT_MICROS_MAX })
const ratios = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 })
  .filter((list) => list.some((ratio) => ratio > 0n))

describe("allocation", () => {
  it("[MON-7] the first ratios above zero take what does not divide", () => {
    expect(allocate(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n])
    expect(allocate(-10n, [1n, 1n, 1n])).toEqual([-4n, -3n, -3n])
    expect(allocate(2n, [0n, 1n, 1n, 1n])).toEqual([0n, 1n, 1n, 0n])
    expect(allocate(0n, [1n, 2n])).toEqual([0n, 0n])
    expect(allocate(7n, [5n])).toEqual([7n])
  })

  it("[MON-7] the parts sum to the whole, and each is within a micro of its exact share", () => {
    fc.assert(
      fc.property(amounts, ratios, (amount, list) => {
        const shares = allocate(amount, list)
        const total = list.reduce((sum, ratio) => sum + ratio, 0n)
        expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(amount)
        for (const [index, share] of shares.entries()) {
          const ratio = list[index] as bigint
          const error = share * total - amount * ratio
          expect(error < 0n ? -error : error).toBeLessThan(total)
          if (ratio === 0n) expect(share).toBe(0n)
        }
      }),
    )
  })

  it("[MON-7] mirrors with the sign", () => {
    fc.assert(
      fc.property(amounts, ratios, (amount, list) => {
        expect(allocate(-amount, list)).toEqual(allocate(amount, list).map((share) => -share))
      }),
    )
  })

  it.each([[[]], [[0n]], [[0n, 0n]], [[1n, -1n]]])("[MON-7] ratios of %s are a bug", (list) => {
    expect(() => allocate(10n, list)).toThrow(InvariantError)
  })
})
