import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { partnerScope, seesPartner } from "../auth/require.ts"
import { hashSecret, makeSecret } from "../auth/secret.ts"
import type { IngestToken } from "../catalog/records.ts"
import type { AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { formatInstant, id, instantOut, text } from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const HINT_CHARACTERS = 4
const tags = ["Ingest tokens"]

const TokenOut = z
  .object({
    id,
    partnerId: z.string(),
    name: z.string(),
    hint: z.string().openapi({ description: "The token's last four characters" }),
    createdAt: instantOut,
    revokedAt: instantOut.nullable(),
    token: z.string().optional().openapi({ description: "Shown once, when the token is made." }),
  })
  .openapi("IngestToken")

const NewToken = z.strictObject({ partnerId: id.optional(), name: text(100).default("") })

const makeRoute = createRoute({
  method: "post",
  path: "/v1/ingest-tokens",
  tags,
  summary: "Make a token for a partner's Gupshup callbacks",
  description: "Good for the apps of the partner's own senders only. An operator names the partner.",
  ...guard({ who: ["operator", "partner"], replays: { secretFields: ["token"] } }),
  request: { body: jsonBody(NewToken) },
  responses: { 201: jsonAnswer(TokenOut, "The token, shown once") },
})

const listRoute = createRoute({
  method: "get",
  path: "/v1/ingest-tokens",
  tags,
  summary: "List ingest tokens",
  ...guard({ who: ["operator", "partner"] }),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(TokenOut), "Oldest first, revoked ones included") },
})

const revokeRoute = createRoute({
  method: "delete",
  path: "/v1/ingest-tokens/{id}",
  tags,
  summary: "Revoke an ingest token",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: idParam },
  responses: { 204: { description: "Revoked" } },
})

export function ingestTokenRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makeRoute, async (c) => {
    const { catalog, clock, ids, random } = c.get("deps")
    const { partnerId: named, name } = c.req.valid("json")
    const partnerId = partnerScope(c.get("principal")) ?? named
    if (partnerId === undefined) {
      throw new ProblemError("invalid_request", {
        errors: [{ path: "partnerId", message: "an operator gives it" }],
      })
    }
    const isKnown = (await catalog.partner(partnerId)) !== undefined
    if (!isKnown || (named !== undefined && named !== partnerId)) {
      throw new ProblemError("not_found", { detail: "There is no such partner." })
    }
    const secret = makeSecret("ingest", random)
    const token: IngestToken = {
      id: ids("ing"),
      partnerId,
      name,
      hash: hashSecret(secret),
      hint: secret.slice(-HINT_CHARACTERS),
      createdAt: clock(),
      revokedAt: null,
    }
    await catalog.insertIngestToken(token)
    return c.json({ ...formatToken(token), token: secret }, 201)
  })

  routes.openapi(listRoute, async (c) => {
    const partnerId = partnerScope(c.get("principal"))
    const filter = partnerId === undefined ? {} : { partnerId }
    const page = await c.get("deps").catalog.ingestTokens(filter, pageRequest(c.req.valid("query")))
    return c.json(formatPage(page, formatToken), 200)
  })

  routes.openapi(revokeRoute, async (c) => {
    const { catalog, clock } = c.get("deps")
    const token = await catalog.ingestToken(c.req.valid("param").id)
    if (token === undefined || !seesPartner(c.get("principal"), token.partnerId))
      throw new ProblemError("not_found")
    await catalog.revokeIngestToken(token.id, clock())
    return c.body(null, 204)
  })

  return routes
}

function formatToken(token: IngestToken) {
  return {
    id: token.id,
    partnerId: token.partnerId,
    name: token.name,
    hint: token.hint,
    createdAt: formatInstant(token.createdAt),
    revokedAt: token.revokedAt === null ? null : formatInstant(token.revokedAt),
  }
}
