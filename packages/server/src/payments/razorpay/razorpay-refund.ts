import type { PaymentEvent, RefundOrder } from "../payment-provider.ts"
import { toRazorpayAmount } from "./razorpay-amount.ts"
import { RazorpayRefusal, type Asking, type RazorpayClient } from "./razorpay-client.ts"
import {
  Disputes,
  type Dispute,
  Link,
  Refund,
  refundIdOf,
  Refunds,
  REFUND_NOTE,
  TOP_UP_NOTE,
} from "./razorpay-entity.ts"
import { disputeEvent, refundEvent } from "./razorpay-event.ts"
import { referenceOf } from "./razorpay-link.ts"

/** The most that a list of Razorpay's gives at once. */
const PAGE = 100
/** Disputes of the whole account: they cannot be asked for by payment. */
const DISPUTES_LOOKED_AT_MAX = 1_000

type Paid = Extract<PaymentEvent, { readonly kind: "paid" }>

/**
 * Gives money back, once a refund's id: a repeat has the same idempotency key and body, and long after, when Razorpay may
 * have forgotten the key, the refund is found by its note. Rule RAZORPAY-10.
 */
export async function refundPayment(
  client: RazorpayClient,
  order: RefundOrder,
): Promise<{ readonly kind: "accepted" }> {
  const { topUpId, refundId, amount, currency } = order
  const paymentId = await paymentOf(client, order)
  const before = await refundsOf(client, paymentId)
  if (before.some((refund) => refundIdOf(refund) === refundId)) return { kind: "accepted" }
  const body = {
    amount: toRazorpayAmount(amount, currency),
    speed: "normal",
    receipt: referenceOf(refundId),
    notes: { [TOP_UP_NOTE]: topUpId, [REFUND_NOTE]: refundId },
  }
  await client.post(`/v1/payments/${paymentId}/refund`, body, Refund, {
    headers: { "x-refund-idempotency": referenceOf(refundId) },
  })
  return { kind: "accepted" }
}

async function paymentOf(
  client: RazorpayClient,
  { paymentReference, providerReference }: RefundOrder,
): Promise<string> {
  if (paymentReference !== "") return paymentReference
  const link = await client.get(`/v1/payment_links/${providerReference}`, Link)
  const payment = link.payments?.[0]?.payment_id
  if (payment === undefined) throw new Error("Razorpay's payment link has no payment")
  return payment
}

/** What became of a payment since: each refund that has ended, and each dispute as it stands. Rules RAZORPAY-10, RAZORPAY-11. */
export async function afterwards(
  client: RazorpayClient,
  { topUpId, paymentReference }: Paid,
  asking: Asking,
): Promise<readonly PaymentEvent[]> {
  const refunds = await unlessRefused(() => refundsOf(client, paymentReference, asking))
  const disputes = await unlessRefused(() => disputesOf(client, paymentReference, asking))
  const events = [
    ...refunds.map((refund) => refundEvent(refund, topUpId)),
    ...disputes.map((dispute) => disputeEvent(dispute, topUpId)),
  ]
  return events.filter((event) => event !== undefined)
}

async function refundsOf(
  client: RazorpayClient,
  paymentId: string,
  asking?: Asking,
): Promise<readonly Refund[]> {
  return (await client.get(`/v1/payments/${paymentId}/refunds?count=${PAGE}`, Refunds, asking)).items
}

async function disputesOf(
  client: RazorpayClient,
  paymentId: string,
  asking: Asking,
): Promise<readonly Dispute[]> {
  const ours: Dispute[] = []
  for (let skip = 0; skip < DISPUTES_LOOKED_AT_MAX; skip += PAGE) {
    const { items } = await client.get(`/v1/disputes?count=${PAGE}&skip=${skip}`, Disputes, asking)
    ours.push(...items.filter(({ payment_id }) => payment_id === paymentId))
    if (items.length < PAGE) break
  }
  return ours
}

/** None where this account may not ask for them: what was paid is credited all the same. */
export async function unlessRefused<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof RazorpayRefusal) return []
    throw error
  }
}
