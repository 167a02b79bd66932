import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { isOwnRequest } from "../demo/is-demo-request.ts"
import { hashSecret, sameHash } from "../auth/secret.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { LARGE_BODY_BYTES_MAX, parseJson } from "../http/read-body.ts"
import { readGupshupWebhook } from "../ingest/gupshup.ts"
import { readMetaWebhook } from "../ingest/meta.ts"
import { verifyMetaHandshake, verifyMetaSignature } from "../ingest/meta-signature.ts"
import type { WebhookReading } from "../ingest/reading.ts"
import { ProblemError } from "../problem.ts"
import { amountOut } from "../schemas/common.ts"
import { jsonAnswer } from "../schemas/route-parts.ts"
import { countOutcomes, settleEvents } from "../spending/settle-events.ts"
import { keepTierUpdates } from "../spending/keep-tier-updates.ts"

const tags = ["Ingest"]
const REJECTED_LOGGED_MAX = 5

const IngestOut = z
  .object({
    accepted: z.number(),
    duplicates: z.number(),
    suspended: z.number(),
    rejected: z.number().openapi({ description: "Elements that lack what makes them an event" }),
    ignored: z.number().openapi({ description: "Elements that say nothing about money" }),
    charged: amountOut,
  })
  .openapi("IngestAnswer")

const webhookBody = { content: { "application/json": { schema: z.looseObject({}) } } } as const
const answers = { 200: jsonAnswer(IngestOut, "Taken in, durably") } as const

const metaHandshake = createRoute({
  method: "get",
  path: "/v1/ingest/meta",
  tags,
  summary: "Meta's verify handshake",
  ...guard({ who: [] }),
  responses: { 200: { description: "The challenge", content: { "text/plain": { schema: z.string() } } } },
})

const postMeta = createRoute({
  method: "post",
  path: "/v1/ingest/meta",
  tags,
  summary: "Cloud API webhook",
  description: "Signed: `X-Hub-Signature-256` over the raw body with the app's secret.",
  ...guard({ who: [], body: "raw", bodyBytesMax: LARGE_BODY_BYTES_MAX }),
  request: { body: webhookBody },
  responses: answers,
})

const postGupshup = createRoute({
  method: "post",
  path: "/v1/ingest/gupshup",
  tags,
  summary: "Gupshup webhook, v2 and v3, billing events included",
  description: "With the operator's token or a partner's ingest token, as `?token=` or `X-Tollgate-Token`.",
  ...guard({ who: [], body: "raw", bodyBytesMax: LARGE_BODY_BYTES_MAX }),
  request: { body: webhookBody },
  responses: answers,
})

export function ingestRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  for (const route of [metaHandshake, postMeta, postGupshup]) routes.openAPIRegistry.registerPath(route)

  routes.on("GET", ["/v1/ingest/meta"], ...metaHandshake.middleware, (c) => {
    const challenge = verifyMetaHandshake(c.req.query(), c.get("deps").config.metaVerifyToken)
    if (challenge === undefined) throw new ProblemError("forbidden")
    return c.text(challenge, 200)
  })

  routes.on("POST", ["/v1/ingest/meta"], ...postMeta.middleware, async (c) => {
    const { config, clock } = c.get("deps")
    if (config.metaAppSecret !== undefined) {
      const header = c.req.header("x-hub-signature-256")
      if (!(await verifyMetaSignature(c.get("bytes"), header, config.metaAppSecret))) {
        throw new ProblemError("unauthenticated", { detail: "The signature does not match the body." })
      }
    } else if (!isDemoOnLoopback(c)) {
      throw new ProblemError("forbidden", { detail: "TOLLGATE_META_APP_SECRET is not set on this server." })
    }
    const reading = readMetaWebhook(parseJson(c.get("bytes")), { receivedAt: clock(), authority: "meta" })
    return takeIn(c, reading, null)
  })

  routes.on("POST", ["/v1/ingest/gupshup"], ...postGupshup.middleware, async (c) => {
    const partnerId = await gupshupTenant(c)
    const reading = readGupshupWebhook(parseJson(c.get("bytes")), { receivedAt: c.get("deps").clock() })
    return takeIn(c, reading, partnerId)
  })
  return routes
}

/** Whose senders a Gupshup callback may name: null = any, for the operator's token. Rule AUTH-9. */
async function gupshupTenant(c: AppContext): Promise<string | null> {
  const { catalog, config } = c.get("deps")
  const token = c.req.header("x-tollgate-token") ?? c.req.query("token")
  if (token === undefined) {
    if (config.gupshupToken === undefined && isDemoOnLoopback(c)) return null
    throw new ProblemError("unauthenticated", { detail: "Send the token as ?token= or X-Tollgate-Token." })
  }
  const hash = hashSecret(token)
  if (config.gupshupToken !== undefined && sameHash(hash, hashSecret(config.gupshupToken))) return null
  const known = await catalog.ingestTokenByHash(hash)
  const partner = known === undefined ? undefined : await catalog.partner(known.partnerId)
  if (known === undefined || known.revokedAt !== null || partner?.status !== "active") {
    throw new ProblemError("unauthenticated")
  }
  return known.partnerId
}

/** The demo takes unsigned webhooks, so that the first curl works, but only from this machine and no other site's page. */
function isDemoOnLoopback(c: AppContext): boolean {
  return c.get("deps").config.isDemo && isOwnRequest(c)
}

async function takeIn(c: AppContext, reading: WebhookReading, partnerId: string | null): Promise<Response> {
  const deps = c.get("deps")
  // Tiers first: a report prices what is handled after it arrives.
  await keepTierUpdates(deps, reading.tierUpdates, partnerId)
  const outcomes = await settleEvents(deps, reading.events, partnerId)
  if (reading.rejected.length > 0) {
    const told = reading.rejected.slice(0, REJECTED_LOGGED_MAX)
    const rejected = told.map(({ path, message }) => `${path}: ${message}`).join("; ")
    deps.log.warn({ requestId: c.get("requestId"), rejected }, "webhook elements rejected")
    deps.metrics.count("webhook_elements_rejected_total", {}, reading.rejected.length)
  }
  return c.json(
    { ...countOutcomes(outcomes), rejected: reading.rejected.length, ignored: reading.ignored },
    200,
  )
}
