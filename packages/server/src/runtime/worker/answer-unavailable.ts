import { Hono } from "hono"
import type { Deps } from "../../deps.ts"
import type { AppContext, AppEnv } from "../../http/app-env.ts"
import { cors } from "../../http/cors.ts"
import { requestShell } from "../../http/request-shell.ts"
import { problem } from "../../problem.ts"

const RETRY_AFTER_SECONDS = "1"

/**
 * The answer for an object that gave none: 503 with the headers of every answer, so that a page of another origin can read it
 * and tries again. Rules WORK-3, HTTP-1, HTTP-7.
 */
export function createUnavailable(deps: Deps): (request: Request) => Promise<Response> {
  const app = new Hono<AppEnv>()
  const answer = (c: AppContext): Response =>
    problem(c, "unavailable", { headers: { "Retry-After": RETRY_AFTER_SECONDS } })
  app.use(requestShell(deps.clock, () => deps))
  app.use(cors)
  app.all("*", answer)
  // The catalog that says which origins are listed does not answer either.
  app.onError((_error, c) => answer(c))
  // Its body went to the object.
  return async ({ url, method, headers }) => app.fetch(new Request(url, { method, headers }))
}
