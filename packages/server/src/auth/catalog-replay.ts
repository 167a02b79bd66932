import type { MiddlewareHandler } from "hono"
import { isKept, REPLAY_KEPT_MS, replayOf, sendJson } from "../idempotency.ts"
import type { AppEnv } from "../http/app-env.ts"
import { problem } from "../problem.ts"

/** A claim without an answer is taken over after this: its process is gone. */
export const CLAIM_SECONDS_MAX = 60
const RETRY_AFTER_SECONDS = "1"

/**
 * `Idempotency-Key` for routes that write to the catalog: the first answer is told again for 30 days, without the
 * members that `secretFields` names. Runs after authentication and before validation. Rules HTTP-8 to HTTP-10.
 */
export function catalogReplay(secretFields: readonly string[]): MiddlewareHandler<AppEnv> {
  return async function catalogReplayMiddleware(c, next) {
    const replay = replayOf(c, REPLAY_KEPT_MS)
    const { catalog, clock, places } = c.get("deps")
    // Of a request that was handed over, the first place holds the claim, and keeps the answer.
    if (replay === undefined || places?.handedOverTo(c.req.raw) !== undefined) return next()

    const claim = await catalog.claimReplay(replay, clock(), CLAIM_SECONDS_MAX * 1000)
    if (claim.kind === "reused") return problem(c, "idempotency_key_reused")
    if (claim.kind === "busy") {
      return problem(c, "unavailable", {
        detail: "The first request with this Idempotency-Key is still under way.",
        headers: { "Retry-After": RETRY_AFTER_SECONDS },
      })
    }
    if (claim.kind === "answered") {
      c.header("Idempotent-Replayed", "true")
      return sendJson(c, claim.answer.status, claim.answer.body)
    }

    await next()
    if (!isKept(c.res.status)) {
      await catalog.dropReplay(replay.key)
      return undefined
    }
    const text = await c.res.clone().text()
    const body: unknown = text === "" ? null : JSON.parse(text)
    await catalog.saveReplay(replay, { status: c.res.status, body: without(body, secretFields) })
    return undefined
  }
}

function without(body: unknown, fields: readonly string[]): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => !fields.includes(name)))
}
