import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { signPortalToken } from "../auth/portal-token.ts"
import { READ_SCOPES, SCOPES } from "../auth/principal.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { formatInstant, id, instantOut } from "../schemas/common.ts"
import { jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const TOKEN_SECONDS_MIN = 60
const TOKEN_SECONDS_MAX = 86_400
const TOKEN_SECONDS_DEFAULT = 900

const NewToken = z
  .strictObject({
    walletId: id,
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .refine((scopes) => new Set(scopes).size === scopes.length, "each at most once")
      .optional(),
    expiresInSeconds: z.int().min(TOKEN_SECONDS_MIN).max(TOKEN_SECONDS_MAX).default(TOKEN_SECONDS_DEFAULT),
  })
  .openapi("NewPortalToken")

const TokenOut = z
  .object({
    token: z.string().optional().openapi({ description: "A JWT; left out when the answer is a replay" }),
    walletId: id,
    scopes: z.array(z.enum(SCOPES)),
    expiresAt: instantOut,
  })
  .openapi("PortalToken")

const makeRoute = createRoute({
  method: "post",
  path: "/v1/portal-tokens",
  tags: ["Portal tokens"],
  summary: "Make a token for a customer's browser",
  description: "For one wallet. Without `scopes` it may read the balance, the usage and the statement.",
  ...guard({ who: ["operator", "partner"], replays: { secretFields: ["token"] } }),
  "x-refusals": ["wallet_not_active"],
  request: { body: jsonBody(NewToken) },
  responses: { 201: jsonAnswer(TokenOut, "The token, shown once") },
})

export function portalTokenRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(makeRoute, async (c) => {
    const deps = c.get("deps")
    const { walletId, scopes = READ_SCOPES, expiresInSeconds } = c.req.valid("json")
    const { partnerId, isClosed } = await requireWallet(c, walletId)
    if (isClosed) throw new ProblemError("wallet_not_active", { facts: { walletStatus: "closed" } })
    const issuedAt = Math.floor(deps.clock() / 1000)
    const expiresAt = issuedAt + expiresInSeconds
    const { keyId } = c.get("principal")
    const token = await signPortalToken(deps, { walletId, partnerId, scopes, keyId, issuedAt, expiresAt })
    return c.json({ token, walletId, scopes: [...scopes], expiresAt: formatInstant(expiresAt * 1000) }, 201)
  })
  return routes
}
