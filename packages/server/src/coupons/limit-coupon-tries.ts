import type { AppContext } from "../http/app-env.ts"
import type { RateLimit } from "../http/rate-limiter.ts"
import { ProblemError } from "../problem.ts"

/** A person who mistypes, and changes the amount under a coupon, a few times; not a program that guesses codes. */
export const COUPON_TRY_RATE_LIMIT: RateLimit = { perSecond: 0.25, burst: 20 }

/**
 * Counts a coupon try of a customer's token; past `COUPON_TRY_RATE_LIMIT` of its wallet 429 with `Retry-After`. Call it
 * before a coupon is priced or reserved. Rule COUPON-8.
 */
export function limitCouponTries(c: AppContext): void {
  const principal = c.get("principal")
  if (principal.kind !== "portal") return
  const seconds = c.get("couponLimiter").wait(principal.walletId)
  if (seconds > 0) {
    throw new ProblemError("rate_limited", {
      detail: "Too many coupons tried; see Retry-After.",
      headers: { "Retry-After": String(seconds) },
    })
  }
}
