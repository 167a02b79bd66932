import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import type { CustomerChange } from "../catalog/records.ts"
import type { AppEnv } from "../http/app-env.ts"
import { formatInstant, instantOut } from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"
import { requireCustomer } from "./require-customer.ts"

const ChangeOut = z
  .object({
    id: z.string(),
    at: instantOut,
    by: z.object({
      kind: z.enum(["operator", "partner", "portal", "wallet"]),
      keyId: z.string().openapi({ description: "Of a portal token the key that made it" }),
    }),
    changes: z.array(
      z.object({
        field: z.string().openapi({ example: "billingAddress.city" }),
        from: z.string().nullable(),
        to: z.string().nullable(),
      }),
    ),
  })
  .openapi("CustomerChange")

const listRoute = createRoute({
  method: "get",
  path: "/v1/customers/{id}/changes",
  tags: ["Customers"],
  summary: "Who changed what of a customer",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: idParam, query: pageQuery },
  responses: { 200: jsonAnswer(listOf(ChangeOut).openapi("CustomerChanges"), "Oldest first") },
})

/** What became of a customer's details, kept with each change. Rule BILLTO-4. */
export function customerChangeRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(listRoute, async (c) => {
    const { id: customerId } = await requireCustomer(c, c.req.valid("param").id)
    const page = await c
      .get("deps")
      .catalog.customerChanges({ customerId }, pageRequest(c.req.valid("query")))
    return c.json(formatPage(page, formatChange), 200)
  })
  return routes
}

function formatChange({ id, at, changedBy, changes }: CustomerChange): z.infer<typeof ChangeOut> {
  return { id, at: formatInstant(at), by: changedBy, changes: [...changes] }
}
