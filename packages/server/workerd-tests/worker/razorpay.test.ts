import { env } from "cloudflare:workers"
import { afterEach, beforeAll, expect, it } from "vitest"
import type { CheckoutPage, PaymentOrder, PaymentProvider } from "../../src/payments/payment-provider.ts"
import { workerDeps } from "../../src/runtime/worker/worker-deps.ts"
import {
  RAZORPAY_KEY_ID,
  RAZORPAY_KEY_SECRET,
  RAZORPAY_WEBHOOK_SECRET,
  RazorpayServer,
  signWebhook,
} from "../../src/testing/razorpay-server.ts"
import { clock, setUp } from "./client.ts"

beforeAll(setUp)

const network = globalThis.fetch
afterEach(() => {
  globalThis.fetch = network
})

/** The provider that the Worker's secrets ask for; all that this isolate asks of the network comes to this Razorpay. */
function open(): { readonly razorpay: RazorpayServer; readonly payments: PaymentProvider } {
  const razorpay = new RazorpayServer(() => clock.now)
  globalThis.fetch = razorpay.fetch
  const { TOLLGATE_PAYMENTS: _sandbox, ...bindings } = env as typeof env & { TOLLGATE_PAYMENTS?: string }
  const deps = workerDeps({ ...bindings, RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET, RAZORPAY_WEBHOOK_SECRET })
  const { payments } = deps.paymentsOf(() => new Response(null, { status: 500 }))
  expect(payments?.all.map(({ name }) => name)).toEqual(["razorpay"])
  return { razorpay, payments: payments!.named("razorpay")! }
}

function orderOf(name: string, more: Partial<PaymentOrder> = {}): PaymentOrder {
  return {
    topUpId: `top_${name}.1`,
    walletId: name,
    currency: "INR",
    amount: 100_000_000n,
    fee: 2_500_000n,
    feeLabel: "शुल्क",
    tax: 0n,
    taxLines: [],
    total: 102_500_000n,
    payee: "acme",
    description: "Credits for acme",
    locale: "hi-IN",
    returnUrl: null,
    createdAt: clock.now,
    expiresAt: clock.now + 86_400_000,
    isMethodKept: false,
    homeUrl: "https://billing.example.com",
    ...more,
  }
}

async function begin(payments: PaymentProvider, order: PaymentOrder): Promise<CheckoutPage> {
  const page = await payments.beginCheckout(order)
  if ("kind" in page) throw new Error(page.reason)
  return page
}

const askedOf = ({ topUpId: id, walletId, createdAt }: PaymentOrder, providerReference = "") => ({
  id,
  walletId,
  createdAt,
  providerReference,
  paymentReference: "",
})

it("[RAZORPAY-1, RAZORPAY-4, RAZORPAY-7] in workerd the same top-up has the same page, and is found when it was paid", async () => {
  const { razorpay, payments } = open()
  const order = orderOf("begun")
  const [begun, again] = await Promise.all([begin(payments, order), begin(payments, order)])
  expect(again).toEqual(begun)
  expect(await begin(payments, { ...order, payee: "renamed" })).toEqual(begun)
  expect(begun.checkoutUrl).toMatch(/^https:\/\/rzp\.io\//)
  const asked = askedOf(order, begun.providerReference)
  expect(await payments.find(asked)).toEqual([])
  razorpay.outage = "unreachable"
  await expect(payments.find(asked)).rejects.toThrow(/fetch failed/)
  razorpay.outage = "too_many"
  await expect(payments.find(asked)).rejects.toThrow(/429/)
  razorpay.outage = undefined
  razorpay.pay(begun.providerReference)
  const [paymentReference] = [...razorpay.payments.keys()]
  const { topUpId, total } = order
  const paid = { kind: "paid", topUpId, paid: total, currency: "INR", paymentReference }
  expect(await payments.find(asked)).toEqual([paid])
  expect(await payments.find({ ...asked, providerReference: "plink_none" })).toEqual([])
})

it("[RAZORPAY-5, RAZORPAY-6, RAZORPAY-8] in workerd a webhook is taken with Razorpay's signature alone", async () => {
  const { razorpay, payments } = open()
  const order = orderOf("told")
  const { providerReference } = await begin(payments, order)
  razorpay.pay(providerReference, { isLate: true })
  const [authorized] = razorpay.events.map((event) => JSON.stringify(event))
  const parse = async (body: string, signature: string) =>
    payments.parseWebhook(new Headers({ "x-razorpay-signature": signature }), new TextEncoder().encode(body))
  const [paymentReference] = [...razorpay.payments.keys()]
  const { topUpId, total } = order
  const paid = [{ kind: "paid", topUpId, paid: total, currency: "INR", paymentReference }]
  expect(await parse(authorized!, signWebhook(authorized!))).toEqual(paid)
  const payload = JSON.stringify(razorpay.events.at(-1))
  expect(payload).toContain("payment_link.paid")
  expect(await parse(payload, signWebhook(payload))).toEqual(paid)
  const forged = { kind: "refused", code: "bad_signature" }
  expect(await parse(`${payload} `, signWebhook(payload))).toEqual(forged)
  expect(await parse(payload, signWebhook(payload, "other"))).toEqual(forged)
})

it("[RAZORPAY-10, RAZORPAY-11, RAZORPAY-12] in workerd a refund is made once, and what became of it is found", async () => {
  const { razorpay, payments } = open()
  const order = orderOf("refunded")
  const { providerReference } = await begin(payments, order)
  const { id: paymentReference } = razorpay.pay(providerReference)
  const { topUpId, walletId } = order
  const refund = {
    topUpId,
    walletId,
    refundId: "ref_refunded.1",
    paymentReference,
    providerReference,
    amount: 50_000_000n,
    currency: "INR",
    reason: "asked",
  }
  const made = await Promise.all([payments.refund(refund), payments.refund(refund)])
  expect([...made, await payments.refund(refund)]).toEqual([1, 2, 3].map(() => ({ kind: "accepted" })))
  expect(razorpay.refunds.size).toBe(1)
  expect(await payments.find(askedOf(order, providerReference))).toMatchObject([
    { kind: "paid", paymentReference },
    { kind: "refunded", refundId: refund.refundId, refunded: 50_000_000n },
  ])
  razorpay.dispute(paymentReference)
  expect(await payments.newsSince!(clock.now - 86_400_000)).toMatchObject({
    events: [
      { kind: "refunded", topUpId, refundId: refund.refundId },
      { kind: "disputed", topUpId, state: "opened", paymentReference },
    ],
  })
  expect(await payments.refund({ ...refund, refundId: "ref_refunded.2", amount: 60_000_000n })).toEqual({
    kind: "refused",
    reason: "The refund amount provided is greater than amount captured",
  })
})
