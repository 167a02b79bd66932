import { NO_SAVED_METHOD } from "@tollgate/engine"
import Stripe from "stripe"
import { z } from "zod"
import type { AskedTopUp, PaymentOrder, SavedMethod } from "../payment-provider.ts"
import { smallestOfStripe, toStripeAmount } from "./stripe-amount.ts"
import { declineReason } from "./stripe-event.ts"
import { metadataOf, TOP_UP_KEY } from "./stripe-session.ts"

export type Charged = { readonly kind: "accepted" } | { readonly kind: "declined"; readonly reason: string }

/** Nothing is left with which the customer could be charged. */
export const NOTHING_SAVED: Charged = { kind: "declined", reason: NO_SAVED_METHOD }

/** Auto-recharge was set at another provider, which collects smaller amounts. */
const NOT_PAYABLE: Charged = { kind: "declined", reason: "amount_not_payable" }

/** Clocks differ, and what is looked for was made after its top-up. */
const CLOCK_MARGIN_SECONDS = 600
const PAGE = 100
/** Of means of payment that are no card, those that have digits. */
const Digits = z.object({ last4: z.string().nullable() })
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
  const method = await lastMethod(stripe, customer)
  if (method === undefined) return NOTHING_SAVED
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

/** What would be charged, as its owner knows it by; null = nothing is kept. Rule AUTO-3. */
export async function savedMethod(
  stripe: Stripe,
  customer: string,
  options: Stripe.RequestOptions,
): Promise<SavedMethod | null> {
  const method = await lastMethod(stripe, customer, options)
  if (method === undefined) return null
  const { type, card } = method
  if (card != null) return { type, brand: card.brand, last4: card.last4 ?? "" }
  const details = (method as unknown as Record<string, unknown>)[type]
  return { type, brand: "", last4: Digits.safeParse(details).data?.last4 ?? "" }
}

/** The one that was kept last. */
async function lastMethod(
  stripe: Stripe,
  customer: string,
  options: Stripe.RequestOptions = {},
): Promise<Stripe.PaymentMethod | undefined> {
  return (await stripe.customers.listPaymentMethods(customer, { limit: 1 }, options)).data[0]
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
