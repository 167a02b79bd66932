import { afterEach, describe, expect, it } from "vitest"
import { signWebhook } from "../../testing/razorpay-server.ts"
import type { PaymentProvider, RefundOrder } from "../payment-provider.ts"
import { openRazorpayApp, type RazorpayApp } from "./testing-razorpay.ts"

const opened: RazorpayApp[] = []
afterEach(async () => {
  for (const app of opened.splice(0)) expect(await app.close()).toEqual([])
})

interface Paid {
  readonly app: RazorpayApp
  readonly provider: PaymentProvider
  readonly topUpId: string
  readonly paymentId: string
  readonly refund: RefundOrder
  readonly find: () => ReturnType<PaymentProvider["find"]>
  /** What each of the last events says. */
  readonly told: (count: number) => Promise<readonly unknown[]>
}

/** A top-up of 100 rupees that was paid at Razorpay. */
async function paid(): Promise<Paid> {
  const app = await openRazorpayApp()
  opened.push(app)
  const { body } = await app.checkout()
  const topUpId = body.id as string
  const linkId = app.linkOf(topUpId)
  const { id: paymentId } = app.razorpay.pay(linkId)
  await app.deliver()
  const provider = app.deps.payments!.named("razorpay")!
  const { walletId } = app.tenant
  const ids = { topUpId, walletId, paymentReference: paymentId, providerReference: linkId }
  const refund = {
    ...ids,
    refundId: "ref_acme-money.1",
    amount: 40_000_000n,
    currency: "INR",
    reason: "asked",
  }
  return {
    app,
    provider,
    topUpId,
    paymentId,
    refund,
    find: () => provider.find({ ...ids, id: topUpId, createdAt: app.now }),
    told: (count) =>
      Promise.all(
        app.razorpay.events.slice(-count).map((event) => {
          const text = JSON.stringify(event)
          const headers = new Headers({ "x-razorpay-signature": signWebhook(text) })
          return provider.parseWebhook(headers, new TextEncoder().encode(text))
        }),
      ),
  }
}

const IGNORED = { kind: "refused", code: "ignored" }
const refundsAsked = ({ razorpay }: RazorpayApp) =>
  razorpay.asked.filter(({ path }) => /POST .*\/refund$/.test(path))

describe("a refund", () => {
  it("[RAZORPAY-10] is asked for with our id, and told of when it went", async () => {
    const { paymentId, app, provider, refund, topUpId, find, told } = await paid()
    expect(await provider.refund(refund)).toEqual({ kind: "accepted" })
    const [{ body, headers }] = refundsAsked(app) as [any]
    expect(body).toMatchObject({
      amount: 4_000,
      speed: "normal",
      notes: { tollgate_top_up: topUpId, tollgate_refund: refund.refundId },
    })
    expect(headers.get("x-refund-idempotency")).toMatch(/^tg_[0-9a-f]{32}$/)
    const refunded = {
      kind: "refunded",
      topUpId,
      refundId: refund.refundId,
      providerRefundId: expect.stringMatching(/^rfnd_/),
      refunded: 40_000_000n,
      currency: "INR",
      paymentReference: paymentId,
    }
    expect(await told(2)).toEqual([IGNORED, [refunded]])
    expect(await find()).toEqual([expect.objectContaining({ kind: "paid" }), refunded])
  })

  it.each(["answers_lost", "failing", "too_many", "unreachable"] as const)(
    "[RAZORPAY-10] while Razorpay was %s is made once, however often it is asked for",
    async (outage) => {
      const { app, provider, refund } = await paid()
      app.razorpay.outage = outage
      await expect(provider.refund(refund)).rejects.toThrow()
      app.razorpay.outage = undefined
      await Promise.all([provider.refund(refund), provider.refund(refund)])
      app.razorpay.forgetKeys()
      expect(await provider.refund(refund)).toEqual({ kind: "accepted" })
      expect(app.razorpay.refunds.size).toBe(1)
    },
  )

  it("[RAZORPAY-10] of a payment whose name was not kept is found by its link", async () => {
    const { app, provider, refund, paymentId } = await paid()
    expect(await provider.refund({ ...refund, paymentReference: "" })).toEqual({ kind: "accepted" })
    expect([...app.razorpay.refunds.values()][0]!["payment_id"]).toBe(paymentId)
  })

  it.each([
    ["of more than was paid", 100_010_000n, "greater than amount captured"],
    ["of less than Razorpay pays back", 500_000n, "at least INR 1.00"],
  ])("[RAZORPAY-10] %s is refused in Razorpay's words", async (_, amount, reason) => {
    const { app, provider, refund } = await paid()
    expect(await provider.refund({ ...refund, amount })).toEqual({
      kind: "refused",
      reason: expect.stringContaining(reason),
    })
    expect(app.razorpay.refunds.size).toBe(0)
  })

  it("[RAZORPAY-10] under way says nothing; one that failed says so", async () => {
    const { app, provider, refund, find, told } = await paid()
    app.razorpay.refundsAreSlow = true
    await provider.refund(refund)
    expect(await find()).toMatchObject([{ kind: "paid" }])
    app.razorpay.settleRefund([...app.razorpay.refunds.keys()][0]!, false)
    const failed = { kind: "refund_failed", refundId: refund.refundId, reason: "refund_failed" }
    expect(await told(1)).toMatchObject([[failed]])
    expect(await find()).toMatchObject([{ kind: "paid" }, failed])
  })

  it("[RAZORPAY-10] that was made in the dashboard has no id of ours; all that was given back was paid", async () => {
    const { app, paymentId, find, told } = await paid()
    app.razorpay.refund(paymentId, 10_000)
    expect(await told(1)).toMatchObject([[{ kind: "refunded", refundId: "", refunded: 100_000_000n }]])
    expect(await find()).toMatchObject([{ kind: "paid", paid: 100_000_000n }, { kind: "refunded" }])
  })

  it("[RAZORPAY-10] of money that was never taken is Razorpay's own affair", async () => {
    const { app, told } = await paid()
    const { body } = await app.checkout()
    const late = app.razorpay.pay(app.linkOf(body.id), { isLate: true })
    late["captured"] = true
    app.razorpay.refund(late.id, 10_000)
    for (const event of app.razorpay.events.slice(-2)) event["payload"].payment.entity.captured = false
    expect(await told(2)).toEqual([IGNORED, IGNORED])
  })
})

describe("a dispute", () => {
  it.each(["won", "lost", "closed"] as const)(
    "[RAZORPAY-11] is told when it opens, and when it is %s",
    async (end) => {
      const { app, paymentId, topUpId, find, told } = await paid()
      const { id: disputeId } = app.razorpay.dispute(paymentId)
      const disputed = {
        kind: "disputed",
        topUpId,
        disputeId,
        disputed: 100_000_000n,
        currency: "INR",
        reason: "goods_or_services_not_received_or_partially_received",
        paymentReference: paymentId,
      }
      expect(await told(1)).toEqual([[{ ...disputed, state: "opened" }]])
      expect(await find()).toEqual([expect.anything(), { ...disputed, state: "opened" }])
      app.razorpay.endDispute(disputeId, end)
      const state = end === "closed" ? "won" : end
      expect(await told(1)).toEqual([[{ ...disputed, state }]])
      expect(await find()).toEqual([expect.anything(), { ...disputed, state }])
    },
  )

  it.each(["fraud", "retrieval"])(
    "[RAZORPAY-11] in the phase of %s is a question, and takes nothing",
    async (phase) => {
      const { app, paymentId, find, told } = await paid()
      app.razorpay.dispute(paymentId, phase)
      expect(await told(1)).toEqual([IGNORED])
      expect(await find()).toHaveLength(1)
    },
  )

  it("[RAZORPAY-11] is found among others of the account, and where they may not be asked for nothing is held up", async () => {
    const { app, paymentId, find } = await paid()
    app.razorpay.dispute(paymentId)
    const { body } = await app.checkout()
    const other = app.razorpay.pay(app.linkOf(body.id))
    for (let more = 0; more < 120; more++) app.razorpay.dispute(other.id)
    expect(await find()).toMatchObject([{ kind: "paid" }, { kind: "disputed", state: "opened" }])
    app.razorpay.listsDisputes = false
    expect(await find()).toMatchObject([{ kind: "paid" }])
  })
})

describe("a second payment of a link that was paid", () => {
  it("[BACK-12] is not credited, and what goes back of it takes nothing", async () => {
    const { app, paymentId } = await paid()
    const captured = app.razorpay.events.find((told) => (told as any).event === "payment.captured")
    const second = JSON.parse(JSON.stringify(captured).replaceAll(paymentId, "pay_second"))
    const payment = second.payload.payment
    const of = { payment_id: "pay_second", amount: 10_000, currency: "INR" }
    const refund = { entity: { ...of, id: "rfnd_second", status: "processed", notes: [] } }
    const dispute = { entity: { ...of, id: "disp_second", status: "open", phase: "chargeback" } }
    expect(
      await app.deliver([
        second,
        { event: "refund.processed", payload: { refund, payment } },
        { event: "payment.dispute.created", payload: { dispute, payment } },
      ]),
    ).toEqual([200, 200, 200])
    expect(await app.balance()).toBe("100")
    const errors = app.logged.filter(({ level }) => level === "error")
    expect(errors.map(({ facts }) => [facts["kind"], facts["code"]])).toEqual([
      ["paid", "another_payment"],
      ["refunded", "another_payment"],
      ["disputed", "another_payment"],
    ])
  })

  it("[BACK-12] a refund of no money is none", async () => {
    const { app, paymentId, topUpId } = await paid()
    const captured = app.razorpay.events.find((told) => (told as any).event === "payment.captured") as any
    const entity = { id: "rfnd_0", payment_id: paymentId, amount: 0, currency: "INR", status: "processed" }
    const { payment } = captured.payload
    await app.deliver([{ event: "refund.processed", payload: { refund: { entity }, payment } }])
    expect(await app.topUp(topUpId)).toMatchObject({ status: "succeeded", refunds: [] })
  })
})
