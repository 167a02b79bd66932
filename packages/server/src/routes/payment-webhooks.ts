import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { errorFacts } from "../observability/log.ts"
import { applyPaymentEvent } from "../payments/apply-payment-event.ts"
import type { PaymentProvider } from "../payments/payment-provider.ts"
import { ProblemError } from "../problem.ts"
import { jsonAnswer } from "../schemas/route-parts.ts"

const ReceivedOut = z.object({ received: z.literal(true) }).openapi("PaymentWebhookAnswer")

const postWebhook = createRoute({
  method: "post",
  path: "/v1/payments/{provider}/webhook",
  tags: ["Money in"],
  summary: "A payment provider's webhook",
  description:
    "Signed by the provider over the raw body. What was paid is credited once, however often it is told.",
  ...guard({ who: [], body: "raw" }),
  "x-refusals": ["unauthenticated", "invalid_request"],
  request: {
    params: z.strictObject({ provider: z.string().max(20) }),
    body: { content: { "application/json": { schema: z.looseObject({}) } } },
  },
  responses: { 200: jsonAnswer(ReceivedOut, "Taken in, durably") },
})

/** The only way by which a provider's word comes in on its own. Rules PAY-10 to PAY-13. */
export function paymentWebhookRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openAPIRegistry.registerPath(postWebhook)
  routes.on("POST", ["/v1/payments/:provider/webhook"], ...postWebhook.middleware, async (c) => {
    const deps = c.get("deps")
    const provider = deps.payments?.named(c.req.param("provider") ?? "")
    if (provider === undefined) throw new ProblemError("not_found")
    const events = await parse(c, provider)
    if ("kind" in events) {
      if (events.code === "bad_signature") {
        throw new ProblemError("unauthenticated", { detail: "The signature does not match the body." })
      }
      if (events.code === "malformed") throw new ProblemError("invalid_request")
      return c.json({ received: true }, 200)
    }
    // A provider that is told 404 tells us again: what it speaks of may not be there yet.
    for (const event of events) {
      const applied = await applyPaymentEvent(deps, provider.name, event)
      if (applied === "unknown_top_up") throw new ProblemError("not_found")
    }
    return c.json({ received: true }, 200)
  })
  return routes
}

/** A provider may have to ask its API what an event means; one that does not answer tells it again. */
async function parse(c: AppContext, provider: PaymentProvider): ReturnType<PaymentProvider["parseWebhook"]> {
  try {
    return await provider.parseWebhook(c.req.raw.headers, c.get("bytes"))
  } catch (error) {
    const facts = { ...errorFacts(error), provider: provider.name }
    c.get("deps").log.error(facts, "a payment provider's webhook could not be read")
    throw new ProblemError("unavailable")
  }
}
