import { serveApi } from "@tollgate/server/testing/serve-api.ts"
import {
  signStripe,
  STRIPE_SECRET_KEY,
  STRIPE_WEBHOOK_SECRET,
  StripeServer,
  type Card,
} from "@tollgate/server/testing/stripe-server.ts"
import type { Caller } from "./client.ts"
import type { Tenant } from "./tenant.ts"

/** Stripe's imitation on a port, and what servers need to find it. */
export interface StripeHost {
  readonly stripe: StripeServer
  readonly environment: Readonly<Record<string, string>>
  /** A card is left: auto-recharge as given, and a checkout of 10 that was paid with it and told of. */
  leaveCard(tenant: Tenant, settings: object, card?: Card): Promise<void>
  /** All that Stripe has to say, told once more. */
  tellAll(operator: Caller): Promise<void>
  /** PaymentIntents that were made without the customer. */
  charges(): readonly Record<string, any>[]
  stop(): Promise<void>
}

export async function stripeHost(): Promise<StripeHost> {
  const stripe = new StripeServer(() => Date.now())
  const served = await serveApi(stripe)
  const tellAll = async (operator: Caller): Promise<void> => {
    for (const event of stripe.events) {
      const body = JSON.stringify(event)
      const headers = {
        "content-type": "application/json",
        "stripe-signature": await signStripe(body, Date.now()),
      }
      await operator.as("").send("POST", "/v1/payments/stripe/webhook", { body, headers })
    }
  }
  return {
    stripe,
    environment: {
      TOLLGATE_PAYMENTS: "stripe",
      TOLLGATE_STRIPE_SECRET_KEY: STRIPE_SECRET_KEY,
      TOLLGATE_STRIPE_WEBHOOK_SECRET: STRIPE_WEBHOOK_SECRET,
      TOLLGATE_STRIPE_URL: served.url,
      TOLLGATE_PUBLIC_URL: "https://billing.example.com",
    },
    tellAll,
    async leaveCard({ partner, operator, wallet }, settings, card = "pays") {
      await partner.must(partner.put(`${wallet}/auto-recharge`, settings))
      const made = await partner.must(
        partner.post(`${wallet}/top-ups`, { amount: "10", method: "checkout" }, { idempotencyKey: "card" }),
      )
      const session = [...stripe.sessions.values()].find((one) => one["client_reference_id"] === made.id)!
      stripe.pay(session.id, { card })
      await tellAll(operator)
    },
    charges: () =>
      [...stripe.intents.values()].filter(({ metadata }) => metadata.tollgate_kind === "recharge"),
    stop: () => served.close(),
  }
}
