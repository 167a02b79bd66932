import type { MiddlewareHandler } from "hono"
import type { AppEnv } from "../http/app-env.ts"
import { isKept, replayOf, sendJson } from "../idempotency.ts"
import { problem, ProblemError, problemBody } from "../problem.ts"

/**
 * `Idempotency-Key` for routes whose answer a wallet keeps in the commit that it is about. A wallet knows its own keys
 * only, so the catalog remembers which request a key came with: another one is refused, whichever wallet it means. It
 * also keeps what is refused before a wallet is asked. Equal requests at once all go on: the wallet answers them the
 * same. Rules HTTP-8, HTTP-9.
 *
 * @param keptMs - how long the answer is kept; null = for ever, where money moves
 */
export function walletReplay(keptMs: number | null): MiddlewareHandler<AppEnv> {
  return async function walletReplayMiddleware(c, next) {
    const replay = replayOf(c, keptMs)
    if (replay === undefined) return next()
    const { catalog, clock } = c.get("deps")
    const claim = await catalog.claimReplay(replay, clock(), 0)
    if (claim.kind === "reused") return problem(c, "idempotency_key_reused")
    if (claim.kind === "answered") {
      c.header("Idempotent-Replayed", "true")
      return sendJson(c, claim.answer.status, claim.answer.body)
    }

    await next()
    const { status } = c.res
    if (c.error instanceof ProblemError && isKept(status)) {
      await catalog.saveReplay(replay, { status, body: problemBody(c.error.code, c.error.options) })
    } else if (status >= 400 && status < 500 && !isKept(status)) {
      // Nothing was done: the key is free for the request as it was meant.
      await catalog.dropReplay(replay.key)
    }
  }
}
