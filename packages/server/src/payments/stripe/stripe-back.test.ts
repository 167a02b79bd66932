import { afterEach, describe, expect, it } from "vitest"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import type { Answered } from "../../testing/test-app.ts"
import { NEWS_LOOK_BACK_MS_MAX, sweepNews } from "../sweep-news.ts"
import { sweepUnsettled } from "../sweep-payments.ts"
import { openStripeApp, type StripeApp } from "./testing-stripe.ts"

const DAY_MS = 86_400_000

let app: StripeApp
let topUp: Answered["body"]
/** The PaymentIntent of the top-up. */
let intent: string

/** A top-up of 100 that was paid at Stripe. */
async function open(given: Parameters<typeof openStripeApp>[0] = { isDirect: true }): Promise<void> {
  app = await openStripeApp(given)
  topUp = (await app.checkout()).body
  app.stripe.pay(app.sessionOf(topUp.id))
  await app.deliver()
  intent = [...app.stripe.intents.keys()][0]!
}
afterEach(async () => {
  app.stripe.outage = undefined
  expect(await app.close()).toEqual([])
})

const latest = () => app.topUp(topUp.id)
const deliverNew = async (work: () => unknown): Promise<readonly number[]> => {
  const before = app.stripe.events.length
  await work()
  return app.deliver(app.stripe.events.slice(before))
}
const asked = (path: string) => app.stripe.asked.filter((one) => one.path === path)

describe("a refund that is asked for here", () => {
  it("[BACK-1, BACK-2, STRIPE-10] is asked of Stripe out of the outbox, and ends by its webhook", async () => {
    await open()
    const { status, body } = await app.refund(topUp.id, { amount: "40" })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: "succeeded",
      refunded: "0",
      refunds: [{ status: "pending", origin: "operator", amount: "40", total: "40", failureReason: null }],
    })
    expect(await app.balance()).toBe("60")
    await deliverNew(() => deliverOutbox(app.deps))
    const [{ key, params }] = asked("POST /v1/refunds") as [any]
    expect(key).toBe(`${body.refunds[0].id}:refund`)
    expect(params).toEqual({
      payment_intent: intent,
      amount: "4000",
      reason: "requested_by_customer",
      metadata: { tollgate_top_up: topUp.id, tollgate_refund: body.refunds[0].id },
    })
    expect(await latest()).toMatchObject({
      status: "succeeded",
      refunded: "40",
      refunds: [{ status: "succeeded", providerRefundId: expect.stringMatching(/^re_/) }],
    })
    await app.refund(topUp.id)
    await deliverNew(() => deliverOutbox(app.deps))
    expect(await latest()).toMatchObject({ status: "refunded", refunded: "100" })
  })

  it("[BACK-2, STRIPE-10] is made once, though the answer is lost, the process ends and keys are forgotten", async () => {
    await open()
    await app.refund(topUp.id, { amount: "40" })
    app.stripe.outage = "answers_lost"
    expect(await deliverOutbox(app.deps)).toMatchObject({ staying: 1 })
    app.stripe.outage = "failing"
    expect(await deliverOutbox(app.deps)).toMatchObject({ staying: 1 })
    app.now += 2 * DAY_MS
    app.stripe.outage = undefined
    expect(await deliverOutbox(app.deps)).toMatchObject({ staying: 0 })
    expect(app.stripe.backs.refunds.size).toBe(1)
    await app.deliver()
    expect(await latest()).toMatchObject({ refunded: "40" })
  })

  it("[BACK-3] that Stripe does not take is put back, and says why", async () => {
    await open()
    await app.refund(topUp.id)
    app.stripe.backs.dispute(intent, 10_000)
    await deliverOutbox(app.deps)
    expect(await latest()).toMatchObject({
      status: "succeeded",
      refunded: "0",
      refunds: [{ status: "failed", failureReason: "charge_disputed", providerRefundId: null }],
    })
    expect(await app.balance()).toBe("100")
    await app.deliver()
    expect(await app.balance()).toBe("0")
  })

  it("[BACK-3] whose provider is no longer there is put back", async () => {
    await open()
    await app.refund(topUp.id)
    const { payments: _payments, ...deps } = app.deps
    await deliverOutbox(deps)
    expect(await latest()).toMatchObject({ refunds: [{ failureReason: "no_payment_provider" }] })
    expect(await app.balance()).toBe("100")
  })

  it.each([true, false])("[STRIPE-10] that takes days ends as Stripe says: paid %s", async (isPaid) => {
    await open()
    app.stripe.backs.isSlow = true
    await app.refund(topUp.id)
    await deliverNew(() => deliverOutbox(app.deps))
    expect(await latest()).toMatchObject({ refunds: [{ status: "pending" }] })
    const [refund] = [...app.stripe.backs.refunds.keys()]
    await deliverNew(() => app.stripe.backs.settleRefund(refund!, isPaid))
    expect(await latest()).toMatchObject(
      isPaid
        ? { status: "refunded", refunds: [{ status: "succeeded" }] }
        : { status: "succeeded", refunds: [{ status: "failed", failureReason: "lost_or_stolen_card" }] },
    )
    expect(await app.balance()).toBe(isPaid ? "0" : "100")
  })

  it("[STRIPE-10] finds the payment of a top-up of before its name was kept", async () => {
    await open()
    await app.refund(topUp.id)
    const wallets = {
      ...app.deps.wallets,
      topUp: async (walletId: string, id: string) => {
        const found = await app.deps.wallets.topUp(walletId, id)
        return found && { ...found, paymentReference: "" }
      },
    }
    await deliverNew(() => deliverOutbox({ ...app.deps, wallets }))
    expect(await latest()).toMatchObject({ status: "refunded" })
  })

  it("[BACK-1] of what cannot be paid is refused, as is what is not there", async () => {
    await open()
    expect((await app.refund(topUp.id, { amount: "0.001" })).body).toMatchObject({ code: "unprocessable" })
    const spent = { amount: "-70", reason: "spent" }
    await app.send("POST", `${app.wallet}/adjustments`, { body: spent })
    const refused = await app.refund(topUp.id, { amount: "30.01" })
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({
      code: "not_refundable",
      refundable: "30",
      spent: "70",
      held: "0",
      disputed: "0",
      detail: "Of this top-up 30 can be refunded; 70 is spent.",
    })
    expect((await app.refund("top_acme-money.none")).status).toBe(404)
    const asPartner = await app.send("POST", `/v1/top-ups/${topUp.id}/refund`, {
      key: app.tenant.key,
      body: { reason: "x" },
    })
    expect(asPartner.status).toBe(403)
  })

  it("[BACK-1] gives the fee back where the settings or the request say so", async () => {
    app = await openStripeApp({ isDirect: true })
    const currencies = {
      USD: { minTopUp: "10", maxTopUp: "1000", presets: [], fee: { percent: "2", fixed: "0" } },
    }
    const taxes = [{ country: "IN", label: "GST", percent: "18" }]
    const settings = (refundsFee: boolean) =>
      app.send("PUT", "/v1/checkout-settings", { body: { currencies, taxes, refundsFee } })
    await settings(true)
    topUp = (await app.checkout()).body
    app.stripe.pay(app.sessionOf(topUp.id))
    await app.deliver()
    expect((await app.refund(topUp.id, { amount: "10", refundsFee: false })).body.refunds).toMatchObject([
      { amount: "10", fee: "0", tax: "1.8", total: "11.8" },
    ])
    expect((await app.refund(topUp.id, { amount: "10" })).body.refunds).toMatchObject([
      {},
      { amount: "10", fee: "0.4", tax: "1.87", total: "12.27" },
    ])
    await settings(false)
    const { body } = await app.refund(topUp.id, { refundsFee: true })
    expect(body.refunds[2]).toMatchObject({ amount: "80", fee: "1.6", tax: "14.69" })
    await deliverOutbox(app.deps)
    await app.deliver()
    expect(await latest()).toMatchObject({ status: "refunded" })
    expect(await app.account("operator:processor")).toBe(0n)
  })
})

describe("what happens at Stripe", () => {
  it("[BACK-4, STRIPE-10] is taken over: a refund at the dashboard, in full", async () => {
    await open()
    await app.send("POST", `${app.wallet}/adjustments`, { body: { amount: "-90", reason: "spent" } })
    await deliverNew(() => app.stripe.backs.refundAtDashboard(intent, 4_000))
    expect(await latest()).toMatchObject({
      refunded: "40",
      refunds: [{ origin: "provider", status: "succeeded", amount: "40" }],
    })
    expect(await app.balance()).toBe("-30")
    await app.deliver()
    expect(await app.balance()).toBe("-30")
  })

  it("[STRIPE-10] by charge.refunded alone, which does not say how much", async () => {
    await open()
    app.stripe.backs.refundAtDashboard(intent, 4_000)
    const told = app.stripe.events.find(({ type }) => type === "charge.refunded")!
    expect(await app.deliver([told])).toEqual([200])
    expect(await latest()).toMatchObject({ refunded: "40" })
  })

  it("[STRIPE-10] as a refund that comes back after it had succeeded", async () => {
    await open()
    const refund = app.stripe.backs.refundAtDashboard(intent, 4_000)
    await app.deliver()
    await deliverNew(() => app.stripe.backs.failRefund(refund))
    expect(await latest()).toMatchObject({ refunded: "0", refunds: [{ status: "failed" }] })
    expect(await app.balance()).toBe("100")
  })

  it("[BACK-5, STRIPE-11] as a dispute, which suspends the wallet where that is wanted", async () => {
    await open()
    await app.send("PUT", "/v1/checkout-settings", { body: { disputes: { suspendWallet: true } } })
    let dispute = ""
    await deliverNew(() => (dispute = app.stripe.backs.dispute(intent, 10_000)))
    expect(await latest()).toMatchObject({
      status: "disputed",
      disputes: [{ id: dispute, state: "opened", amount: "100", reason: "fraudulent" }],
    })
    const wallet = async () => (await app.send("GET", app.wallet)).body
    expect(await wallet()).toMatchObject({ status: "suspended", balance: "0" })
    expect((await app.checkout()).body).toMatchObject({ code: "wallet_not_active" })
    await deliverNew(() => app.stripe.backs.closeDispute(dispute, "won"))
    expect(await latest()).toMatchObject({ status: "succeeded", disputes: [{ state: "won" }] })
    expect(await wallet()).toMatchObject({ status: "active", balance: "100" })
  })

  it("[BACK-5, STRIPE-11] as an inquiry, which takes no money until it is more", async () => {
    await open()
    let dispute = ""
    await deliverNew(() => (dispute = app.stripe.backs.dispute(intent, 10_000, true)))
    expect(await latest()).toMatchObject({ status: "succeeded", disputes: [] })
    await deliverNew(() => app.stripe.backs.escalate(dispute))
    expect((await app.send("GET", app.wallet)).body).toMatchObject({ status: "active", balance: "0" })
    await deliverNew(() => app.stripe.backs.closeDispute(dispute, "lost"))
    expect(await latest()).toMatchObject({ status: "disputed", disputes: [{ state: "lost" }] })
  })

  it("[BACK-4] in another order than it happened: refunded, disputed, then paid", async () => {
    app = await openStripeApp({ isDirect: true })
    topUp = (await app.checkout()).body
    app.stripe.pay(app.sessionOf(topUp.id))
    intent = [...app.stripe.intents.keys()][0]!
    app.stripe.backs.refundAtDashboard(intent, 3_000)
    app.stripe.backs.dispute(intent, 7_000)
    const [first, ...others] = [...app.stripe.events.toReversed()]
    await app.deliver([first!])
    expect(await latest()).toMatchObject({ status: "pending", refunded: "0" })
    await app.deliver(others)
    expect(await latest()).toMatchObject({ status: "disputed", refunded: "30" })
    expect(await app.balance()).toBe("0")
  })

  it("[BACK-4] to a top-up that had been given up", async () => {
    app = await openStripeApp({ isDirect: true })
    topUp = (await app.checkout()).body
    app.stripe.pay(app.sessionOf(topUp.id), { isSlow: true })
    const fail = { kind: "failed", topUpId: topUp.id, reason: "expired" } as const
    const { applyPaymentEvent } = await import("../apply-payment-event.ts")
    await applyPaymentEvent(app.deps, "stripe", fail)
    app.stripe.settle(app.sessionOf(topUp.id), true)
    intent = [...app.stripe.intents.keys()][0]!
    app.stripe.backs.refundAtDashboard(intent, 10_000)
    await app.deliver(app.stripe.events.toReversed())
    expect(await latest()).toMatchObject({ status: "refunded", refunded: "100" })
    expect(await app.balance()).toBe("0")
  })

  it("[BACK-4] in another currency, or to more than was paid, is in the log, and taken", async () => {
    await open()
    const refund = { id: "re_x", object: "refund", status: "succeeded", payment_intent: intent, metadata: {} }
    const told = (facts: object) => ({
      id: "evt_x",
      object: "event",
      type: "refund.created",
      data: { object: { ...refund, ...facts } },
    })
    expect(await app.deliver([told({ amount: 4_000, currency: "eur" })])).toEqual([200])
    expect(app.logged.at(-2)).toMatchObject({ level: "error", facts: { code: "currency_mismatch" } })
    expect(await app.deliver([told({ amount: 10_001, currency: "usd" })])).toEqual([200])
    expect(app.logged.at(-2)).toMatchObject({
      level: "error",
      facts: { code: "refund_exceeds_paid", told: "100.01", asked: "100" },
    })
    expect(await app.balance()).toBe("100")
  })

  it("[BACK-9] is told again when Stripe does not say of which top-up it is", async () => {
    await open()
    app.stripe.backs.refundAtDashboard(intent, 4_000)
    const events = app.stripe.events.slice(-2)
    app.stripe.outage = "unreachable"
    expect(await app.deliver(events)).toEqual([503, 503])
    app.stripe.outage = undefined
    expect(await app.deliver(events)).toEqual([200, 200])
    expect(await app.balance()).toBe("60")
  })

  it("[STRIPE-10, STRIPE-11] to payments of others is taken and changes nothing", async () => {
    await open()
    const object = { id: "x", amount: 1, currency: "usd", reason: "fraudulent", metadata: {} }
    const others = [
      ["refund.created", { ...object, status: "succeeded", payment_intent: "pi_of_others" }],
      ["refund.created", { ...object, status: "succeeded", payment_intent: null }],
      ["charge.dispute.created", { ...object, status: "needs_response", payment_intent: "pi_of_others" }],
      ["charge.dispute.created", { ...object, status: "prevented", payment_intent: intent }],
      ["charge.refunded", { payment_intent: null }],
    ] as const
    const events = others.map(([type, data]) => ({ object: "event", type, data: { object: data } }))
    expect(await app.deliver(events)).toEqual(events.map(() => 200))
    const malformed = ["refund.created", "charge.dispute.closed", "charge.refunded"].map((type) => ({
      object: "event",
      type,
      data: { object: {} },
    }))
    expect(await app.deliver(malformed)).toEqual([400, 400, 400])
    expect(await app.balance()).toBe("100")
  })
})

describe("what no webhook told", () => {
  it("[BACK-7, STRIPE-12] of a pending refund and an open dispute is found by asking about them alone", async () => {
    await open()
    await app.refund(topUp.id, { amount: "40" })
    await deliverOutbox(app.deps)
    const before = app.stripe.asked.length
    await sweepUnsettled(app.deps)
    expect(await latest()).toMatchObject({ refunded: "40", refunds: [{ status: "succeeded" }] })
    expect(app.stripe.asked.slice(before).map(({ path }) => path)).toEqual([
      "GET /v1/refunds",
      "GET /v1/disputes",
    ])
    const dispute = app.stripe.backs.dispute(intent, 5_000)
    await app.deliver(app.stripe.events.slice(-2))
    app.stripe.backs.closeDispute(dispute, "won")
    await sweepUnsettled(app.deps)
    expect(await latest()).toMatchObject({ disputes: [{ state: "won" }] })
    const rested = app.stripe.asked.length
    await sweepUnsettled(app.deps)
    expect(app.stripe.asked).toHaveLength(rested)
  })

  it("[BACK-7] of one that cannot be asked about holds up no other", async () => {
    await open()
    await app.refund(topUp.id)
    await deliverOutbox(app.deps)
    app.stripe.outage = "unreachable"
    await sweepUnsettled(app.deps)
    expect(app.logged.at(-1)).toMatchObject({ level: "error", facts: { topUpId: topUp.id } })
    app.stripe.outage = undefined
    await sweepUnsettled(app.deps)
    expect(await latest()).toMatchObject({ status: "refunded" })
  })

  it("[BACK-8, STRIPE-13] of all top-ups is found by one question, also after days of silence", async () => {
    await open()
    await sweepNews(app.deps)
    app.now += 3 * DAY_MS
    app.stripe.backs.refundAtDashboard(intent, 4_000)
    app.stripe.backs.dispute(intent, 6_000)
    app.now += 20 * DAY_MS
    app.stripe.outage = "unreachable"
    await sweepNews(app.deps)
    app.stripe.outage = undefined
    await sweepNews(app.deps)
    expect(await latest()).toMatchObject({ refunded: "40", disputes: [{ state: "opened", amount: "60" }] })
    const before = asked("GET /v1/events").length
    await sweepNews(app.deps)
    expect(asked("GET /v1/events").length - before).toBe(1)
  })

  it("[BACK-8] looks back as far as Stripe remembers, at first", async () => {
    await open()
    app.stripe.backs.refundAtDashboard(intent, 4_000)
    app.now += NEWS_LOOK_BACK_MS_MAX - 60_000
    await sweepNews(app.deps)
    expect(await latest()).toMatchObject({ refunded: "40" })
  })

  it("[BACK-8] is asked for again when some of it could not be taken over", async () => {
    await open()
    app.stripe.backs.refundAtDashboard(intent, 4_000)
    await sweepNews(app.deps, async () => {
      throw new Error("the store is away")
    })
    expect(await latest()).toMatchObject({ refunded: "0" })
    await sweepNews(app.deps)
    expect(await latest()).toMatchObject({ refunded: "40" })
  })
})
