import { z } from "zod"
import type { PaymentEvent, WebhookRefusal } from "../payment-provider.ts"
import { fromRazorpayAmount } from "./razorpay-amount.ts"
import { Dispute, Link, Order, Payment, Refund, refundIdOf, topUpOf } from "./razorpay-entity.ts"

/** Somebody's bank has agreed, and nobody has taken the money yet. */
export interface Authorized {
  readonly kind: "authorized"
  readonly payment: Payment
}

const Event = z.object({ event: z.string(), payload: z.unknown() })
const of = <T extends z.ZodType>(entity: T) => z.object({ entity })
const payment = of(Payment)

const OfLink = z.object({ payment_link: of(Link), payment: payment.optional() })
const OfOrder = z.object({ order: of(Order), payment })
const OfPayment = z.object({ payment })
const OfRefund = z.object({ refund: of(Refund), payment })
const OfDispute = z.object({ dispute: of(Dispute), payment })

const IGNORED: WebhookRefusal = { kind: "refused", code: "ignored" }
const MALFORMED: WebhookRefusal = { kind: "refused", code: "malformed" }

type Told = PaymentEvent | Authorized

/** What a genuine event says of a top-up; of all others, and of what is no top-up of ours, nothing. Rule RAZORPAY-5. */
export function readEvent(body: unknown): Told | WebhookRefusal {
  const told = Event.safeParse(body)
  if (!told.success) return MALFORMED
  const { event, payload } = told.data
  switch (event) {
    case "payment_link.paid":
    case "payment_link.cancelled":
    case "payment_link.expired":
      return read(OfLink, payload, ({ payment_link: { entity }, payment: paid }) =>
        linkEvent(entity, paid?.entity.id),
      )
    case "order.paid":
      return read(OfOrder, payload, ({ order: { entity }, payment: paid }) => {
        const topUpId = topUpOf(entity)
        const { amount_paid: amount, currency } = entity
        return topUpId === undefined ? undefined : paidEvent(topUpId, { amount, currency }, paid.entity.id)
      })
    case "payment.captured":
      return read(OfPayment, payload, (captured) => paymentEvent(captured.payment.entity))
    case "payment.authorized":
      return read(OfPayment, payload, ({ payment: { entity } }) =>
        topUpOf(entity) === undefined ? undefined : { kind: "authorized", payment: entity },
      )
    case "refund.processed":
    case "refund.failed":
      return read(OfRefund, payload, ({ refund, payment: refunded }) =>
        // Money that was never taken goes back by itself, and was never credited.
        refunded.entity.captured === false ? undefined : refundEvent(refund.entity, topUpOf(refunded.entity)),
      )
    case "payment.dispute.created":
    case "payment.dispute.won":
    case "payment.dispute.lost":
    case "payment.dispute.closed":
      return read(OfDispute, payload, ({ dispute, payment: disputed }) =>
        disputeEvent(dispute.entity, topUpOf(disputed.entity)),
      )
    default:
      // Also `payment.failed`: a customer at the page may try another card, and of its end the link tells.
      return IGNORED
  }
}

function read<T>(
  schema: z.ZodType<T>,
  payload: unknown,
  say: (told: T) => Told | undefined,
): Told | WebhookRefusal {
  const told = schema.safeParse(payload)
  return told.success ? (say(told.data) ?? IGNORED) : MALFORMED
}

/** What a link says of its top-up; undefined while it is open. Rule RAZORPAY-5. */
export function linkEvent(link: Link, paymentReference = ""): PaymentEvent | undefined {
  const topUpId = topUpOf(link)
  if (topUpId === undefined) return undefined
  const { status, amount_paid: amount, currency } = link
  if (status === "paid") return paidEvent(topUpId, { amount, currency }, paymentReference)
  return status === "expired" || status === "cancelled"
    ? { kind: "failed", topUpId, reason: status }
    : undefined
}

/** What a payment says of its top-up: nothing until it is captured. Rule RAZORPAY-5. */
export function paymentEvent(
  { id, status, captured, amount, currency, fee_bearer, notes }: Payment,
  topUpId: string | undefined = topUpOf({ notes }),
): PaymentEvent | undefined {
  // What was given back after it was taken was paid; what was never taken goes back by itself.
  const isCaptured = status === "captured" || (status === "refunded" && captured === true)
  // With a fee on top it is not the sum that was asked for: of that the link tells.
  if (topUpId === undefined || !isCaptured || fee_bearer === "customer") return undefined
  return paidEvent(topUpId, { amount, currency }, id)
}

function paidEvent(
  topUpId: string,
  { amount, currency }: { readonly amount: number; readonly currency: string },
  paymentReference: string,
): PaymentEvent {
  return { kind: "paid", topUpId, paid: fromRazorpayAmount(amount, currency), currency, paymentReference }
}

/** What a refund says: undefined while it is under way. Rule RAZORPAY-10. */
export function refundEvent(refund: Refund, topUpId: string | undefined): PaymentEvent | undefined {
  if (topUpId === undefined) return undefined
  const { id: providerRefundId, payment_id: paymentReference, status, amount, currency } = refund
  const names = { topUpId, refundId: refundIdOf(refund), providerRefundId, paymentReference }
  if (status === "processed") {
    const refunded = fromRazorpayAmount(amount, currency)
    return { kind: "refunded", ...names, refunded, currency }
  }
  // Razorpay does not say why: as documented, the payment is older than six months or the account is not reachable.
  const reason = "refund_failed"
  return status === "failed" ? { kind: "refund_failed", ...names, reason } : undefined
}

/** A claim to the money. Before these a bank only asks, and Razorpay keeps what it has collected. */
const CLAIMS: ReadonlySet<string> = new Set(["chargeback", "pre_arbitration", "arbitration"])

/** What a dispute says: undefined of a mere question of a bank's. Rule RAZORPAY-11. */
export function disputeEvent(dispute: Dispute, topUpId: string | undefined): PaymentEvent | undefined {
  if (topUpId === undefined || !CLAIMS.has(dispute.phase)) return undefined
  const { id: disputeId, payment_id: paymentReference, amount, currency, reason_code } = dispute
  const disputed = fromRazorpayAmount(amount, currency)
  const reason = reason_code ?? dispute.phase
  const state = stateOf(dispute)
  return { kind: "disputed", topUpId, disputeId, disputed, currency, reason, state, paymentReference }
}

function stateOf({ status, amount_deducted }: Dispute): "opened" | "won" | "lost" {
  if (status === "won" || status === "lost") return status
  if (status !== "closed") return "opened"
  return (amount_deducted ?? 0) > 0 ? "lost" : "won"
}
