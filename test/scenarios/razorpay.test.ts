import {
  RAZORPAY_KEY_ID,
  RAZORPAY_KEY_SECRET,
  RAZORPAY_WEBHOOK_SECRET,
  RazorpayServer,
  signWebhook,
} from "@tollgate/server/testing/razorpay-server.ts"
import { serveApi } from "@tollgate/server/testing/serve-api.ts"
import {
  signStripe,
  STRIPE_SECRET_KEY,
  STRIPE_WEBHOOK_SECRET,
  StripeServer,
} from "@tollgate/server/testing/stripe-server.ts"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openServer, type OpenServer } from "../support/open-server.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

const razorpay = new RazorpayServer(() => Date.now())
const stripe = new StripeServer(() => Date.now())
const served: Awaited<ReturnType<typeof serveApi>>[] = []
let server: OpenServer
let rupees: Tenant
let dollars: Tenant

/** Both providers by their keys alone; Razorpay takes rupees where an operator says so, as Stripe is first. */
beforeAll(async () => {
  served.push(await serveApi(razorpay), await serveApi(stripe))
  server = await openServer({
    RAZORPAY_KEY_ID,
    RAZORPAY_KEY_SECRET,
    RAZORPAY_WEBHOOK_SECRET,
    TOLLGATE_RAZORPAY_URL: served[0]!.url,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET,
    TOLLGATE_STRIPE_URL: served[1]!.url,
    TOLLGATE_PUBLIC_URL: "https://billing.example.com",
  })
  const INR = { minTopUp: "100", maxTopUp: "100000", presets: [], provider: "razorpay" }
  await server.operator.must(server.operator.put("/v1/checkout-settings", { currencies: { INR } }))
  rupees = await makeTenant(server.operator, "rupees", { currency: "INR", planId: "meta" })
  dollars = await makeTenant(server.operator, "dollars")
})
afterAll(async () => {
  await server.stop()
  for (const one of served) await one.close()
})

const checkout = ({ partner, wallet }: Tenant, idempotencyKey: string) =>
  partner.post(`${wallet}/top-ups`, { amount: "250", method: "checkout" }, { idempotencyKey })
const balance = async ({ partner, wallet }: Tenant) => (await partner.get(wallet)).body.balance as string
async function tell(
  provider: string,
  body: string,
  signature: Readonly<Record<string, string>>,
): Promise<number> {
  const headers = { "content-type": "application/json", ...signature }
  const anyone = server.operator.as("")
  return (await anyone.send("POST", `/v1/payments/${provider}/webhook`, { body, headers })).status
}

it("[RAZORPAY-1, RAZORPAY-4, RAZORPAY-5, RAZORPAY-6] a top-up in rupees is begun at Razorpay, paid there, told of again and again, and credited once", async () => {
  razorpay.outage = "unreachable"
  expect((await checkout(rupees, "first")).status).toBe(503)
  razorpay.outage = undefined
  const made = await checkout(rupees, "first")
  expect(made.status).toBe(201)
  const [link] = [...razorpay.links.values()]
  expect([link!["short_url"], link!["amount"]]).toEqual([made.body.checkoutUrl, 25_000])
  expect(link!["callback_url"]).toBe("https://billing.example.com/checkout/returned")
  razorpay.pay(link!.id)
  const body = JSON.stringify(razorpay.events.at(-1))
  const signed = { "x-razorpay-signature": signWebhook(body) }
  expect(await tell("razorpay", body, { "x-razorpay-signature": signWebhook(body, "forged") })).toBe(401)
  expect(await balance(rupees)).toBe("0")
  const all = await Promise.all([1, 2, 3].map(() => tell("razorpay", body, signed)))
  expect([...all, await tell("razorpay", body, signed)]).toEqual([200, 200, 200, 200])
  expect(await balance(rupees)).toBe("250")
})

it("[PAY-25, PAY-26] other currencies are begun at Stripe, on the same server; neither is believed for the other", async () => {
  const made = await checkout(dollars, "first")
  const session = [...stripe.sessions.values()].find((one) => one["client_reference_id"] === made.body.id)
  expect(session!["url"]).toBe(made.body.checkoutUrl)
  stripe.pay(session!.id)
  const body = JSON.stringify(stripe.events.at(-1))
  expect(await tell("stripe", body, { "stripe-signature": await signStripe(body, Date.now()) })).toBe(200)
  expect(await balance(dollars)).toBe("250")
  const other = await checkout(dollars, "second")
  const entity = {
    ...[...razorpay.links.values()][0],
    notes: { tollgate_top_up: other.body.id },
    currency: "USD",
  }
  const lie = JSON.stringify({ event: "payment_link.paid", payload: { payment_link: { entity } } })
  expect(await tell("razorpay", lie, { "x-razorpay-signature": signWebhook(lie) })).toBe(404)
  expect(await balance(dollars)).toBe("250")
})
