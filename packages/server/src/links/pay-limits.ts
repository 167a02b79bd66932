import { createRateLimiter, type RateLimit, type RateLimiter } from "../http/rate-limiter.ts"

/** An address that asks for links which do not exist. */
export const LINK_MISS_RATE_LIMIT: RateLimit = { perSecond: 0.2, burst: 20 }
/** Payments begun on one link. */
export const LINK_START_RATE_LIMIT: RateLimit = { perSecond: 0.2, burst: 10 }
/** What else is asked of one link by script: a few payers who choose an amount, or wait for their payment. */
export const LINK_ASK_RATE_LIMIT: RateLimit = { perSecond: 5, burst: 60 }

/** What the page of a payment link and the API below it count, by the same measure. Rule LINK-12. */
export interface PayLimits {
  /** By address. */
  readonly misses: RateLimiter
  /** By link. */
  readonly starts: RateLimiter
  /** By link. */
  readonly asks: RateLimiter
}

export function createPayLimits(clock: () => number): PayLimits {
  return {
    misses: createRateLimiter(LINK_MISS_RATE_LIMIT, clock),
    starts: createRateLimiter(LINK_START_RATE_LIMIT, clock),
    asks: createRateLimiter(LINK_ASK_RATE_LIMIT, clock),
  }
}
