import type { z } from "zod"
import type { News, PaymentEvent } from "../payment-provider.ts"
import { RazorpayRefusal, type Asking, type RazorpayClient } from "./razorpay-client.ts"
import {
  Disputes,
  Payment,
  refundIdOf,
  Refunds,
  topUpOf,
  type Dispute,
  type Refund,
} from "./razorpay-entity.ts"
import { disputeEvent, refundEvent } from "./razorpay-event.ts"
import { unlessRefused } from "./razorpay-refund.ts"

/** The most that a list of Razorpay's gives at once. */
const PAGE = 100
const WINDOW_SECONDS = 86_400
/** Refunds, or disputes, of the whole account in one window. */
const LISTED_MAX = 10_000
/** One request each: a Worker may make so many, and the next question goes on. */
const PAYMENTS_ASKED_MAX = 500

/** One refund or dispute, and when it was made: they are listed by that, and not by what became of them. */
interface Made {
  readonly at: number
  readonly paymentId: string
  /** It will say more. */
  readonly isOpen: boolean
  tell(topUpId: string | undefined): PaymentEvent | undefined
}

/**
 * What was refunded and disputed since, of the whole account: each is of the top-up that its payment names. The next question
 * begins at the first of ours that is still open, as Razorpay lists no changes. Rule RAZORPAY-12.
 */
export async function newsOf(
  client: RazorpayClient,
  { since, now }: { readonly since: number; readonly now: number },
  asking: Asking,
): Promise<News> {
  const payments = new Map<string, Payment | undefined>()
  const events: PaymentEvent[] = []
  let openSince: number | undefined
  for (const window of windowsOf(since, now)) {
    for (const made of await madeIn(client, window, asking)) {
      if (!payments.has(made.paymentId)) {
        // What was open before here is left to its webhook, so that the next question gets further.
        if (payments.size >= PAYMENTS_ASKED_MAX) return { events, from: made.at * 1000 }
        payments.set(made.paymentId, await paymentNamed(client, made.paymentId, asking))
      }
      const payment = payments.get(made.paymentId)
      // Money that was never taken goes back by itself, and was never credited.
      if (payment === undefined || payment.captured === false) continue
      const topUpId = topUpOf(payment)
      if (topUpId === undefined) continue
      const event = made.tell(topUpId)
      if (event !== undefined) events.push(event)
      if (made.isOpen) openSince ??= made.at * 1000
    }
  }
  return openSince === undefined ? { events } : { events, from: openSince }
}

interface Window {
  readonly from: number
  readonly to: number
}

/** Of a day each, the oldest first, both ends inside of it. */
function windowsOf(since: number, now: number): readonly Window[] {
  const [first, last] = [Math.floor(since / 1000), Math.floor(now / 1000)]
  const windows: Window[] = []
  for (let from = first; from <= last; from += WINDOW_SECONDS) {
    windows.push({ from, to: Math.min(from + WINDOW_SECONDS - 1, last) })
  }
  return windows
}

/** The oldest first. */
async function madeIn(client: RazorpayClient, window: Window, asking: Asking): Promise<readonly Made[]> {
  const refunds = await listed<Refund>(client, { path: "/v1/refunds", schema: Refunds, window }, asking)
  const disputes = await unlessRefused(() =>
    listed<Dispute>(client, { path: "/v1/disputes", schema: Disputes, window }, asking),
  )
  return [...refunds.map(ofRefund), ...disputes.map(ofDispute)].toSorted((a, b) => a.at - b.at)
}

/** One that was asked for here is asked about by itself until it ends. */
function ofRefund(refund: Refund & CreatedAt): Made {
  return {
    at: refund.created_at,
    paymentId: refund.payment_id,
    isOpen: refund.status === "pending" && refundIdOf(refund) === "",
    tell: (topUpId) => refundEvent(refund, topUpId),
  }
}

/** A bank's question may become a claim. One that is told already is asked about by itself until it ends. */
function ofDispute(dispute: Dispute & CreatedAt): Made {
  const isTold = disputeEvent(dispute, "") !== undefined
  return {
    at: dispute.created_at,
    paymentId: dispute.payment_id,
    isOpen: !isTold && (dispute.status === "open" || dispute.status === "under_review"),
    tell: (topUpId) => disputeEvent(dispute, topUpId),
  }
}

interface CreatedAt {
  readonly created_at: number
}

/** A list has the newest first. Its window is compared here as well: for disputes only Razorpay's own tools show it. */
async function listed<T extends { readonly created_at?: number | null | undefined }>(
  client: RazorpayClient,
  { path, schema, window }: { path: string; schema: z.ZodType<{ items: T[] }>; window: Window },
  asking: Asking,
): Promise<readonly (T & CreatedAt)[]> {
  const { from, to } = window
  const found: (T & CreatedAt)[] = []
  for (let skip = 0; skip < LISTED_MAX; skip += PAGE) {
    const query = new URLSearchParams(
      Object.entries({ from, to, count: PAGE, skip }).map(([name, value]) => [name, String(value)]),
    )
    const { items } = await client.get(`${path}?${query.toString()}`, schema, asking)
    // What has no time is looked at, rather than missed.
    const timed = items.map((item) => ({ ...item, created_at: item.created_at ?? from }))
    found.push(...timed.filter(({ created_at: at }) => at >= from && at <= to))
    if (items.length < PAGE || timed.every(({ created_at: at }) => at < from)) return found
  }
  throw new Error(`Razorpay lists more than ${LISTED_MAX} in a day at ${path}`)
}

/** Undefined for what Razorpay does not have, or does not show. */
async function paymentNamed(
  client: RazorpayClient,
  paymentId: string,
  asking: Asking,
): Promise<Payment | undefined> {
  try {
    return await client.get(`/v1/payments/${paymentId}`, Payment, asking)
  } catch (error) {
    if (error instanceof RazorpayRefusal) return undefined
    throw error
  }
}
