import { judgeCoupon, type CouponVerdict } from "@tollgate/engine"
import type { Catalog, CouponCounts } from "../catalog/catalog.ts"
import type { Coupon, Redemption } from "../catalog/records.ts"
import { unknownCoupon, type CouponOffer, type CouponPort, type CouponUse } from "../payments/coupon-port.ts"
import { couponCodeKey } from "./code-key.ts"

/**
 * How long after the checkout's end a reservation still counts: as long as a payment that was made in time may take to
 * be told. One that is told later still is honoured, beyond the limits.
 */
export const RESERVATION_GRACE_MS = 3_600_000

/** Of a coupon that may be redeemed so many times, what one customer may have reserved: checkouts that nobody pays must not use it up. */
export const RESERVED_BY_CUSTOMER_MAX = 10

/** Coupons as top-ups use them, out of the catalog. Rules COUPON-3 to COUPON-7 and COUPON-9. */
export function catalogCoupons(catalog: Catalog): CouponPort {
  return {
    price: async (use) => {
      const codeKey = couponCodeKey(use.code)
      if (codeKey === undefined) return unknownCoupon(use.code)
      const { now, customerId } = use
      const counts = await catalog.couponCounts(codeKey, { now, customerId })
      return counts === undefined ? unknownCoupon(use.code) : offerOf(use, counts.coupon, judge(counts, use))
    },
    reserve: async (use) => {
      const codeKey = couponCodeKey(use.code)
      if (codeKey === undefined) return unknownCoupon(use.code)
      let offer = unknownCoupon(use.code)
      const redemption = await catalog.reserveRedemption(
        {
          topUpId: use.topUpId,
          codeKey,
          walletId: use.walletId,
          customerId: use.customerId,
          reservedAt: use.now,
          lapsesAt: use.expiresAt + RESERVATION_GRACE_MS,
        },
        (counts) => {
          const verdict = judge(counts, use)
          offer = offerOf(use, counts.coupon, verdict)
          return verdict.status === "valid" ? verdict : undefined
        },
      )
      return redemption === undefined ? offer : await keptOffer(catalog, use, redemption)
    },
    confirm: (topUpId) => catalog.confirmRedemption(topUpId),
    release: (topUpId) => catalog.releaseRedemption(topUpId),
  }
}

function judge(
  { coupon, redeemed, redeemedByCustomer, reservedByCustomer }: CouponCounts,
  use: CouponUse,
): CouponVerdict {
  const verdict = judgeCoupon(coupon, { ...use, redeemed, redeemedByCustomer })
  const isHoarded = coupon.maxRedemptions !== null && reservedByCustomer >= RESERVED_BY_CUSTOMER_MAX
  return verdict.status === "valid" && isHoarded
    ? { status: "used_up", bonus: 0n, bonusExpiresAt: null }
    : verdict
}

/** An unknown coupon looks the same whether it is another partner's or nobody's. Rule COUPON-7. */
function offerOf(
  use: CouponUse,
  coupon: Coupon,
  { status, bonus, bonusExpiresAt }: CouponVerdict,
): CouponOffer {
  if (status === "unknown") return unknownCoupon(use.code)
  const { code, minTopUp, expiresAt } = coupon
  return { code, status, bonus, bonusExpiresAt, minTopUp, endedAt: status === "expired" ? expiresAt : null }
}

/** What was promised at first, whatever became of the coupon since. */
async function keptOffer(
  catalog: Catalog,
  use: CouponUse,
  { codeKey, bonus, bonusExpiresAt }: Redemption,
): Promise<CouponOffer> {
  const uses = await catalog.couponUses(codeKey, use.now)
  if (uses === undefined) return unknownCoupon(use.code)
  const { code, minTopUp } = uses.coupon
  return { code, status: "valid", bonus, bonusExpiresAt, minTopUp, endedAt: null }
}
