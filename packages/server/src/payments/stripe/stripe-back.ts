import Stripe from "stripe"
import { z } from "zod"
import type { PaymentEvent, ProviderRefusal, RefundOrder } from "../payment-provider.ts"
import { fromStripeAmount, toStripeAmount } from "./stripe-amount.ts"
import { TOP_UP_KEY } from "./stripe-session.ts"

/** On each refund of ours: which it is here. */
export const REFUND_KEY = "tollgate_refund"
const PAGE = 100
/** Refunds, or disputes, of one payment: more than Stripe makes. */
const LOOKED_AT_MAX = 1_000

const units = z.int().nonnegative()
const metadata = z.record(z.string(), z.string()).nullable().optional()
/** Its id, or itself where that was asked for. */
const intentId = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).nullable()

/** What is read of a refund, in an event or asked for. */
export const StripeRefund = z.object({
  id: z.string(),
  amount: units,
  currency: z.string(),
  status: z.string().nullable(),
  failure_reason: z.string().nullish(),
  metadata,
  payment_intent: intentId,
})
export type StripeRefund = z.infer<typeof StripeRefund>

/** What is read of a dispute. */
export const StripeDispute = z.object({
  id: z.string(),
  amount: units,
  currency: z.string(),
  status: z.string(),
  reason: z.string(),
  payment_intent: intentId,
})
export type StripeDispute = z.infer<typeof StripeDispute>

/**
 * What a refund says; undefined while it is under way. Stripe's money is gone when it succeeded, and back when it failed or was
 * cancelled, also after it had succeeded. Rule STRIPE-10.
 */
export function refundEvent(refund: StripeRefund, topUpId: string): PaymentEvent | undefined {
  const { id: providerRefundId, amount, currency, status } = refund
  const names = { topUpId, refundId: refund.metadata?.[REFUND_KEY] ?? "", providerRefundId }
  if (status === "succeeded") {
    const refunded = fromStripeAmount(amount, currency)
    return { kind: "refunded", ...names, refunded, currency: currency.toUpperCase() }
  }
  if (status === "failed" || status === "canceled") {
    const reason = refund.failure_reason ?? (status === "canceled" ? "canceled" : "refund_failed")
    return { kind: "refund_failed", ...names, reason }
  }
  return undefined
}

/** By Stripe's status; inquiries and what was prevented take no money. Rule STRIPE-11. */
const DISPUTE_STATES: Readonly<Record<string, "opened" | "won" | "lost">> = {
  needs_response: "opened",
  under_review: "opened",
  won: "won",
  lost: "lost",
}

/** What a dispute says; undefined for one by which no money moves. Rule STRIPE-11. */
export function disputeEvent(dispute: StripeDispute, topUpId: string): PaymentEvent | undefined {
  const { id: disputeId, amount, currency, reason } = dispute
  const state = DISPUTE_STATES[dispute.status]
  if (state === undefined) return undefined
  const disputed = fromStripeAmount(amount, currency)
  return { kind: "disputed", topUpId, disputeId, disputed, currency: currency.toUpperCase(), reason, state }
}

/** All that was given back of a payment, and all that is disputed of it. Rule STRIPE-12. */
export async function backOf(
  stripe: Stripe,
  { intent, topUpId }: { readonly intent: string; readonly topUpId: string },
  options: Stripe.RequestOptions = {},
): Promise<readonly PaymentEvent[]> {
  const asked = { payment_intent: intent, limit: PAGE }
  const [refunds, disputes] = await Promise.all([
    listed(stripe.refunds.list(asked, options)),
    listed(stripe.disputes.list(asked, options)),
  ])
  // Stripe lists the newest first.
  const told = [
    ...refunds.toReversed().map((refund) => refundEvent(StripeRefund.parse(refund), topUpId)),
    ...disputes.toReversed().map((dispute) => disputeEvent(StripeDispute.parse(dispute), topUpId)),
  ]
  return told.filter((event) => event !== undefined)
}

/**
 * Ask Stripe to pay back, once a refund: one that it has made is looked for first, as its idempotency keys end after a day, and
 * one at the same time has the same key. Rule STRIPE-10.
 */
export async function refundIntent(
  stripe: Stripe,
  intent: string,
  order: RefundOrder,
): Promise<{ readonly kind: "accepted" } | ProviderRefusal> {
  const { refundId, topUpId, amount, currency } = order
  try {
    const made = await listed(stripe.refunds.list({ payment_intent: intent, limit: PAGE }))
    if (made.some((refund) => refund.metadata?.[REFUND_KEY] === refundId)) return { kind: "accepted" }
    await stripe.refunds.create(
      {
        payment_intent: intent,
        amount: toStripeAmount(amount, currency),
        reason: "requested_by_customer",
        metadata: { [TOP_UP_KEY]: topUpId, [REFUND_KEY]: refundId },
      },
      { idempotencyKey: `${refundId}:refund` },
    )
    return { kind: "accepted" }
  } catch (error) {
    const { StripeInvalidRequestError, StripeCardError } = Stripe.errors
    if (!(error instanceof StripeInvalidRequestError || error instanceof StripeCardError)) throw error
    return { kind: "refused", reason: error.code ?? error.param ?? "invalid_request" }
  }
}

async function listed<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) {
    all.push(row)
    if (all.length >= LOOKED_AT_MAX) break
  }
  return all
}
