import type { CouponVerdict } from "@tollgate/engine"
import type { Catalog } from "../catalog/catalog.ts"
import type { Coupon } from "../catalog/records.ts"
import { unknownCoupon, type CouponOffer, type CouponPort, type CouponUse } from "../payments/coupon-port.ts"
import { couponCodeKey } from "./code-key.ts"
import { judgeRedemption } from "./judge-redemption.ts"

/**
 * How long after the checkout's end a reservation still counts: as long as a payment that was made in time may take to
 * be told. One that is told later still is honoured, beyond the limits.
 */
export const RESERVATION_GRACE_MS = 3_600_000

/** Coupons as top-ups use them, out of the catalog. Rules COUPON-3 to COUPON-7 and COUPON-9. */
export function catalogCoupons(catalog: Catalog): CouponPort {
  return {
    price: async (use) => {
      const codeKey = couponCodeKey(use.code)
      if (codeKey === undefined) return unknownCoupon(use.code)
      const { now, customerId } = use
      const counts = await catalog.couponCounts(codeKey, { now, customerId })
      return counts === undefined
        ? unknownCoupon(use.code)
        : offerOf(use, counts.coupon, judgeRedemption(counts, use))
    },
    reserve: async ({ code, expiresAt, ...use }) => {
      const codeKey = couponCodeKey(code)
      if (codeKey === undefined) return unknownCoupon(code)
      const lapsesAt = expiresAt + RESERVATION_GRACE_MS
      const reserved = await catalog.reserveRedemption({ ...use, codeKey, lapsesAt })
      if (reserved === undefined) return unknownCoupon(code)
      // What was promised at first, whatever became of the coupon since.
      return reserved.kind === "reserved"
        ? offerOf({ code }, reserved.coupon, { ...reserved.redemption, status: "valid" })
        : offerOf({ code }, reserved.coupon, reserved.verdict)
    },
    confirm: async ({ code, topUpId }) => {
      const codeKey = couponCodeKey(code)
      if (codeKey !== undefined) await catalog.confirmRedemption({ topUpId, codeKey })
    },
    release: async ({ code, topUpId }) => {
      const codeKey = couponCodeKey(code)
      if (codeKey !== undefined) await catalog.releaseRedemption({ topUpId, codeKey })
    },
  }
}

/** An unknown coupon looks the same whether it is another partner's or nobody's. Rule COUPON-7. */
function offerOf(
  use: Pick<CouponUse, "code">,
  coupon: Coupon,
  { status, bonus, bonusExpiresAt }: CouponVerdict,
): CouponOffer {
  if (status === "unknown") return unknownCoupon(use.code)
  const { code, minTopUp, expiresAt } = coupon
  return { code, status, bonus, bonusExpiresAt, minTopUp, endedAt: status === "expired" ? expiresAt : null }
}
