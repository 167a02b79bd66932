import type { Context } from "hono"
import type { Principal } from "../auth/principal.ts"
import type { Deps } from "../deps.ts"
import type { RateLimiter } from "./rate-limiter.ts"

/** What middleware leaves for handlers. */
export interface AppEnv {
  Variables: {
    deps: Deps
    requestId: string
    /** Of portal tokens, by wallet. */
    tokenLimiter: RateLimiter
    /** Of coupons tried with portal tokens, by wallet. */
    couponLimiter: RateLimiter
    /** Of auto-recharge that is set with portal tokens, by wallet. */
    rechargeLimiter: RateLimiter
    /** Set by `guard` on every route that needs a key. */
    principal: Principal
    /** The body's bytes, at most as many as the route takes; empty without a body. */
    bytes: Uint8Array
    /** The parsed JSON body, not yet validated; absent without one. */
    body: unknown
  }
}

export type AppContext = Context<AppEnv>
