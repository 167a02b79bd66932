import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { ownerOf } from "../auth/owner-of.ts"
import type { AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { id } from "../schemas/common.ts"
import { DELIVERY_STATUSES, formatWebhookDelivery, WebhookDeliveryOut } from "../schemas/delivery.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const tags = ["Webhooks"]
const who = ["operator", "partner"] as const
const partnerId = id.optional().openapi({ description: "By an operator: of this partner, else its own" })
const owner = z.strictObject({ partnerId })

const listRoute = createRoute({
  method: "get",
  path: "/v1/webhook-deliveries",
  tags,
  summary: "List webhook deliveries",
  description:
    "Kept for 30 days. `dead` are those whose last attempt failed: they are sent again on request.",
  ...guard({ who }),
  request: {
    query: pageQuery.extend({
      partnerId,
      endpointId: id.optional(),
      status: z.enum(DELIVERY_STATUSES).optional(),
    }),
  },
  responses: { 200: jsonAnswer(listOf(WebhookDeliveryOut).openapi("WebhookDeliveries"), "Oldest first") },
})
const getRoute = createRoute({
  method: "get",
  path: "/v1/webhook-deliveries/{id}",
  tags,
  summary: "Get a webhook delivery",
  ...guard({ who }),
  request: { params: idParam, query: owner },
  responses: { 200: jsonAnswer(WebhookDeliveryOut, "With what came of its last attempt") },
})
const resendRoute = createRoute({
  method: "post",
  path: "/v1/webhook-deliveries/{id}/resend",
  tags,
  summary: "Send a webhook again",
  description: "Whatever became of it, with all its attempts before it and its webhook-id as it was.",
  ...guard({ who, replays: { secretFields: [] } }),
  "x-refusals": ["unprocessable"],
  request: { params: idParam, query: owner, body: jsonBody(z.strictObject({})) },
  responses: { 202: jsonAnswer(WebhookDeliveryOut, "It is on its way") },
})
const resendDeadRoute = createRoute({
  method: "post",
  path: "/v1/webhook-deliveries/resend-dead",
  tags,
  summary: "Send all dead webhooks again",
  ...guard({ who, replays: { secretFields: [] } }),
  request: { body: jsonBody(z.strictObject({ partnerId, endpointId: id.optional() })) },
  responses: { 202: jsonAnswer(z.object({ resent: z.int() }), "They are on their way") },
})

/** What became of webhooks. Rules HOOK-9, HOOK-12. */
export function webhookDeliveryRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(listRoute, async (c) => {
    const { partnerId: named, endpointId, status, ...page } = c.req.valid("query")
    const ownerId = await ownerOf(c, named)
    const filter = {
      ownerId,
      kind: "webhook" as const,
      ...(endpointId === undefined ? {} : { target: endpointId }),
      ...(status === undefined ? {} : { status }),
    }
    const found = await c.get("deps").catalog.deliveries(filter, pageRequest(page))
    return c.json(formatPage(found, formatWebhookDelivery), 200)
  })

  routes.openapi(getRoute, async (c) => {
    const ownerId = await ownerOf(c, c.req.valid("query").partnerId)
    const delivery = await c.get("deps").catalog.delivery({ ownerId, id: c.req.valid("param").id })
    if (delivery?.kind !== "webhook") throw new ProblemError("not_found")
    return c.json(formatWebhookDelivery(delivery), 200)
  })

  routes.openapi(resendRoute, async (c) => {
    const { catalog, clock } = c.get("deps")
    const ownerId = await ownerOf(c, c.req.valid("query").partnerId)
    const key = { ownerId, id: c.req.valid("param").id }
    if ((await catalog.delivery(key))?.kind !== "webhook") throw new ProblemError("not_found")
    if (!(await catalog.resendDelivery(key, clock()))) {
      throw new ProblemError("unprocessable", { detail: "It is being sent just now." })
    }
    const delivery = await catalog.delivery(key)
    if (delivery === undefined) throw new ProblemError("not_found")
    return c.json(formatWebhookDelivery(delivery), 202)
  })

  routes.openapi(resendDeadRoute, async (c) => {
    const { catalog, clock } = c.get("deps")
    const { partnerId: named, endpointId } = c.req.valid("json")
    const ownerId = await ownerOf(c, named)
    const target = endpointId === undefined ? {} : { target: endpointId }
    const resent = await catalog.resendDead({ ownerId, kind: "webhook", ...target }, clock())
    return c.json({ resent }, 202)
  })
  return routes
}
