import { afterEach, beforeEach, expect, it } from "vitest"
import { NEWS_LOOK_BACK_MS_MAX, sweepNews } from "../sweep-news.ts"
import { sweepUnsettled } from "../sweep-payments.ts"
import { held, openRazorpayApp, type RazorpayApp } from "./testing-razorpay.ts"

const DAY_MS = 86_400_000
const TEN_MINUTES_MS = 600_000

let app: RazorpayApp
let topUpId: string
let paymentId: string

/** A top-up of 100 rupees that was paid; of all that comes after it no webhook tells. */
beforeEach(async () => {
  app = await openRazorpayApp({ isDirect: true })
  ;({ topUpId, paymentId } = await paid())
})
/** Whatever a test did, the books are sound, and hold what Razorpay holds. */
afterEach(async () => {
  const { accounts } = await app.deps.wallets.books(app.tenant.walletId)
  expect(-(accounts.get("operator:processor") ?? 0n)).toBe(held(app))
  expect(await app.close()).toEqual([])
})

async function paid(): Promise<{ readonly topUpId: string; readonly paymentId: string }> {
  const { body } = await app.checkout()
  const payment = app.razorpay.pay(app.linkOf(body.id))
  await app.deliver()
  return { topUpId: body.id, paymentId: payment.id }
}

const asked = (path: string) => app.razorpay.asked.filter((one) => one.path.startsWith(path))

it("[BACK-8, RAZORPAY-12] what was paid back and disputed in the dashboard is found by one question, also after days of silence", async () => {
  await sweepNews(app.deps)
  app.now += 3 * DAY_MS
  app.razorpay.refund(paymentId, 4_000)
  const other = await paid()
  app.razorpay.dispute(other.paymentId)
  app.razorpay.events.length = 0
  app.now += 20 * DAY_MS
  app.razorpay.outage = "unreachable"
  await sweepNews(app.deps)
  app.razorpay.outage = undefined
  await sweepNews(app.deps)
  expect(await app.topUp(topUpId)).toMatchObject({ refunded: "40", refunds: [{ status: "succeeded" }] })
  expect(await app.topUp(other.topUpId)).toMatchObject({
    status: "disputed",
    disputes: [{ state: "opened" }],
  })
  const before = app.razorpay.asked.length
  app.now += TEN_MINUTES_MS
  await sweepNews(app.deps)
  expect(app.razorpay.asked.slice(before).map(({ path }) => path)).toEqual([
    "GET /v1/refunds",
    "GET /v1/disputes",
  ])
})

it("[BACK-8, RAZORPAY-12] looks back four weeks at first, over all pages", async () => {
  app.razorpay.refund(paymentId, 4_000)
  const other = await paid()
  for (let more = 0; more < 99; more++) app.razorpay.refund(other.paymentId, 100)
  app.razorpay.dispute(paymentId)
  app.razorpay.filtersDisputes = false
  app.now += NEWS_LOOK_BACK_MS_MAX - 60_000
  const before = asked("GET /v1/payments/").length
  await sweepNews(app.deps)
  expect(await app.topUp(topUpId)).toMatchObject({ refunded: "40", disputes: [{ state: "opened" }] })
  expect(await app.topUp(other.topUpId)).toMatchObject({ refunded: "99" })
  expect(asked("GET /v1/payments/").length - before).toBe(2)
})

it("[RAZORPAY-12] a refund of the dashboard that takes days is found when it has ended", async () => {
  app.razorpay.refundsAreSlow = true
  const { id } = app.razorpay.refund(paymentId, 4_000)
  for (let day = 0; day < 7; day++) {
    await sweepNews(app.deps)
    app.now += DAY_MS
  }
  expect((await app.topUp(topUpId)).refunded).toBe("0")
  app.razorpay.settleRefund(id, true)
  await sweepNews(app.deps)
  expect((await app.topUp(topUpId)).refunded).toBe("40")
})

it("[RAZORPAY-12] a bank's question that becomes a claim is found, and how it ended", async () => {
  const dispute = app.razorpay.dispute(paymentId, "retrieval")
  for (let day = 0; day < 3; day++) {
    await sweepNews(app.deps)
    app.now += DAY_MS
  }
  // Nothing is deducted for a question.
  expect((await app.topUp(topUpId)).disputes).toEqual([])
  dispute["phase"] = "chargeback"
  await sweepNews(app.deps)
  expect((await app.topUp(topUpId)).status).toBe("disputed")
  app.now += 3 * DAY_MS
  app.razorpay.endDispute(dispute.id, "won")
  await sweepUnsettled(app.deps)
  expect(await app.balance()).toBe("100")
})

it("[RAZORPAY-12] of other payments of the account nothing is taken, and all of them are gone through in the end", async () => {
  const own = { ...app.razorpay.payments.get(paymentId)! }
  const of = { entity: "refund", amount: 100, currency: "INR", notes: [], status: "processed" }
  for (let more = 0; more < 501; more++) {
    app.now += 1_000
    const created_at = Math.floor(app.now / 1000)
    const payment = { ...own, id: `pay_shop${more}`, notes: [], amount: 0 }
    app.razorpay.payments.set(payment.id, payment)
    const refund = { ...of, id: `rfnd_shop${more}`, payment_id: payment.id, created_at }
    app.razorpay.refunds.set(refund.id, { ...refund, amount: 0 })
  }
  app.now += 1_000
  app.razorpay.refund(paymentId, 4_000)
  await sweepNews(app.deps)
  expect((await app.topUp(topUpId)).refunded).toBe("0")
  await sweepNews(app.deps)
  expect((await app.topUp(topUpId)).refunded).toBe("40")
  expect(asked("GET /v1/payments/").length).toBeLessThan(510)
})

it("[RAZORPAY-12] money that was never taken is not given back, and disputes that may not be asked for hold up nothing", async () => {
  app.razorpay.listsDisputes = false
  const payment = app.razorpay.payments.get(paymentId)!
  app.razorpay.refund(paymentId, 4_000)
  payment["captured"] = false
  await sweepNews(app.deps)
  expect((await app.topUp(topUpId)).refunded).toBe("0")
  payment["captured"] = true
  app.razorpay.refund(paymentId, 100)
  await sweepNews(app.deps)
  expect((await app.topUp(topUpId)).refunded).toBe("41")
})
