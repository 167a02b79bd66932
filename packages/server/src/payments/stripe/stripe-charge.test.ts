import type { TopUp } from "@tollgate/engine"
import { afterEach, describe, expect, it } from "vitest"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import type { Card } from "../../testing/stripe-server.ts"
import { sweepPayments } from "../sweep-payments.ts"
import { openStripeApp, type StripeApp } from "./testing-stripe.ts"

const opened: StripeApp[] = []
async function open(options?: Parameters<typeof openStripeApp>[0]): Promise<StripeApp> {
  const app = await openStripeApp(options)
  opened.push(app)
  return app
}
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const app of opened.splice(0)) expect(await app.close()).toEqual([])
})

const ON = { enabled: true, threshold: "10", amount: "50" }
const CHARGE = "POST /v1/payment_intents"

const set = (app: StripeApp, body: object = ON) =>
  app.send("PUT", `${app.wallet}/auto-recharge`, { key: app.tenant.key, body })
const adjust = (app: StripeApp, amount: string) =>
  app.send("POST", `${app.wallet}/adjustments`, { body: { amount, reason: "test" } })
const charges = (app: StripeApp) => app.stripe.asked.filter(({ path }) => path === CHARGE)
async function automatic(app: StripeApp): Promise<readonly TopUp[]> {
  const { rows } = await app.deps.wallets.topUps(app.tenant.walletId, { limit: 50 })
  return rows.filter(({ source }) => source === "auto").toReversed()
}

/** A wallet with 20 whose customer agreed to auto-recharge, and left this card at a checkout after that. */
async function withCard(card: Card): Promise<StripeApp> {
  const app = await open()
  await adjust(app, "100")
  expect((await set(app)).status).toBe(200)
  const { body } = await app.checkout({ amount: "10" })
  app.stripe.pay(app.sessionOf(body.id), { card })
  await app.deliver()
  await adjust(app, "-90")
  expect(await app.balance()).toBe("20")
  app.stripe.events.length = 0
  return app
}

describe("a means of payment", () => {
  it("[STRIPE-8] is kept at a checkout of a customer who agreed to auto-recharge, and at no other", async () => {
    const app = await open()
    await adjust(app, "100")
    await app.checkout()
    await set(app)
    await app.checkout()
    await app.checkout()
    await set(app, { ...ON, enabled: false })
    await app.checkout()
    const sessions = [...app.stripe.sessions.values()]
    const customer = expect.stringMatching(/^cus_/)
    expect(sessions.map((one) => one["customer"])).toEqual([null, customer, customer, null])
    expect(sessions.map((one) => one["intent_data"].setup_future_usage)).toEqual([
      undefined,
      "off_session",
      "off_session",
      undefined,
    ])
    expect(app.stripe.customers.size).toBe(1)
  })

  it("[STRIPE-8] of somebody who pays by a link is not kept", async () => {
    const app = await open()
    await adjust(app, "100")
    await set(app)
    const link = await app.send("POST", `${app.wallet}/payment-links`, {
      key: app.tenant.key,
      body: { amount: "10" },
    })
    const page = new URL(link.body.url).pathname
    const paying = await app.send("POST", page, {
      key: "",
      body: "amount=10&total=10",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    expect(paying.status).toBe(303)
    expect([...app.stripe.sessions.values()].map((one) => one["customer"])).toEqual([null])
    expect(app.stripe.customers.size).toBe(0)
  })
})

describe("auto-recharge", () => {
  it("[STRIPE-8] charges the card once, and is credited by what Stripe says", async () => {
    const app = await withCard("pays")
    await Promise.all([adjust(app, "-11"), adjust(app, "-1")])
    await Promise.all([deliverOutbox(app.deps), deliverOutbox(app.deps)])
    await deliverOutbox(app.deps)
    const [topUp, ...others] = await automatic(app)
    expect([topUp?.status, others]).toEqual(["pending", []])
    expect(app.stripe.events.map(({ type }: any) => type)).toEqual(["payment_intent.succeeded"])
    expect(charges(app)[0]!.params).toMatchObject({
      amount: "5000",
      currency: "usd",
      off_session: "true",
      confirm: "true",
      automatic_payment_methods: { enabled: "true", allow_redirects: "never" },
      metadata: { tollgate_top_up: topUp!.id, tollgate_kind: "recharge" },
    })
    expect(await app.deliver()).toEqual([200])
    expect(await app.deliver()).toEqual([200])
    expect(await app.balance()).toBe("58")
  })

  it("[STRIPE-7] is found by a sweep when its webhook was lost", async () => {
    const app = await withCard("pays")
    await adjust(app, "-11")
    await deliverOutbox(app.deps)
    await sweepPayments(app.deps)
    expect(await app.balance()).toBe("59")
    await app.deliver()
    expect(await app.balance()).toBe("59")
  })

  it("[STRIPE-8] that is paid slowly is credited when it is", async () => {
    const app = await withCard("is_slow")
    await adjust(app, "-11")
    await deliverOutbox(app.deps)
    await sweepPayments(app.deps)
    expect(await app.balance()).toBe("9")
    app.stripe.settleIntent([...app.stripe.intents.keys()].at(-1)!)
    await app.deliver()
    expect(await app.balance()).toBe("59")
  })

  it.each([
    ["insufficient_funds", "insufficient_funds"],
    ["authentication_required", "authentication_required"],
    ["requires_action", "authentication_required"],
  ] as const)("[STRIPE-8] with a card that %s is declined as %s", async (card, reason) => {
    const app = await withCard(card)
    await adjust(app, "-11")
    await deliverOutbox(app.deps)
    await app.deliver()
    await sweepPayments(app.deps)
    expect((await automatic(app)).map(({ status, failureReason }) => [status, failureReason])).toEqual([
      ["failed", reason],
    ])
    expect(await app.balance()).toBe("9")
    // What was given up is not paid later.
    const intent = [...app.stripe.intents.values()].at(-1)!
    expect(["requires_payment_method", "canceled"]).toContain(intent["status"])
  })

  it("[STRIPE-8] of a customer who was removed at Stripe is declined", async () => {
    const app = await withCard("pays")
    app.stripe.customers.clear()
    await adjust(app, "-11")
    await deliverOutbox(app.deps)
    const [topUp] = await automatic(app)
    expect([topUp?.status, topUp?.failureReason]).toEqual(["failed", "no_saved_method"])
    // Who tops up then is another one.
    const again = await Promise.all([app.checkout(), app.checkout()])
    expect(again.map(({ status }) => status)).toEqual([201, 201])
    const sessions = again.map(({ body }) => app.stripe.sessions.get(app.sessionOf(body.id))!["customer"])
    expect(sessions).toEqual([...app.stripe.customers.keys(), ...app.stripe.customers.keys()])
  })

  it.each(["unreachable", "failing", "answers_lost"] as const)(
    "[STRIPE-8] when Stripe was %s charges once, as soon as it is there",
    async (outage) => {
      const app = await withCard("pays")
      await adjust(app, "-11")
      app.stripe.outage = outage
      await deliverOutbox(app.deps)
      expect((await automatic(app)).map(({ status }) => status)).toEqual(["pending"])
      app.stripe.outage = undefined
      app.now += 3_600_000
      await deliverOutbox(app.deps)
      expect(app.stripe.events.filter(({ type }: any) => type === "payment_intent.succeeded")).toHaveLength(1)
      await app.deliver()
      expect(await app.balance()).toBe("59")
    },
  )

  it("[STRIPE-8] whose answer was lost is not charged again when the customer left another card", async () => {
    const app = await withCard("pays")
    await adjust(app, "-11")
    const lost = { path: "" }
    const { fetch } = app.stripe
    Object.assign(app.stripe, {
      fetch: async (request: Request) => {
        const response = await fetch(request)
        if (request.method !== "POST" || !request.url.endsWith("/payment_intents")) return response
        lost.path = request.url
        throw new TypeError("fetch failed")
      },
    })
    await deliverOutbox(app.deps)
    expect(lost.path).not.toBe("")
    Object.assign(app.stripe, { fetch })
    const { body } = await app.checkout({ amount: "10" })
    app.stripe.pay(app.sessionOf(body.id), { card: "insufficient_funds" })
    app.now += 82_000_000
    await deliverOutbox(app.deps)
    const charged = [...app.stripe.intents.values()].filter(
      ({ metadata }: any) => metadata.tollgate_kind === "recharge",
    )
    expect(charged).toHaveLength(1)
    await app.deliver()
    expect(await app.balance()).toBe("69")
  })
})
