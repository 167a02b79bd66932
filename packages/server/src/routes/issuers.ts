import { createRoute, OpenAPIHono } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { seesPartner } from "../auth/require.ts"
import type { BillingAddress, Partner } from "../catalog/records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { readIssuerSettings, writeIssuerSettings } from "../invoices/issuer.ts"
import { ProblemError } from "../problem.ts"
import { formatIssuer, IssuerIn, IssuerOut } from "../schemas/issuer.ts"
import { normaliseBilling, taxIdProblem } from "../tax/normalise-billing.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const tags = ["Invoices"]

const putIssuer = createRoute({
  method: "put",
  path: "/v1/partners/{id}/issuer",
  tags,
  summary: "Set what a partner's invoices say of it",
  description:
    "Whole: what is left out goes back to its default. Invoices that were issued stay as they are, and numbers go on.",
  ...guard({ who: ["operator", "partner"], replays: { secretFields: [] } }),
  request: { params: idParam, body: jsonBody(IssuerIn) },
  responses: { 200: jsonAnswer(IssuerOut, "The issuer as it is now") },
})

const getIssuer = createRoute({
  method: "get",
  path: "/v1/partners/{id}/issuer",
  tags,
  summary: "What a partner's invoices say of it",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(IssuerOut, "The issuer") },
})

/** A partner as the issuer of its customers' invoices. Rule BILL-7. */
export function issuerRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(putIssuer, async (c) => {
    const partner = await requirePartner(c, c.req.valid("param").id)
    const { address, ...rest } = c.req.valid("json")
    const billing = normaliseBilling({ billingAddress: address as BillingAddress | null, taxId: rest.taxId })
    if (!billing.isValid) throw taxIdProblem(billing.expected)
    const { billingAddress, taxId } = billing.value
    const settings = { ...rest, address: billingAddress, taxId }
    await writeIssuerSettings(c.get("deps").catalog, partner.id, settings)
    return c.json(formatIssuer(partner, settings), 200)
  })

  routes.openapi(getIssuer, async (c) => {
    const partner = await requirePartner(c, c.req.valid("param").id)
    return c.json(formatIssuer(partner, await readIssuerSettings(c.get("deps").catalog, partner.id)), 200)
  })
  return routes
}

/** 404 for a partner that does not exist or is another. */
async function requirePartner(c: AppContext, id: string): Promise<Partner> {
  const partner = await c.get("deps").catalog.partner(id)
  if (partner === undefined || !seesPartner(c.get("principal"), id)) throw new ProblemError("not_found")
  return partner
}
