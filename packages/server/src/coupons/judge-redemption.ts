import { judgeCoupon, type CouponVerdict } from "@tollgate/engine"
import type { CouponCounts, WantedRedemption } from "../catalog/catalog.ts"

/** Of a coupon that may be redeemed so many times, what one customer may have reserved: checkouts that nobody pays must not use it up. */
export const RESERVED_BY_CUSTOMER_MAX = 10

/** What a coupon gives after so many redemptions. Rules COUPON-4, COUPON-7, COUPON-9. */
export function judgeRedemption(
  { coupon, redeemed, redeemedByCustomer, reservedByCustomer }: CouponCounts,
  wanted: Pick<WantedRedemption, "customerId" | "partnerId" | "currency" | "amount" | "now">,
): CouponVerdict {
  const verdict = judgeCoupon(coupon, { ...wanted, redeemed, redeemedByCustomer })
  const isHoarded = coupon.maxRedemptions !== null && reservedByCustomer >= RESERVED_BY_CUSTOMER_MAX
  return verdict.status === "valid" && isHoarded
    ? { status: "used_up", bonus: 0n, bonusExpiresAt: null }
    : verdict
}
