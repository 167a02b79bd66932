import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { ownerOf } from "../auth/owner-of.ts"
import { seesPartner } from "../auth/require.ts"
import type { WebhookEndpoint } from "../catalog/delivery-records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { formatInstant, id } from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { description, events, formatEndpoint, url, WebhookEndpointOut } from "../schemas/webhook-endpoint.ts"
import { beginFollowing } from "../webhooks/begin-following.ts"
import { urlFault } from "../webhooks/check-url.ts"
import { deliveryIdOf, eventIdOf } from "../webhooks/delivery-id.ts"
import { rotateSecret } from "../webhooks/endpoint-secret.ts"
import { FOLLOWED_EVENTS, PING_EVENT } from "../webhooks/event-types.ts"

/** Each event is a delivery for each of them. */
const ENDPOINTS_PER_OWNER_MAX = 20
const tags = ["Webhooks"]
const who = ["operator", "partner"] as const

const NewEndpoint = z.strictObject({
  url,
  events: events.default([]),
  description: description.default(""),
  partnerId: id
    .optional()
    .openapi({ description: "By an operator for a partner; without it the operator's own" }),
})
const EndpointPatch = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: description.optional(),
  status: z.enum(["enabled", "disabled"]).optional(),
})
const EndpointList = pageQuery.extend({ partnerId: id.optional() })

const makeRoute = createRoute({
  method: "post",
  path: "/v1/webhook-endpoints",
  tags,
  summary: "Have events sent to a URL",
  description:
    "Signed by Standard Webhooks. A partner hears of its own customers; an operator's endpoint hears of all partners.",
  ...guard({ who, replays: { secretFields: ["secret"] } }),
  "x-refusals": ["unprocessable"],
  request: { body: jsonBody(NewEndpoint) },
  responses: { 201: jsonAnswer(WebhookEndpointOut, "With its secret, shown once") },
})
const listRoute = createRoute({
  method: "get",
  path: "/v1/webhook-endpoints",
  tags,
  summary: "List webhook endpoints",
  description: "An operator sees its own, or with partnerId those of a partner.",
  ...guard({ who }),
  request: { query: EndpointList },
  responses: { 200: jsonAnswer(listOf(WebhookEndpointOut).openapi("WebhookEndpoints"), "Oldest first") },
})
const getRoute = createRoute({
  method: "get",
  path: "/v1/webhook-endpoints/{id}",
  tags,
  summary: "Get a webhook endpoint",
  ...guard({ who }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(WebhookEndpointOut, "Without its secret") },
})
const patchRoute = createRoute({
  method: "patch",
  path: "/v1/webhook-endpoints/{id}",
  tags,
  summary: "Change a webhook endpoint",
  description:
    "Enabling one that was disabled begins anew: what died meanwhile is sent again on request only.",
  ...guard({ who }),
  request: { params: idParam, body: jsonBody(EndpointPatch) },
  responses: { 200: jsonAnswer(WebhookEndpointOut, "As it is now") },
})
const deleteRoute = createRoute({
  method: "delete",
  path: "/v1/webhook-endpoints/{id}",
  tags,
  summary: "Delete a webhook endpoint",
  description: "What waits for it is not sent.",
  ...guard({ who }),
  request: { params: idParam },
  responses: { 204: { description: "Deleted" } },
})
const rotateRoute = createRoute({
  method: "post",
  path: "/v1/webhook-endpoints/{id}/rotate-secret",
  tags,
  summary: "Give a webhook endpoint a new secret",
  description: "For 24 hours both sign: the header then has two signatures.",
  ...guard({ who, replays: { secretFields: ["secret"] } }),
  request: { params: idParam, body: jsonBody(z.strictObject({})) },
  responses: { 200: jsonAnswer(WebhookEndpointOut, "With the new secret, shown once") },
})
const pingRoute = createRoute({
  method: "post",
  path: "/v1/webhook-endpoints/{id}/ping",
  tags,
  summary: "Send a webhook to see whether it arrives",
  description: `The event \`${PING_EVENT}\`, whatever the endpoint is subscribed to. Its delivery says what came of it.`,
  ...guard({ who, replays: { secretFields: [] } }),
  request: { params: idParam, body: jsonBody(z.strictObject({})) },
  responses: { 202: jsonAnswer(z.object({ deliveryId: z.string() }), "It is on its way") },
})

/** Where webhooks go. Rules HOOK-1, HOOK-3, HOOK-6, HOOK-8. */
export function webhookEndpointRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makeRoute, async (c) => {
    const deps = c.get("deps")
    const { partnerId, url: to, ...asked } = c.req.valid("json")
    const ownerId = await ownerOf(c, partnerId)
    requireUrl(c, to)
    await requireRoom(c, ownerId)
    const now = deps.clock()
    const endpoint: WebhookEndpoint = {
      id: deps.ids("whe"),
      ownerId,
      url: to,
      ...asked,
      status: "enabled",
      disabledReason: "",
      failingSince: null,
      createdAt: now,
      updatedAt: now,
    }
    // Its secret first: one that is known is one that can sign.
    const secret = await rotateSecret(deps, endpoint.id)
    await followFromNow(c, endpoint)
    await deps.catalog.insertWebhookEndpoint(endpoint)
    return c.json({ ...formatEndpoint(endpoint), secret }, 201)
  })

  routes.openapi(listRoute, async (c) => {
    const { partnerId, ...page } = c.req.valid("query")
    const ownerId = await ownerOf(c, partnerId)
    const found = await c.get("deps").catalog.webhookEndpoints({ ownerId }, pageRequest(page))
    return c.json(formatPage(found, formatEndpoint), 200)
  })

  routes.openapi(getRoute, async (c) => {
    return c.json(formatEndpoint(await requireEndpoint(c, c.req.valid("param").id)), 200)
  })

  routes.openapi(patchRoute, async (c) => {
    const { catalog, clock } = c.get("deps")
    const before = await requireEndpoint(c, c.req.valid("param").id)
    const { url: to, status, ...asked } = c.req.valid("json")
    if (to !== undefined) requireUrl(c, to)
    if (status === "enabled" && before.status !== "enabled") await requireRoom(c, before.ownerId)
    const now = clock()
    const apply = (endpoint: WebhookEndpoint): WebhookEndpoint => {
      if (endpoint.status === "deleted") return endpoint
      return {
        ...endpoint,
        url: to ?? endpoint.url,
        events: asked.events ?? endpoint.events,
        description: asked.description ?? endpoint.description,
        ...switched(endpoint, status),
        updatedAt: now,
      }
    }
    await followFromNow(c, apply(before))
    const endpoint = await catalog.changeWebhookEndpoint(before.id, apply)
    if (endpoint === undefined || endpoint.status === "deleted") throw new ProblemError("not_found")
    if (status === "disabled")
      await catalog.endTarget(endpoint.ownerId, endpoint.id, "endpoint_disabled", now)
    return c.json(formatEndpoint(endpoint), 200)
  })

  routes.openapi(deleteRoute, async (c) => {
    const { catalog, clock } = c.get("deps")
    const { id: endpointId, ownerId } = await requireEndpoint(c, c.req.valid("param").id)
    const now = clock()
    await catalog.changeWebhookEndpoint(endpointId, (endpoint) => ({
      ...endpoint,
      status: "deleted",
      updatedAt: now,
    }))
    await catalog.endTarget(ownerId, endpointId, "endpoint_deleted", now)
    return c.body(null, 204)
  })

  routes.openapi(rotateRoute, async (c) => {
    const endpoint = await requireEndpoint(c, c.req.valid("param").id)
    const secret = await rotateSecret(c.get("deps"), endpoint.id)
    return c.json({ ...formatEndpoint(endpoint), secret }, 200)
  })

  routes.openapi(pingRoute, async (c) => {
    const { catalog, clock, ids } = c.get("deps")
    const { id: endpointId, ownerId, status } = await requireEndpoint(c, c.req.valid("param").id)
    if (status !== "enabled") throw new ProblemError("unprocessable", { detail: "The endpoint is disabled." })
    const now = clock()
    const eventId = eventIdOf(ids("ping"))
    const deliveryId = deliveryIdOf(eventId, endpointId)
    const data = { endpointId }
    await catalog.putDeliveries(
      ownerId,
      [
        {
          id: deliveryId,
          kind: "webhook",
          target: endpointId,
          eventId,
          topic: PING_EVENT,
          walletId: "",
          customerId: "",
          body: JSON.stringify({ type: PING_EVENT, timestamp: formatInstant(now), data }),
        },
      ],
      now,
    )
    return c.json({ deliveryId }, 202)
  })

  return routes
}

async function requireEndpoint(c: AppContext, endpointId: string): Promise<WebhookEndpoint> {
  const endpoint = await c.get("deps").catalog.webhookEndpoint(endpointId)
  const isSeen = endpoint !== undefined && seesPartner(c.get("principal"), endpoint.ownerId)
  if (!isSeen || endpoint.status === "deleted") throw new ProblemError("not_found")
  return endpoint
}

function requireUrl(c: AppContext, to: string): void {
  const allowsLoopback = c.get("deps").config.allowsLoopbackWebhooks === true
  const message = urlFault(to, { allowsLoopback })
  if (message !== undefined) throw new ProblemError("invalid_request", { errors: [{ path: "url", message }] })
}

async function requireRoom(c: AppContext, ownerId: string): Promise<void> {
  const enabled = await c.get("deps").catalog.enabledWebhookEndpoints()
  if (enabled.filter((endpoint) => endpoint.ownerId === ownerId).length < ENDPOINTS_PER_OWNER_MAX) return
  throw new ProblemError("unprocessable", {
    detail: `At most ${ENDPOINTS_PER_OWNER_MAX} endpoints are enabled at a time.`,
  })
}

/** Who is the first to ask for an event of volume hears of it from now on, and not from where the last one stopped. Rule HOOK-4. */
async function followFromNow(c: AppContext, endpoint: WebhookEndpoint): Promise<void> {
  if (endpoint.status !== "enabled") return
  const { catalog } = c.get("deps")
  const { ownerId } = endpoint
  const enabled = (await catalog.enabledWebhookEndpoints()).filter((one) => one.ownerId === ownerId)
  for (const topic of FOLLOWED_EVENTS) {
    const isFirst =
      endpoint.events.includes(topic) && !enabled.some(({ events: names }) => names.includes(topic))
    if (isFirst) await beginFollowing(c.get("deps"), ownerId, topic)
  }
}

/** Enabled again, its failures of before do not count; disabled, it says by whom. */
function switched(
  { status: before }: WebhookEndpoint,
  status: "enabled" | "disabled" | undefined,
): Partial<WebhookEndpoint> {
  if (status === undefined || status === before) return {}
  return status === "enabled"
    ? { status, disabledReason: "", failingSince: null }
    : { status, disabledReason: "owner" }
}
