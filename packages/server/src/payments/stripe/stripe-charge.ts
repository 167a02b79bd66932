import Stripe from "stripe"
import type { AskedTopUp, PaymentOrder } from "../payment-provider.ts"
import { smallestOfStripe, toStripeAmount } from "./stripe-amount.ts"
import { declineReason } from "./stripe-event.ts"
import { metadataOf, TOP_UP_KEY } from "./stripe-session.ts"

export type Charged = { readonly kind: "accepted" } | { readonly kind: "declined"; readonly reason: string }

/** Nothing is left with which the customer could be charged. */
export const NO_SAVED_METHOD: Charged = { kind: "declined", reason: "no_saved_method" }

/** Auto-recharge was set at another provider, which collects smaller amounts. */
const NOT_PAYABLE: Charged = { kind: "declined", reason: "amount_not_payable" }

/** Clocks differ, and what is looked for was made after its top-up. */
const CLOCK_MARGIN_SECONDS = 600
const PAGE = 100
/** PaymentIntents of one wallet's customer since a top-up was made: more than a day of auto-recharges can be. */
const INTENTS_LOOKED_AT_MAX = 1_000

/** The PaymentIntent of a top-up that was charged without the customer; undefined = there is none. Rule STRIPE-7. */
export async function findIntent(
  stripe: Stripe,
  customer: string,
  { id, createdAt }: Pick<AskedTopUp, "id" | "createdAt">,
  options: Stripe.RequestOptions = {},
): Promise<Stripe.PaymentIntent | undefined> {
  const gte = Math.floor(createdAt / 1000) - CLOCK_MARGIN_SECONDS
  let looked = 0
  for await (const intent of stripe.paymentIntents.list(
    { customer, created: { gte }, limit: PAGE },
    options,
  )) {
    if (intent.metadata[TOP_UP_KEY] === id) return intent
    if (++looked >= INTENTS_LOOKED_AT_MAX) break
  }
  return undefined
}

/**
 * Charge what the customer left last, once a top-up: Stripe is asked for a charge that was made before, and one at the
 * same time has the same idempotency key. Rule STRIPE-8.
 */
export async function chargeSaved(stripe: Stripe, customer: string, order: PaymentOrder): Promise<Charged> {
  if (order.total % smallestOfStripe(order.currency) !== 0n) return NOT_PAYABLE
  const before = await findIntent(stripe, customer, { id: order.topUpId, createdAt: order.createdAt })
  if (before !== undefined) return chargedBy(stripe, before)
  const [method] = (await stripe.customers.listPaymentMethods(customer, { limit: 1 })).data
  if (method === undefined) return NO_SAVED_METHOD
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: toStripeAmount(order.total, order.currency),
        currency: order.currency.toLowerCase(),
        customer,
        payment_method: method.id,
        off_session: true,
        confirm: true,
        // Nobody is there who could be sent anywhere.
        automatic_payment_methods: { enabled: true, allow_redirects: "never" },
        description: `${order.payee}: ${order.description}`,
        metadata: metadataOf(order.topUpId, "recharge"),
      },
      { idempotencyKey: `${order.topUpId}:recharge` },
    )
    return await chargedBy(stripe, intent)
  } catch (error) {
    return declinedBy(error)
  }
}

/** What a refusal of Stripe's says of the card, or of the charge; anything else is no answer. */
function declinedBy(error: unknown): Charged {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors
  if (error instanceof StripeCardError || error instanceof StripeInvalidRequestError) {
    return { kind: "declined", reason: error.decline_code ?? error.code ?? "payment_failed" }
  }
  throw error
}

async function chargedBy(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<Charged> {
  const { id, status } = intent
  if (status === "succeeded" || status === "processing") return { kind: "accepted" }
  if (status === "requires_payment_method" || status === "canceled") {
    return { kind: "declined", reason: declineReason(intent) }
  }
  // Nobody is there to do it. What was given up must not be paid later.
  await stripe.paymentIntents.cancel(id, {}, { idempotencyKey: `${id}:cancel` })
  return { kind: "declined", reason: "authentication_required" }
}
