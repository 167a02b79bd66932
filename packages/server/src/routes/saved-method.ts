import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppEnv } from "../http/app-env.ts"
import { errorFacts } from "../observability/log.ts"
import { readCheckoutSettings } from "../payments/checkout-settings.ts"
import { ProblemError } from "../problem.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"

const SavedMethodOut = z
  .object({
    type: z.string().openapi({ description: "`card`, or what else the payment provider calls it" }),
    brand: z.string().openapi({ description: 'Of a card, such as `visa`; else ""' }),
    last4: z.string().openapi({ description: 'Its last four digits; "" where it has none' }),
  })
  .openapi("SavedMethod")

const getMethod = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/saved-method",
  tags: ["Money in"],
  summary: "Which means of payment auto-recharge would charge",
  description: "The payment provider is asked. Only what a receipt shows too: never a card's number.",
  ...guard({ who: ["operator", "partner", "portal"], scope: "topup:write" }),
  request: { params: idParam },
  responses: {
    200: jsonAnswer(SavedMethodOut.nullable(), "null: nothing is kept, or the provider does not tell"),
  },
})

/** Rule AUTO-3. */
export function savedMethodRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(getMethod, async (c) => {
    const { walletId, currency } = await requireWallet(c, c.req.valid("param").id)
    const { payments, catalog, log } = c.get("deps")
    const provider = payments?.forOrder({ currency, settings: await readCheckoutSettings(catalog) })
    try {
      return c.json((await provider?.savedMethod?.(walletId)) ?? null, 200)
    } catch (error) {
      log.error(errorFacts(error), "the payment provider does not say what is saved")
      throw new ProblemError("unavailable", { detail: "The payment provider does not answer now." })
    }
  })
  return routes
}
