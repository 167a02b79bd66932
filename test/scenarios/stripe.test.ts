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

const stripe = new StripeServer(() => Date.now())
let served: Awaited<ReturnType<typeof serveApi>>
let server: OpenServer
let tenant: Tenant

beforeAll(async () => {
  served = await serveApi(stripe)
  server = await openServer({
    TOLLGATE_PAYMENTS: "stripe",
    TOLLGATE_STRIPE_SECRET_KEY: STRIPE_SECRET_KEY,
    TOLLGATE_STRIPE_WEBHOOK_SECRET: STRIPE_WEBHOOK_SECRET,
    TOLLGATE_STRIPE_URL: served.url,
    TOLLGATE_PUBLIC_URL: "https://billing.example.com",
  })
  tenant = await makeTenant(server.operator, "payer", { allowedOrigins: ["https://portal.example.com"] })
})
afterAll(async () => {
  await server.stop()
  await served.close()
})

const checkout = (idempotencyKey: string, more: object = {}) =>
  tenant.partner.post(
    `${tenant.wallet}/top-ups`,
    { amount: "25", method: "checkout", ...more },
    { idempotencyKey },
  )
const tell = async (event: object, secret?: string): Promise<number> => {
  const body = JSON.stringify(event)
  const headers = {
    "content-type": "application/json",
    "stripe-signature": await signStripe(body, Date.now(), secret),
  }
  const anyone = server.operator.as("")
  return (await anyone.send("POST", "/v1/payments/stripe/webhook", { body, headers })).status
}
const balance = async () => (await tenant.partner.get(tenant.wallet)).body.balance as string
const sessionOf = (topUpId: string) =>
  [...stripe.sessions.values()].find((one) => one["client_reference_id"] === topUpId)!.id

it("[STRIPE-1, STRIPE-4, STRIPE-5, STRIPE-6] a top-up is begun at Stripe, paid there, told of again and again, and credited once", async () => {
  stripe.outage = "unreachable"
  expect((await checkout("first")).status).toBe(503)
  stripe.outage = undefined
  const returnUrl = "https://portal.example.com/wallet"
  const made = await checkout("second", { returnUrl })
  expect(made.status).toBe(201)
  const id = sessionOf(made.body.id)
  const session = stripe.sessions.get(id)!
  expect([session["url"], session["amount_total"]]).toEqual([made.body.checkoutUrl, 2_500])
  expect(session["success_url"]).toBe(`${returnUrl}?tollgate_top_up=${made.body.id}`)
  // The one that was cut off goes on, at our own page's address.
  const again = await checkout("first")
  expect(again.status).toBe(201)
  const successUrl = stripe.sessions.get(sessionOf(again.body.id))!["success_url"]
  expect(successUrl).toBe("https://billing.example.com/checkout/returned")
  expect((await server.operator.as("").get(new URL(successUrl).pathname)).status).toBe(200)
  expect(stripe.sessions.size).toBe(2)

  stripe.pay(id)
  const event = stripe.events.at(-1)!
  expect(await tell(event, "whsec_forged")).toBe(401)
  expect(await balance()).toBe("0")
  expect(await Promise.all([tell(event), tell(event), tell(event)])).toEqual([200, 200, 200])
  expect(await tell(event)).toBe(200)
  expect(await balance()).toBe("25")
  const { body } = await tenant.partner.get(`/v1/top-ups/${made.body.id}`)
  expect(body).toMatchObject({ status: "succeeded", method: "checkout", total: "25" })
})

it("[STRIPE-8] auto-recharge charges the card that was left at a checkout, once", async () => {
  const put = await tenant.partner.put(`${tenant.wallet}/auto-recharge`, {
    enabled: true,
    threshold: "5",
    amount: "50",
  })
  expect(put.status).toBe(200)
  const made = await checkout("keeps")
  stripe.pay(sessionOf(made.body.id))
  await tell(stripe.events.at(-1)!)
  expect(await balance()).toBe("50")
  const told = stripe.events.length
  await server.operator.post(`${tenant.wallet}/adjustments`, { amount: "-46", reason: "spent" })
  await expect.poll(() => stripe.events.length, { timeout: 30_000 }).toBe(told + 1)
  expect(await tell(stripe.events.at(-1)!)).toBe(200)
  expect(await balance()).toBe("54")
  expect(
    [...stripe.intents.values()].filter(({ metadata }) => metadata.tollgate_kind === "recharge"),
  ).toHaveLength(1)
})
