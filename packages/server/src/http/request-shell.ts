import type { MiddlewareHandler } from "hono"
import { routePath } from "hono/route"
import { COUPON_TRY_RATE_LIMIT } from "../coupons/limit-coupon-tries.ts"
import type { Deps } from "../deps.ts"
import { RECHARGE_SET_RATE_LIMIT } from "../payments/limit-recharge-settings.ts"
import type { AppEnv } from "./app-env.ts"
import { createRateLimiter, TOKEN_RATE_LIMIT } from "./rate-limiter.ts"

const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,64}$/
/** `routePath` of a request that only middleware matched. */
const UNMATCHED = /^\/?\*$/

/** The outermost middleware: dependencies, request id, headers of every answer, log and metrics. Rules HTTP-1, HTTP-12. */
export function requestShell(
  clock: () => number,
  depsOf: (request: Request) => Deps,
): MiddlewareHandler<AppEnv> {
  const tokenLimiter = createRateLimiter(TOKEN_RATE_LIMIT, clock)
  const couponLimiter = createRateLimiter(COUPON_TRY_RATE_LIMIT, clock)
  const rechargeLimiter = createRateLimiter(RECHARGE_SET_RATE_LIMIT, clock)
  return async function requestShellMiddleware(c, next) {
    const deps = depsOf(c.req.raw)
    const startedAt = performance.now()
    const told = c.req.header("x-request-id")
    const requestId = told !== undefined && REQUEST_ID.test(told) ? told : deps.ids("req")
    c.set("deps", deps)
    c.set("requestId", requestId)
    c.set("tokenLimiter", tokenLimiter)
    c.set("couponLimiter", couponLimiter)
    c.set("rechargeLimiter", rechargeLimiter)

    await next()

    const { headers } = c.res
    if (!headers.has("cache-control")) c.header("Cache-Control", "no-store")
    c.header("X-Content-Type-Options", "nosniff")
    c.header("X-Request-Id", requestId)

    const matched = routePath(c, -1)
    // The pattern, not the path: paths hold numbers and the secrets of payment links.
    const route = UNMATCHED.test(matched) ? "(none)" : matched
    const seconds = (performance.now() - startedAt) / 1000
    const { status } = c.res
    const principal = c.get("principal")
    deps.metrics.request({ route, method: c.req.method, status, seconds })
    deps.log.info(
      {
        requestId,
        method: c.req.method,
        route,
        status,
        milliseconds: Math.round(seconds * 1e6) / 1000,
        caller: principal?.kind,
        keyId: principal?.keyId,
      },
      "request",
    )
  }
}
