import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { AMOUNT_MICROS_MAX } from "../money/micros.ts"
import { divideHalfEven } from "../money/round.ts"
import { couponBonus, judgeCoupon, type CouponAsked, type CouponStatus, type CouponTerms } from "./coupon.ts"

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 22)

const TERMS: CouponTerms = {
  kind: "percent",
  value: 100_000n,
  maxBonus: null,
  minTopUp: null,
  currency: null,
  partnerId: null,
  customerId: null,
  expiresAt: null,
  maxRedemptions: null,
  perCustomer: null,
  grantExpiresInDays: null,
}
const ASKED: CouponAsked = {
  partnerId: "p",
  customerId: "c",
  currency: "USD",
  amount: 100_000_000n,
  redeemed: 0,
  redeemedByCustomer: 0,
  now: NOW,
}

describe("a coupon's bonus", () => {
  it.each<[Partial<CouponTerms>, bigint, bigint]>([
    [{ value: 100_000n }, 100_000_000n, 10_000_000n],
    // Exactly half a micro goes to the even one, both ways.
    [{ value: 100_000n }, 25n, 2n],
    [{ value: 100_000n }, 35n, 4n],
    [{ value: 100_000n, maxBonus: 9_999_999n }, 100_000_000n, 9_999_999n],
    [{ value: 100_000n, maxBonus: 10_000_000n }, 100_000_000n, 10_000_000n],
    [{ value: 100_000n, maxBonus: 10_000_001n }, 100_000_000n, 10_000_000n],
    [{ kind: "fixed", value: 5_000_000n }, 1n, 5_000_000n],
    [{ kind: "fixed", value: 5_000_000n, maxBonus: 4_000_000n }, 1n, 4_000_000n],
  ])("[BONUS-1] of %o on %s micros is %s", (terms, amount, bonus) => {
    expect(couponBonus({ ...TERMS, ...terms }, amount)).toBe(bonus)
  })

  it("[BONUS-1] is the exact share rounded half-even once, and never above its maximum", () => {
    const amounts = fc.bigInt({ min: 1n, max: AMOUNT_MICROS_MAX })
    const percents = fc.bigInt({ min: 1n, max: 10_000_000n })
    fc.assert(
      fc.property(amounts, percents, fc.option(amounts), (amount, value, maxBonus) => {
        const exact = divideHalfEven(amount * value, 1_000_000n)
        const expected = maxBonus !== null && maxBonus < exact ? maxBonus : exact
        expect(couponBonus({ ...TERMS, value, maxBonus }, amount)).toBe(expected)
      }),
    )
  })
})

describe("whether a coupon holds", () => {
  it.each<[string, Partial<CouponTerms>, Partial<CouponAsked>, CouponStatus]>([
    ["without conditions", {}, {}, "valid"],
    ["of the wallet's currency", { currency: "USD" }, {}, "valid"],
    ["of another currency", { currency: "INR" }, {}, "unknown"],
    ["of the customer's partner", { partnerId: "p" }, {}, "valid"],
    ["of another partner", { partnerId: "q" }, {}, "unknown"],
    ["of the customer", { customerId: "c" }, {}, "valid"],
    ["of another customer", { customerId: "d" }, {}, "not_yours"],
    ["a moment before its end", { expiresAt: NOW + 1 }, {}, "valid"],
    ["at its end", { expiresAt: NOW }, {}, "expired"],
    ["with one redemption left", { maxRedemptions: 2 }, { redeemed: 1 }, "valid"],
    ["with none left", { maxRedemptions: 2 }, { redeemed: 2 }, "used_up"],
    ["beyond its redemptions", { maxRedemptions: 2 }, { redeemed: 3 }, "used_up"],
    ["with one left for the customer", { perCustomer: 2 }, { redeemedByCustomer: 1 }, "valid"],
    ["with none left for the customer", { perCustomer: 2 }, { redeemedByCustomer: 2 }, "used_up"],
    ["at its smallest top-up", { minTopUp: 100_000_000n }, {}, "valid"],
    ["a micro below it", { minTopUp: 100_000_001n }, {}, "below_minimum"],
  ])("[BONUS-2] %s", (_, terms, asked, status) => {
    const verdict = judgeCoupon({ ...TERMS, ...terms }, { ...ASKED, ...asked })
    expect(verdict.status).toBe(status)
    expect(verdict.bonus).toBe(status === "valid" ? 10_000_000n : 0n)
  })

  it("[BONUS-2] with several faults tells the first in order", () => {
    const faults: [Partial<CouponTerms>, CouponStatus][] = [
      [{ partnerId: "q" }, "unknown"],
      [{ customerId: "d" }, "not_yours"],
      [{ expiresAt: NOW }, "expired"],
      [{ maxRedemptions: 1, perCustomer: 1 }, "used_up"],
      [{ minTopUp: 200_000_000n }, "below_minimum"],
    ]
    const asked = { ...ASKED, redeemed: 1, redeemedByCustomer: 1 }
    for (const [index, [, status]] of faults.entries()) {
      const terms = Object.assign({ ...TERMS }, ...faults.slice(index).map(([fault]) => fault)) as CouponTerms
      expect(judgeCoupon(terms, asked).status).toBe(status)
    }
  })

  it("[BONUS-3] its bonus ends so many days after it is credited, or never", () => {
    expect(judgeCoupon({ ...TERMS, grantExpiresInDays: 30 }, ASKED).bonusExpiresAt).toBe(NOW + 30 * DAY_MS)
    expect(judgeCoupon(TERMS, ASKED).bonusExpiresAt).toBeNull()
    const expired = { ...TERMS, grantExpiresInDays: 30, expiresAt: NOW }
    expect(judgeCoupon(expired, ASKED).bonusExpiresAt).toBeNull()
  })
})
