import type { Deps } from "../../deps.ts"
import { serveApi } from "../../testing/serve-api.ts"
import {
  signStripe,
  STRIPE_SECRET_KEY,
  STRIPE_WEBHOOK_SECRET,
  StripeServer,
} from "../../testing/stripe-server.ts"
import { makeTenant, testApp, type Answered, type Tenant, type TestApp } from "../../testing/test-app.ts"
import { verifyWallet } from "../../verify/verify-wallet.ts"
import { paymentProviders } from "../payment-providers.ts"
import { BILLING_ADDRESS } from "../testing-checkout.ts"
import { stripeProvider } from "./stripe-provider.ts"

/** A server that takes payments at Stripe, a partner, a customer in India, its empty wallet. */
export interface StripeApp extends TestApp {
  readonly stripe: StripeServer
  readonly tenant: Tenant
  readonly wallet: string
  checkout(body?: object, idempotencyKey?: string): Promise<Answered>
  topUp(id: string): Promise<Answered["body"]>
  balance(): Promise<string>
  /** The Checkout Session of a top-up. */
  sessionOf(topUpId: string): string
  /** Stripe's word as it signs it, all that it has to say or some events. */
  deliver(events?: readonly object[]): Promise<readonly number[]>
  post(payload: string, signature: string): Promise<Answered>
  /** As the operator. */
  refund(topUpId: string, body?: object): Promise<Answered>
  /** The balance of an account of the wallet, in micros. */
  account(key: string): Promise<bigint>
  /** What is not sound in the books, once Stripe is gone. */
  close(): Promise<readonly unknown[]>
}

/** @param isDirect - Stripe's API is asked without a socket, and once only */
export async function openStripeApp({
  currency = "USD",
  isDirect = false,
  overrides = {},
}: {
  readonly currency?: string
  readonly isDirect?: boolean
  readonly overrides?: Partial<Deps>
} = {}): Promise<StripeApp> {
  const test = testApp({}, overrides)
  const stripe = new StripeServer(() => test.now)
  const served = await serveApi(stripe)
  const config = { secretKey: STRIPE_SECRET_KEY, webhookSecret: STRIPE_WEBHOOK_SECRET, url: served.url }
  const { catalog, clock } = test.deps
  const network = isDirect ? { network: { fetch: stripe.fetch, retries: 0 } } : {}
  const provider = stripeProvider({ config, version: "0.0.0-test", catalog, clock, ...network })
  Object.assign(test.deps, { payments: paymentProviders([provider]) })
  const tenant = await makeTenant(test, "acme")
  const { key } = tenant
  await test.send("PATCH", `/v1/customers/${tenant.customerId}`, {
    key,
    body: { contact: { name: "Asha", email: "asha@example.com" }, billingAddress: BILLING_ADDRESS },
  })
  const walletId = "acme-money"
  const body = { id: walletId, customerId: tenant.customerId, currency }
  await test.send("POST", "/v1/wallets", { key, body })
  const wallet = `/v1/wallets/${walletId}`
  const app: StripeApp = Object.assign(test, {
    stripe,
    tenant: { ...tenant, walletId },
    wallet,
    checkout: (asked: object = {}, idempotencyKey?: string) =>
      test.send("POST", `${wallet}/top-ups`, {
        key,
        body: { amount: "100", method: "checkout", ...asked },
        headers: idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
      }),
    topUp: async (id: string) => (await test.send("GET", `/v1/top-ups/${id}`, { key })).body,
    balance: async () => (await test.send("GET", wallet, { key })).body.balance as string,
    sessionOf: (topUpId: string) => {
      const all = [...stripe.sessions.values()].filter((one) => one["client_reference_id"] === topUpId)
      const [only, ...others] = all
      if (only === undefined || others.length > 0) throw new Error("a top-up has one session")
      return only.id
    },
    post: (payload: string, signature: string) =>
      test.send("POST", "/v1/payments/stripe/webhook", {
        key: "",
        body: payload,
        headers: { "stripe-signature": signature },
      }),
    deliver: async (events: readonly object[] = stripe.events) => {
      const statuses: number[] = []
      for (const event of events) {
        const payload = JSON.stringify(event)
        statuses.push((await app.post(payload, await signStripe(payload, test.now))).status)
      }
      return statuses
    },
    refund: (topUpId: string, asked: object = {}) =>
      test.send("POST", `/v1/top-ups/${topUpId}/refund`, { body: { reason: "asked", ...asked } }),
    account: async (key: string) => (await test.deps.wallets.books(walletId)).accounts.get(key) ?? 0n,
    close: async () => {
      await served.close()
      return (await verifyWallet(test.deps.wallets, walletId, [], test.now)).findings
    },
  })
  return app
}
