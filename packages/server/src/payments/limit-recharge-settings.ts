import type { AppContext } from "../http/app-env.ts"
import type { RateLimit } from "../http/rate-limiter.ts"
import { ProblemError } from "../problem.ts"

const MINUTES_BETWEEN = 10

/** Setting it anew ends a pause, so that a card is charged at once: a person tries a few times, a program in a loop all day. */
export const RECHARGE_SET_RATE_LIMIT: RateLimit = { perSecond: 1 / (MINUTES_BETWEEN * 60), burst: 10 }

/** Counts a customer's token that turns auto-recharge on or changes it; past the limit of its wallet 429. Rule AUTO-6. */
export function limitRechargeSettings(c: AppContext): void {
  const principal = c.get("principal")
  if (principal.kind !== "portal") return
  const seconds = c.get("rechargeLimiter").wait(principal.walletId)
  if (seconds > 0) {
    throw new ProblemError("rate_limited", {
      detail: "Auto-recharge was set too often; see Retry-After.",
      headers: { "Retry-After": String(seconds) },
    })
  }
}
