import type { CouponStatus, Micros } from "@tollgate/engine"

export { COUPON_STATUSES, type CouponStatus } from "@tollgate/engine"

export type CouponFault = Exclude<CouponStatus, "valid">

/** A coupon asked for by a customer, for one top-up. */
export interface CouponUse {
  /** As the customer wrote it. */
  readonly code: string
  readonly walletId: string
  readonly customerId: string
  readonly partnerId: string
  /** Of the wallet. */
  readonly currency: string
  /** What is to be credited, the bonus aside. */
  readonly amount: Micros
  readonly now: number
}

/** What the coupon gives; a coupon that does not hold gives nothing. */
export interface CouponOffer {
  /** As the coupon is written where it is known, else as the customer wrote it. */
  readonly code: string
  readonly status: CouponStatus
  /** 0 unless valid. */
  readonly bonus: Micros
  /** When a bonus that is credited now ends; null = never. */
  readonly bonusExpiresAt: number | null
  /** What must be topped up at least; null = no such rule, or an unknown coupon. */
  readonly minTopUp: Micros | null
  /** When it ended; null unless expired. */
  readonly endedAt: number | null
}

/** The coupon of a top-up that was begun, and the top-up. */
export interface RedeemedCoupon {
  readonly code: string
  readonly topUpId: string
}

/**
 * Coupons as top-ups use them. A redemption is kept under the top-up's id: each call may come again, and in any order
 * after `reserve`, without counting twice.
 */
export interface CouponPort {
  /** What it would give; changes nothing. */
  price(use: CouponUse): Promise<CouponOffer>
  /**
   * Take one redemption for this top-up, if the offer is valid; the same top-up gets the same offer again. One that is
   * neither confirmed nor released may be given to others some time after `expiresAt`.
   */
  reserve(use: CouponUse & { readonly topUpId: string; readonly expiresAt: number }): Promise<CouponOffer>
  /**
   * The top-up was credited, its bonus too: the redemption counts for ever. Also after `release`, when money came in
   * late: it then counts beyond the coupon's limits. A top-up without a redemption is left alone.
   */
  confirm(redeemed: RedeemedCoupon): Promise<void>
  /** The top-up failed: the redemption is free again. One that was confirmed stays. */
  release(redeemed: RedeemedCoupon): Promise<void>
}

/** A server without coupons: every code is unknown. */
export const NO_COUPONS: CouponPort = {
  price: async ({ code }) => unknownCoupon(code),
  reserve: async ({ code }) => unknownCoupon(code),
  confirm: async () => {},
  release: async () => {},
}

export function unknownCoupon(code: string): CouponOffer {
  return { code, status: "unknown", bonus: 0n, bonusExpiresAt: null, minTopUp: null, endedAt: null }
}
