/** How often one name may ask: `perSecond` in the long run, `burst` at once. */
export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

/** A customer's browser: a page of elements that refresh, and a few reloads at once. */
export const TOKEN_RATE_LIMIT: RateLimit = { perSecond: 20, burst: 100 }

const NAMES_MAX = 100_000

interface Bucket {
  tokens: number
  at: number
}

export interface RateLimiter {
  /** 0 = go on, and it is counted; else the whole seconds to wait. */
  wait(name: string): number
}

/** Counts in the memory of one process: several processes allow several times as much. Rule HTTP-15. */
export function createRateLimiter({ perSecond, burst }: RateLimit, clock: () => number): RateLimiter {
  const buckets = new Map<string, Bucket>()
  return {
    wait(name) {
      const now = clock()
      const bucket = buckets.get(name) ?? { tokens: burst, at: now }
      const filled = bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond
      bucket.tokens = Math.min(burst, filled)
      bucket.at = now
      // To the end of the map, so that its beginning is what was unused longest.
      buckets.delete(name)
      buckets.set(name, bucket)
      if (buckets.size > NAMES_MAX) buckets.delete(buckets.keys().next().value as string)
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perSecond)
      bucket.tokens -= 1
      return 0
    },
  }
}
