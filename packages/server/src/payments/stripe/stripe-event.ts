import { z } from "zod"
import type { PaymentEvent, WebhookRefusal } from "../payment-provider.ts"
import { fromStripeAmount } from "./stripe-amount.ts"
import { StripeDispute, StripeRefund } from "./stripe-back.ts"
import { KIND_KEY, TOP_UP_KEY } from "./stripe-session.ts"

const units = z.int().nonnegative()
const metadata = z.record(z.string(), z.string()).nullable()
const PaymentError = z.object({ code: z.string().optional(), decline_code: z.string().optional() })

/** What is read of a PaymentIntent, in an event or asked for. */
export const Intent = z.object({
  id: z.string(),
  metadata,
  status: z.string(),
  amount_received: units,
  currency: z.string(),
  last_payment_error: PaymentError.nullable(),
})
export type Intent = z.infer<typeof Intent>

/** What is read of a Checkout Session. */
export const Session = z.object({
  metadata,
  status: z.string().nullable(),
  payment_status: z.string(),
  amount_total: units.nullable(),
  currency: z.string().nullable(),
  /** Its id, or itself where that was asked for. */
  payment_intent: z.union([z.string(), Intent]).nullable(),
})
export type Session = z.infer<typeof Session>

const Event = z.object({ type: z.string(), data: z.object({ object: z.unknown() }) })
const Charge = z.object({ payment_intent: z.string().nullable() })

/** What an event says that only Stripe can say more of: of which top-up the payment is, and what was given back of it. */
export type Unfinished =
  | { readonly kind: "refund"; readonly refund: StripeRefund }
  | { readonly kind: "dispute"; readonly dispute: StripeDispute }
  | { readonly kind: "charge"; readonly intent: string }

/** All others of a refund say how it stands, as `refund.created`. */
const OF_REFUND = /^(?:refund|charge\.refund)\.(?:created|updated|failed)$/
const OF_DISPUTE = /^charge\.dispute\.(?:created|updated|closed|funds_withdrawn|funds_reinstated)$/
/** All types by which something may be given back, as Stripe lists what happened. */
export const BACK_TYPES = [
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
] as const

const IGNORED: WebhookRefusal = { kind: "refused", code: "ignored" }
const MALFORMED: WebhookRefusal = { kind: "refused", code: "malformed" }

/** What a genuine event says of a top-up; of all others, and of what is no top-up of ours, nothing. Rule STRIPE-5. */
export function readEvent(body: unknown): readonly PaymentEvent[] | WebhookRefusal | Unfinished {
  const event = Event.safeParse(body)
  if (!event.success) return MALFORMED
  const { type, data } = event.data
  if (type.startsWith("checkout.session.")) return ofSession(type, data.object)
  if (type === "payment_intent.succeeded" || type === "payment_intent.payment_failed") {
    const intent = Intent.safeParse(data.object)
    if (!intent.success) return MALFORMED
    // A customer at a Checkout page may try another card: of that the session tells.
    if (intent.data.metadata?.[KIND_KEY] !== "recharge") return IGNORED
    return listed(intentEvent(intent.data))
  }
  if (OF_REFUND.test(type)) {
    const refund = StripeRefund.safeParse(data.object)
    return refund.success ? { kind: "refund", refund: refund.data } : MALFORMED
  }
  if (OF_DISPUTE.test(type)) {
    const dispute = StripeDispute.safeParse(data.object)
    return dispute.success ? { kind: "dispute", dispute: dispute.data } : MALFORMED
  }
  if (type === "charge.refunded") {
    const charge = Charge.safeParse(data.object)
    if (!charge.success) return MALFORMED
    return charge.data.payment_intent === null
      ? IGNORED
      : { kind: "charge", intent: charge.data.payment_intent }
  }
  return IGNORED
}

function listed(event: PaymentEvent | undefined): readonly PaymentEvent[] | WebhookRefusal {
  return event === undefined ? IGNORED : [event]
}

function ofSession(type: string, object: unknown): readonly PaymentEvent[] | WebhookRefusal {
  const session = Session.safeParse(object)
  if (!session.success) return MALFORMED
  const topUpId = session.data.metadata?.[TOP_UP_KEY]
  if (topUpId === undefined) return IGNORED
  if (type === "checkout.session.async_payment_failed") {
    return [{ kind: "failed", topUpId, reason: "payment_failed" }]
  }
  return listed(sessionEvent(session.data))
}

/** What a session says of its top-up; undefined while it is open, or its payment is under way. Rule STRIPE-5. */
export function sessionEvent(session: Session): PaymentEvent | undefined {
  const topUpId = session.metadata?.[TOP_UP_KEY]
  if (topUpId === undefined) return undefined
  const { status, payment_status, amount_total, currency, payment_intent } = session
  if (payment_status === "paid" && amount_total !== null && currency !== null) {
    return {
      kind: "paid",
      topUpId,
      paid: fromStripeAmount(amount_total, currency),
      currency: currency.toUpperCase(),
      paymentReference: typeof payment_intent === "string" ? payment_intent : (payment_intent?.id ?? ""),
    }
  }
  if (status === "expired") return { kind: "failed", topUpId, reason: "expired" }
  if (status !== "complete" || payment_intent === null || typeof payment_intent === "string") return undefined
  return hasFailed(payment_intent)
    ? { kind: "failed", topUpId, reason: declineReason(payment_intent) }
    : undefined
}

/** What a PaymentIntent says of its top-up; undefined while it is under way. Rule STRIPE-5. */
export function intentEvent(intent: Intent): PaymentEvent | undefined {
  const topUpId = intent.metadata?.[TOP_UP_KEY]
  if (topUpId === undefined) return undefined
  const { status, amount_received, currency } = intent
  if (status === "succeeded") {
    const paid = fromStripeAmount(amount_received, currency)
    return { kind: "paid", topUpId, paid, currency: currency.toUpperCase(), paymentReference: intent.id }
  }
  return hasFailed(intent) ? { kind: "failed", topUpId, reason: declineReason(intent) } : undefined
}

function hasFailed({ status }: Intent): boolean {
  return status === "requires_payment_method" || status === "canceled"
}

/** Stripe's decline code, which says more than its code. */
export function declineReason({ last_payment_error }: Pick<Intent, "last_payment_error">): string {
  return last_payment_error?.decline_code ?? last_payment_error?.code ?? "payment_failed"
}
