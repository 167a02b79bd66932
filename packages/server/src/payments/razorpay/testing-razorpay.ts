import { serveApi } from "../../testing/serve-api.ts"
import {
  RAZORPAY_KEY_ID,
  RAZORPAY_KEY_SECRET,
  RAZORPAY_WEBHOOK_SECRET,
  RazorpayServer,
  signWebhook,
} from "../../testing/razorpay-server.ts"
import { makeTenant, testApp, type Answered, type Tenant, type TestApp } from "../../testing/test-app.ts"
import { verifyWallet } from "../../verify/verify-wallet.ts"
import { paymentProviders } from "../payment-providers.ts"
import { BILLING_ADDRESS } from "../testing-checkout.ts"
import { razorpayProvider } from "./razorpay-provider.ts"

const MICROS_OF_PAISA = 10_000n

/** A server that takes payments at Razorpay, a partner, a customer in India, its empty wallet. */
export interface RazorpayApp extends TestApp {
  readonly razorpay: RazorpayServer
  /** Where its API is. */
  readonly url: string
  readonly tenant: Tenant
  readonly wallet: string
  checkout(body?: object, idempotencyKey?: string): Promise<Answered>
  topUp(id: string): Promise<Answered["body"]>
  balance(): Promise<string>
  /** The payment link of a top-up. */
  linkOf(topUpId: string): string
  /** Razorpay's word as it signs it, all that it has to say or some events. */
  deliver(events?: readonly object[]): Promise<readonly number[]>
  post(payload: string, signature: string): Promise<Answered>
  /** What is not sound in the books, once Razorpay is gone. */
  close(): Promise<readonly unknown[]>
}

/** @param isDirect - Razorpay's API is asked without a socket */
export async function openRazorpayApp({
  currency = "INR",
  isDirect = false,
}: { readonly currency?: string; readonly isDirect?: boolean } = {}): Promise<RazorpayApp> {
  const test = testApp()
  const razorpay = new RazorpayServer(() => test.now)
  const served = await serveApi(razorpay)
  const config = {
    keyId: RAZORPAY_KEY_ID,
    keySecret: RAZORPAY_KEY_SECRET,
    webhookSecret: RAZORPAY_WEBHOOK_SECRET,
    url: served.url,
  }
  const { clock } = test.deps
  const network = isDirect ? { network: { fetch: razorpay.fetch } } : {}
  const provider = razorpayProvider({ config, version: "0.0.0-test", clock, ...network })
  Object.assign(test.deps, { payments: paymentProviders([provider]) })
  const tenant = await makeTenant(test, "acme")
  const { key } = tenant
  await test.send("PATCH", `/v1/customers/${tenant.customerId}`, {
    key,
    body: { contact: { name: "Asha", email: "asha@example.com" }, billingAddress: BILLING_ADDRESS },
  })
  if (currency !== "INR") {
    const terms = { minTopUp: "10", maxTopUp: "10000", presets: [], provider: "razorpay" }
    await test.send("PUT", "/v1/checkout-settings", { body: { currencies: { [currency]: terms } } })
  }
  const walletId = "acme-money"
  const body = { id: walletId, customerId: tenant.customerId, currency }
  await test.send("POST", "/v1/wallets", { key, body })
  const wallet = `/v1/wallets/${walletId}`
  const app: RazorpayApp = Object.assign(test, {
    razorpay,
    url: served.url,
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
    linkOf: (topUpId: string) => {
      const all = [...razorpay.links.values()].filter((one) => one["notes"].tollgate_top_up === topUpId)
      const [only, ...others] = all
      if (only === undefined || others.length > 0) throw new Error("a top-up has one link")
      return only.id
    },
    post: (payload: string, signature: string) =>
      test.send("POST", "/v1/payments/razorpay/webhook", {
        key: "",
        body: payload,
        headers: { "x-razorpay-signature": signature, "x-razorpay-event-id": "evt_1" },
      }),
    deliver: async (events: readonly object[] = razorpay.events) => {
      const statuses: number[] = []
      for (const event of events) {
        const payload = JSON.stringify(event)
        statuses.push((await app.post(payload, signWebhook(payload))).status)
      }
      return statuses
    },
    close: async () => {
      await served.close()
      return (await verifyWallet(test.deps.wallets, walletId, [], test.now)).findings
    },
  })
  return app
}

/** What Razorpay holds, in micros: what it took, less what it paid back or has deducted for a dispute. */
export function held({ razorpay }: RazorpayApp): bigint {
  const sum = (rows: readonly Record<string, unknown>[]) =>
    rows.reduce((total, { amount }) => total + Number(amount), 0)
  const paise =
    sum([...razorpay.payments.values()].filter(({ captured }) => captured === true)) -
    sum([...razorpay.refunds.values()].filter(({ status }) => status === "processed")) -
    sum([...razorpay.disputes.values()].filter(({ status }) => status !== "won"))
  return BigInt(paise) * MICROS_OF_PAISA
}
