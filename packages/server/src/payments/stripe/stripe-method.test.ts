import type { OutboxRow, TopUp } from "@tollgate/engine"
import { afterEach, describe, expect, it } from "vitest"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import { openStripeApp, type StripeApp } from "./testing-stripe.ts"

const ON = { enabled: true, threshold: "10", amount: "50" }

const opened: StripeApp[] = []
async function open(): Promise<StripeApp> {
  const app = await openStripeApp({ isDirect: true })
  Object.assign(app.deps, { config: { ...app.deps.config, publicUrl: "https://billing.example.com" } })
  opened.push(app)
  return app
}
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const app of opened.splice(0)) expect(await app.close()).toEqual([])
})

const set = (app: StripeApp, body: object = {}) =>
  app.send("PUT", `${app.wallet}/auto-recharge`, { key: app.tenant.key, body: { ...ON, ...body } })
const state = async (app: StripeApp) =>
  (await app.send("GET", `${app.wallet}/auto-recharge`, { key: app.tenant.key })).body
const method = (app: StripeApp) => app.send("GET", `${app.wallet}/saved-method`, { key: app.tenant.key })
const adjust = (app: StripeApp, amount: string) =>
  app.send("POST", `${app.wallet}/adjustments`, { body: { amount, reason: "test" } })
async function automatic(app: StripeApp): Promise<readonly TopUp[]> {
  const { rows } = await app.deps.wallets.topUps(app.tenant.walletId, { limit: 50 })
  return rows.filter(({ source }) => source === "auto").toReversed()
}
const waiting = async (app: StripeApp): Promise<readonly OutboxRow[]> =>
  (await app.deps.wallets.outbox(50)).filter(({ topic }) => topic.startsWith("autorecharge."))
async function pay(app: StripeApp, card: Parameters<StripeApp["stripe"]["pay"]>[1] = {}): Promise<void> {
  const { body } = await app.checkout({ amount: "10" })
  app.stripe.pay(app.sessionOf(body.id), card)
  await app.deliver(app.stripe.events.splice(0))
}

describe("turned on before any card was left", () => {
  it("[AUTO-3] it waits for one without a failure, and begins once a checkout kept it", async () => {
    const app = await open()
    expect((await method(app)).body).toBeNull()
    expect((await set(app)).body).toMatchObject({ enabled: true, state: "awaiting_method", reason: null })
    await deliverOutbox(app.deps)
    expect(await automatic(app)).toEqual([])
    await pay(app)
    expect((await method(app)).body).toEqual({ type: "card", brand: "visa", last4: "4242" })
    // 10 is not below 10.
    expect(await state(app)).toMatchObject({ state: "on" })
    await adjust(app, "-1")
    await deliverOutbox(app.deps)
    await app.deliver(app.stripe.events.splice(0))
    expect(await app.balance()).toBe("59")
  })

  it("[AUTO-3] it begins at once when the balance is low by then", async () => {
    const app = await open()
    await set(app, { threshold: "20" })
    await pay(app)
    await deliverOutbox(app.deps)
    await app.deliver(app.stripe.events.splice(0))
    expect(await app.balance()).toBe("60")
  })

  it("[AUTO-3] with a card, and told to begin with the payment, it waits for that", async () => {
    const app = await open()
    await set(app)
    await pay(app)
    await set(app, { enabled: false })
    await adjust(app, "-10")
    expect((await set(app, { startsWith: "payment" })).body).toMatchObject({ state: "awaiting_method" })
    await deliverOutbox(app.deps)
    expect(await automatic(app)).toEqual([])
    await pay(app)
    expect(await state(app)).toMatchObject({ state: "on" })
    // On already, a change does not make it wait.
    expect((await set(app, { startsWith: "payment", threshold: "1" })).body).toMatchObject({ state: "on" })
  })
})

describe("a card", () => {
  it("[AUTO-3] that was removed at Stripe is told of, and waited for without a failure", async () => {
    const app = await open()
    await set(app)
    await pay(app)
    app.stripe.removeMethods()
    await adjust(app, "-1")
    const due = await app.deps.wallets.outbox(50)
    await deliverOutbox(app.deps)
    const [topUp] = await automatic(app)
    expect([topUp?.status, topUp?.failureReason]).toEqual(["failed", "no_saved_method"])
    expect(await state(app)).toMatchObject({ state: "awaiting_method", reason: "no_saved_method" })
    expect(due.map(({ topic }) => topic)).toContain("autorecharge.due")
    const [told] = await waiting(app)
    expect(told).toMatchObject({
      topic: "autorecharge.failed",
      payload: { topUpId: topUp!.id, action: "add_method", failures: 0, nextAttemptAt: null, payUrl: "" },
    })
    await pay(app)
    expect(await state(app)).toMatchObject({ state: "on" })
  })

  it("[AUTO-4] that wants its owner: the customer is told where to pay in person, and can", async () => {
    const app = await open()
    await set(app)
    await pay(app, { card: "authentication_required" })
    await adjust(app, "-1")
    await deliverOutbox(app.deps)
    const [topUp] = await automatic(app)
    const { payload } = (await waiting(app)).find(({ topic }) => topic === "autorecharge.failed")!
    expect(payload).toMatchObject({
      topUpId: topUp!.id,
      amount: "50000000",
      reason: "authentication_required",
      failures: 1,
      failuresLeft: 2,
      nextAttemptAt: app.now + 3_600_000,
      action: "pay",
      isEmergency: false,
      payUrl: expect.stringMatching(/^https:\/\/billing\.example\.com\/pay\/[0-9A-Za-z]{32}$/),
    })
    const page = await app.send("GET", new URL(String(payload["payUrl"])).pathname, { key: "" })
    expect(page.status).toBe(200)
    // Delivered again, nothing is made anew; the address is in no log.
    await deliverOutbox(app.deps)
    expect(app.logged.map(({ facts }) => facts["topic"])).toContain("autorecharge.failed")
    expect(JSON.stringify(app.logged)).not.toContain(String(payload["payUrl"]).split("/").at(-1))
    const links = await app.send("GET", `${app.wallet}/payment-links`, { key: app.tenant.key })
    expect(links.body.data).toMatchObject([{ amount: "50", maxPayments: 1, status: "open" }])
  })

  it("[AUTO-4] that is declined asks for nothing until it is turned off", async () => {
    const app = await open()
    await set(app, { maxFailures: 1 })
    await pay(app, { card: "insufficient_funds" })
    await adjust(app, "-1")
    await deliverOutbox(app.deps)
    expect((await waiting(app)).map(({ topic, payload }) => [topic, payload["action"]])).toEqual([
      ["autorecharge.failed", "pay"],
      ["autorecharge.disabled", "pay"],
    ])
    await set(app, { maxFailures: 2 })
    await deliverOutbox(app.deps)
    await deliverOutbox(app.deps)
    expect(await state(app)).toMatchObject({ state: "paused", reason: "insufficient_funds", maxFailures: 2 })
    const links = await app.send("GET", `${app.wallet}/payment-links`, { key: app.tenant.key })
    expect(links.body.data).toHaveLength(1)
  })
})

it("[AUTO-3] while Stripe does not answer a card is not known, and turning on does not wait for one", async () => {
  const app = await open()
  await set(app)
  await pay(app)
  app.stripe.outage = "unreachable"
  expect((await method(app)).body).toMatchObject({ code: "unavailable" })
  expect((await set(app)).body).toMatchObject({ state: "on" })
})
