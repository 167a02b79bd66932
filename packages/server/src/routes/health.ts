import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { authenticate, credentialOf } from "../auth/authenticate.ts"
import { guard } from "../auth/guard.ts"
import { isFromLoopback } from "../http/is-from-loopback.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { deliveryGauges } from "../observability/delivery-gauges.ts"
import { errorFacts } from "../observability/log.ts"
import { ProblemError } from "../problem.ts"
import { jsonAnswer } from "../schemas/route-parts.ts"

const tags = ["Running"]
const Health = z.object({ status: z.literal("ok"), version: z.string() }).openapi("Health")

const healthRoute = createRoute({
  method: "get",
  path: "/healthz",
  tags,
  summary: "Whether the process answers",
  ...guard({ who: [] }),
  responses: { 200: jsonAnswer(Health, "It does; the store is open") },
})

const readyRoute = createRoute({
  method: "get",
  path: "/readyz",
  tags,
  summary: "Whether requests can be served",
  ...guard({ who: [] }),
  "x-refusals": ["unavailable"],
  responses: { 200: jsonAnswer(Health, "Catalog and wallets answer") },
})

const metricsRoute = createRoute({
  method: "get",
  path: "/metrics",
  tags,
  summary: "Metrics in Prometheus' text format",
  description: "For an operator key, or from loopback and not through a proxy.",
  ...guard({ who: [] }),
  "x-callers": ["operator"],
  responses: { 200: { description: "Metrics", content: { "text/plain": { schema: z.string() } } } },
})

async function requireMetricsReader(c: AppContext): Promise<void> {
  const credential = credentialOf(c.req.header("authorization"))
  if (credential === undefined && isFromLoopback(c)) return
  const principal = credential === undefined ? undefined : await authenticate(c.get("deps"), credential)
  if (principal === undefined) {
    throw new ProblemError("unauthenticated", { headers: { "WWW-Authenticate": "Bearer" } })
  }
  if (principal.kind !== "operator") throw new ProblemError("forbidden")
}

export function healthRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(healthRoute, (c) =>
    c.json({ status: "ok" as const, version: c.get("deps").config.version }, 200),
  )

  routes.openapi(readyRoute, async (c) => {
    const { catalog, wallets, config, log } = c.get("deps")
    try {
      await catalog.ping()
      await wallets.walletIds({ limit: 1 })
    } catch (error) {
      log.error({ requestId: c.get("requestId"), ...errorFacts(error) }, "not ready")
      throw new ProblemError("unavailable", { headers: { "Retry-After": "5" } })
    }
    return c.json({ status: "ok" as const, version: config.version }, 200)
  })

  routes.openapi(metricsRoute, async (c) => {
    await requireMetricsReader(c)
    const { metrics, catalog, clock } = c.get("deps")
    const { contentType, text } = await metrics.render()
    const gauges = deliveryGauges(await catalog.deliveryCounts(), clock())
    c.header("Content-Type", contentType)
    return c.body(text + gauges, 200) as never
  })

  return routes
}
