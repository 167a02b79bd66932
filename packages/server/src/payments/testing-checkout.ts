import type { Scope } from "../auth/principal.ts"
import type { Config } from "../deps.ts"
import { makeTenant, testApp, type Answered, type Tenant, type TestApp } from "../testing/test-app.ts"
import { signSandbox } from "./sandbox/sandbox-signature.ts"
import { SANDBOX_WEBHOOK_PATH } from "./sandbox/sandbox-provider.ts"

export const BILLING_ADDRESS = {
  line1: "1 MG Road",
  city: "Bengaluru",
  postalCode: "560001",
  country: "IN",
} as const

/** A server with the sandbox, a partner, a customer in India, its empty wallet in USD, and a token to top up. */
export interface PayingApp extends TestApp {
  readonly tenant: Tenant
  readonly wallet: string
  token(scopes: readonly Scope[]): Promise<string>
  /** `POST .../top-ups` with `checkout`, as the partner unless told otherwise. */
  checkout(body?: object, as?: { readonly key?: string; readonly idempotencyKey?: string }): Promise<Answered>
  topUp(id: string): Promise<Answered["body"]>
  balance(): Promise<string>
  /** What the page at this address is answered. */
  answer(checkoutUrl: string, answer: "pay" | "decline"): Promise<Answered>
  /** A webhook as the sandbox signs it. */
  webhook(told: object, signedAt?: number): Promise<Answered>
  /** A webhook that says that this top-up was paid in full. */
  tellPaid(topUp: { readonly id: string; readonly total: string }): Promise<Answered>
}

export async function payingApp(config: Partial<Config> = {}): Promise<PayingApp> {
  const test = testApp({ isDemo: true, ...config })
  const tenant = await makeTenant(test, "acme")
  const { key } = tenant
  await test.send("PATCH", `/v1/customers/${tenant.customerId}`, {
    key,
    body: {
      contact: { name: "Asha", email: "asha@example.com" },
      billingAddress: BILLING_ADDRESS,
    },
  })
  const walletId = "acme-money"
  await test.send("POST", "/v1/wallets", {
    key,
    body: { id: walletId, customerId: tenant.customerId, currency: "USD" },
  })
  const wallet = `/v1/wallets/${walletId}`
  const paying: Omit<PayingApp, keyof TestApp> = {
    tenant: { ...tenant, walletId },
    wallet,
    token: async (scopes) => {
      const made = await test.send("POST", "/v1/portal-tokens", { key, body: { walletId, scopes } })
      return made.body.token as string
    },
    checkout: (body = {}, as = {}) =>
      test.send("POST", `${wallet}/top-ups`, {
        key: as.key ?? key,
        body: { amount: "100", method: "checkout", ...body },
        headers: as.idempotencyKey === undefined ? {} : { "idempotency-key": as.idempotencyKey },
      }),
    topUp: async (id) => (await test.send("GET", `/v1/top-ups/${id}`, { key })).body,
    balance: async () => (await test.send("GET", wallet, { key })).body.balance as string,
    answer: (checkoutUrl, answer) =>
      test.send("POST", new URL(checkoutUrl).pathname, {
        key: "",
        body: `answer=${answer}`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
    webhook: async (told, signedAt = test.now) => {
      const body = new TextEncoder().encode(JSON.stringify(told))
      const secret = await sandboxSecret(test)
      return test.send("POST", SANDBOX_WEBHOOK_PATH, {
        key: "",
        body,
        headers: { "x-tollgate-sandbox-signature": signSandbox(secret, signedAt, body) },
      })
    },
    tellPaid: ({ id, total }) =>
      paying.webhook({ type: "payment.paid", topUpId: id, total, currency: "USD", reason: "" }),
  }
  return Object.assign(test, paying)
}

/** The secret is made when it is first needed: by a webhook that is refused, at the latest. */
export async function sandboxSecret(test: TestApp): Promise<string> {
  await test.send("POST", SANDBOX_WEBHOOK_PATH, { key: "", body: {} })
  return (await test.deps.catalog.setting("sandbox_webhook_secret")) ?? ""
}
