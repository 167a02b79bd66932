import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { makeKey, type KeyRequest } from "../auth/make-key.ts"
import { partnerScope, requireWallet, seesPartner } from "../auth/require.ts"
import type { ApiKey } from "../catalog/records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { formatInstant, id, instantOut, text } from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const tags = ["Keys"]

const KeyOut = z
  .object({
    id,
    kind: z.enum(["operator", "partner", "wallet"]),
    partnerId: z.string().nullable(),
    walletId: z.string().nullable(),
    name: z.string(),
    hint: z.string().openapi({ description: "The key's last four characters" }),
    createdAt: instantOut,
    revokedAt: instantOut.nullable(),
    key: z.string().optional().openapi({ description: "Shown once, when the key is made." }),
  })
  .openapi("Key")

const name = text(100).default("")
const NewKey = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("operator"), name }),
    z.strictObject({ kind: z.literal("partner"), partnerId: id, name }),
    z.strictObject({ kind: z.literal("wallet"), walletId: id, partnerId: id.optional(), name }),
  ])
  .openapi("NewKey")
type NewKey = z.output<typeof NewKey>

const makeRoute = createRoute({
  method: "post",
  path: "/v1/keys",
  tags,
  summary: "Make a key",
  description: "A partner makes wallet keys for its own wallets; an operator makes any.",
  ...guard({ who: ["operator", "partner"], replays: { secretFields: ["key"] } }),
  request: { body: jsonBody(NewKey) },
  responses: { 201: jsonAnswer(KeyOut, "The key, shown once") },
})

const listRoute = createRoute({
  method: "get",
  path: "/v1/keys",
  tags,
  summary: "List keys",
  ...guard({ who: ["operator", "partner"] }),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(KeyOut), "Oldest first, revoked ones included") },
})

const revokeRoute = createRoute({
  method: "delete",
  path: "/v1/keys/{id}",
  tags,
  summary: "Revoke a key",
  description: "At once and for ever; tokens that the key made end with it.",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: idParam },
  responses: { 204: { description: "Revoked" } },
})

/** Whose key it is to be, or the refusal. Rule AUTH-8. */
async function keyRequest(c: AppContext, body: NewKey): Promise<KeyRequest> {
  if (body.kind === "wallet") {
    const { walletId, partnerId } = await requireWallet(c, body.walletId)
    if (body.partnerId !== undefined && body.partnerId !== partnerId) throw new ProblemError("not_found")
    return { kind: "wallet", partnerId, walletId, name: body.name }
  }
  if (c.get("principal").kind !== "operator") {
    throw new ProblemError("forbidden", { detail: "Only an operator makes operator and partner keys." })
  }
  if (body.kind === "operator") return { kind: "operator", name: body.name }
  const partner = await c.get("deps").catalog.partner(body.partnerId)
  if (partner === undefined) throw new ProblemError("not_found", { detail: "There is no such partner." })
  return { kind: "partner", partnerId: partner.id, name: body.name }
}

export function keyRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makeRoute, async (c) => {
    const { catalog, clock, ids, random } = c.get("deps")
    const request = await keyRequest(c, c.req.valid("json"))
    const { key, secret } = makeKey(request, { ids, random, now: clock() })
    await catalog.insertKey(key)
    return c.json({ ...formatKey(key), key: secret }, 201)
  })

  routes.openapi(listRoute, async (c) => {
    const partnerId = partnerScope(c.get("principal"))
    const filter = partnerId === undefined ? {} : { partnerId }
    const page = await c.get("deps").catalog.keys(filter, pageRequest(c.req.valid("query")))
    return c.json(formatPage(page, formatKey), 200)
  })

  routes.openapi(revokeRoute, async (c) => {
    const { catalog, clock } = c.get("deps")
    const key = await catalog.key(c.req.valid("param").id)
    const principal = c.get("principal")
    const isOwn =
      key !== undefined && (principal.kind === "operator" || seesPartner(principal, key.partnerId ?? ""))
    if (!isOwn) throw new ProblemError("not_found")
    await catalog.revokeKey(key.id, clock())
    return c.body(null, 204)
  })

  return routes
}

function formatKey(key: ApiKey) {
  return {
    id: key.id,
    kind: key.kind,
    partnerId: key.partnerId,
    walletId: key.walletId,
    name: key.name,
    hint: key.hint,
    createdAt: formatInstant(key.createdAt),
    revokedAt: key.revokedAt === null ? null : formatInstant(key.revokedAt),
  }
}
