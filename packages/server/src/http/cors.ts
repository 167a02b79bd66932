import type { MiddlewareHandler } from "hono"
import { problem } from "../problem.ts"
import type { AppEnv } from "./app-env.ts"

const ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
const ALLOWED_HEADERS =
  "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id"
const EXPOSED_HEADERS = "ETag, Idempotent-Replayed, Retry-After, X-Request-Id"
const PREFLIGHT_SECONDS = "600"
/** Scripts that any page may load. */
const OPEN_PATH = /^\/widget(?:\.js$|\/)/

/** Preflights, and the headers that let a listed origin read an answer, errors included. Rule HTTP-7. */
export const cors: MiddlewareHandler<AppEnv> = async (c, next) => {
  const origin = c.req.header("origin")
  if (origin === undefined || OPEN_PATH.test(c.req.path)) return next()

  const { catalog } = c.get("deps")
  const isListed = await catalog.isOriginListed(origin)
  c.header("Vary", "Origin", { append: true })
  if (isListed) {
    c.header("Access-Control-Allow-Origin", origin)
    c.header("Access-Control-Expose-Headers", EXPOSED_HEADERS)
  }
  const isPreflight =
    c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined
  if (!isPreflight) return next()
  if (!isListed) return problem(c, "forbidden", { detail: "No partner lists this origin." })
  c.header("Access-Control-Allow-Methods", ALLOWED_METHODS)
  c.header("Access-Control-Allow-Headers", ALLOWED_HEADERS)
  c.header("Access-Control-Max-Age", PREFLIGHT_SECONDS)
  return c.body(null, 204)
}
