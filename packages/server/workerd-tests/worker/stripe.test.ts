import { env } from "cloudflare:workers"
import { afterEach, beforeAll, expect, it } from "vitest"
import type { CheckoutPage, PaymentOrder, PaymentProvider } from "../../src/payments/payment-provider.ts"
import { workerDeps } from "../../src/runtime/worker/worker-deps.ts"
import {
  signStripe,
  STRIPE_SECRET_KEY,
  STRIPE_WEBHOOK_SECRET,
  StripeServer,
} from "../../src/testing/stripe-server.ts"
import { clock, setUp } from "./client.ts"

beforeAll(setUp)

const network = globalThis.fetch
afterEach(() => {
  globalThis.fetch = network
})

/** The provider that the Worker's variables ask for; all that this isolate asks of the network comes to this Stripe. */
function open(): { readonly stripe: StripeServer; readonly payments: PaymentProvider } {
  const stripe = new StripeServer(() => clock.now)
  globalThis.fetch = stripe.fetch
  const variables = {
    TOLLGATE_PAYMENTS: "stripe",
    TOLLGATE_STRIPE_SECRET_KEY: STRIPE_SECRET_KEY,
    TOLLGATE_STRIPE_WEBHOOK_SECRET: STRIPE_WEBHOOK_SECRET,
  }
  const deps = workerDeps({ ...env, ...variables })
  const { payments } = deps.paymentsOf(() => new Response(null, { status: 500 }))
  return { stripe, payments: payments!.named("stripe")! }
}

function orderOf(name: string, more: Partial<PaymentOrder> = {}): PaymentOrder {
  return {
    topUpId: `top_${name}.1`,
    walletId: name,
    currency: "INR",
    amount: 100_000_000n,
    fee: 2_500_000n,
    feeLabel: "Fee",
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

it("[STRIPE-1, STRIPE-4, STRIPE-7] in workerd the same top-up has the same page, and is found when it was paid", async () => {
  const { stripe, payments } = open()
  const order = orderOf("begun")
  const begun = await begin(payments, order)
  expect(await begin(payments, order)).toEqual(begun)
  expect(await begin(payments, { ...order, payee: "renamed" })).toEqual(begun)
  expect(begun.checkoutUrl).toMatch(/^https:\/\/checkout\.stripe\.com\//)
  const asked = askedOf(order, begun.providerReference)
  expect(await payments.find(asked)).toEqual([])
  stripe.outage = "unreachable"
  await expect(payments.find(asked)).rejects.toThrow(/connection to Stripe/)
  stripe.outage = undefined
  stripe.pay(begun.providerReference)
  const paid = {
    kind: "paid",
    topUpId: order.topUpId,
    paid: order.total,
    currency: "INR",
    paymentReference: expect.stringMatching(/^pi_/),
  }
  expect(await payments.find(asked)).toEqual([paid])
  expect(await payments.find({ ...asked, providerReference: "cs_test_none" })).toEqual([])
})

it("[STRIPE-5, STRIPE-6] in workerd a webhook is taken with Stripe's signature alone", async () => {
  const { stripe, payments } = open()
  const order = orderOf("told")
  const { providerReference } = await begin(payments, order)
  stripe.pay(providerReference)
  const payload = JSON.stringify(stripe.events.at(-1))
  const parse = async (body: string, header: string) =>
    payments.parseWebhook(new Headers({ "stripe-signature": header }), new TextEncoder().encode(body))
  const good = await signStripe(payload, clock.now)
  expect(await parse(payload, good)).toEqual([
    {
      kind: "paid",
      topUpId: order.topUpId,
      paid: order.total,
      currency: "INR",
      paymentReference: expect.stringMatching(/^pi_/),
    },
  ])
  const forged = { kind: "refused", code: "bad_signature" }
  expect(await parse(`${payload} `, good)).toEqual(forged)
  expect(await parse(payload, await signStripe(payload, clock.now, "whsec_other"))).toEqual(forged)
  expect(await parse(payload, await signStripe(payload, clock.now - 301_000))).toEqual(forged)
})

it("[STRIPE-8] in workerd a saved card is charged once", async () => {
  const { stripe, payments } = open()
  const order = orderOf("saved", { isMethodKept: true })
  const [first, second] = await Promise.all([begin(payments, order), begin(payments, order)])
  expect(first).toEqual(second)
  stripe.pay(first.providerReference)
  const charge = orderOf("saved", { topUpId: "top_saved.2", homeUrl: null })
  const charged = await Promise.all([payments.chargeSaved(charge), payments.chargeSaved(charge)])
  expect([...charged, await payments.chargeSaved(charge)]).toEqual(
    [1, 2, 3].map(() => ({ kind: "accepted" })),
  )
  expect(await payments.find(askedOf(charge))).toMatchObject([{ kind: "paid", topUpId: "top_saved.2" }])
  expect(await payments.chargeSaved(orderOf("nobody"))).toEqual({
    kind: "declined",
    reason: "no_saved_method",
  })
  expect(stripe.intents.size).toBe(2)
})
