import fc from "fast-check"
import { expect, it } from "vitest"
import type { Outage } from "../../testing/razorpay-server.ts"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import { sweepNews } from "../sweep-news.ts"
import { sweepPayments, sweepUnsettled } from "../sweep-payments.ts"
import { held, openRazorpayApp, type RazorpayApp } from "./testing-razorpay.ts"

const AMOUNTS = ["10", "20", "40"]
/** In paise. */
const AT_DASHBOARD = 200
const HOURS_MS = 3_600_000
/** More than a webhook takes to come again, and than a refund takes to end. */
const ROUNDS_TO_REST = 5

/** What may happen, in any order and at once. */
const step = fc.oneof(
  fc.record({ what: fc.constantFrom("begin", "pay", "payLate", "tryMethod", "cancel"), which: fc.nat(2) }),
  fc.record({ what: fc.constant("tell"), which: fc.nat(60) }),
  fc.record({ what: fc.constantFrom("refund", "atDashboard", "dispute", "win", "lose"), which: fc.nat(2) }),
  fc.record({ what: fc.constantFrom("deliver", "unsettled", "slow", "settle", "fail"), which: fc.nat(2) }),
  fc.record({ what: fc.constantFrom("sweep", "expire", "later", "outage"), which: fc.nat(2) }),
  fc.record({ what: fc.constant("newsLater"), which: fc.nat(2) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const OUTAGES: readonly (Outage | undefined)[] = ["answers_lost", "failing", undefined]

/** @param given - addresses of pages that a customer was given: nobody pays on another */
async function take(app: RazorpayApp, given: Set<string>, { what, which }: Step): Promise<void> {
  const { razorpay } = app
  const link = [...razorpay.links.values()].find(({ amount }) => amount === Number(AMOUNTS[which]) * 100)
  const isOpen = link?.["status"] === "created" && given.has(link["short_url"])
  if (what === "begin") {
    const { status, body } = await app.checkout({ amount: AMOUNTS[which] }, `top-up-${which}`)
    if (status === 201) given.add(body.checkoutUrl)
  }
  if (what === "tell") {
    const event = razorpay.events[which]
    if (event !== undefined) await app.deliver([event])
  } else if (what === "sweep") await sweepPayments(app.deps)
  else if (what === "newsLater") {
    await sweepNews(app.deps)
    app.now += HOURS_MS
  } else if (what === "expire") razorpay.expire()
  else if (what === "later") app.now += 8 * HOURS_MS
  else if (what === "outage") razorpay.outage = OUTAGES[which]
  else if (what === "pay" && isOpen) razorpay.pay(link.id)
  else if (what === "payLate" && isOpen) razorpay.pay(link.id, { isLate: true })
  else if (what === "tryMethod" && isOpen) razorpay.tryMethod(link.id)
  else if (what === "cancel" && isOpen && which === 2) razorpay.cancel(link.id)
  else await takeBack(app, link, { what, which })
}

function settleAll({ razorpay }: RazorpayApp): void {
  for (const { id, status } of razorpay.refunds.values()) {
    if (status === "pending") razorpay.settleRefund(id, true)
  }
}

/** What becomes of a payment that was taken. */
async function takeBack(
  app: RazorpayApp,
  link: { readonly [key: string]: any } | undefined,
  { what, which }: Step,
): Promise<void> {
  const { razorpay } = app
  const payment = [...razorpay.payments.values()].find(
    ({ status, order_id, amount, amount_refunded: back }) =>
      status === "captured" && order_id === link?.["order_id"] && amount - back >= AT_DASHBOARD,
  )
  const dispute = [...razorpay.disputes.values()].filter(({ status }) => status === "open")[which]
  const pending = [...razorpay.refunds.values()].find(({ status }) => status === "pending")
  if (what === "refund" && link !== undefined) {
    await app.send("POST", `/v1/top-ups/${link["notes"].tollgate_top_up}/refund`, {
      body: { amount: "3", reason: "asked" },
    })
  } else if (what === "atDashboard" && payment !== undefined) razorpay.refund(payment.id, AT_DASHBOARD)
  else if (what === "dispute" && payment !== undefined) razorpay.dispute(payment.id)
  else if (what === "win" && dispute !== undefined) razorpay.endDispute(dispute.id, "won")
  else if (what === "lose" && dispute !== undefined) razorpay.endDispute(dispute.id, "lost")
  else if (what === "slow") razorpay.refundsAreSlow = which === 0
  else if (what === "settle" && pending !== undefined) razorpay.settleRefund(pending.id, true)
  else if (what === "fail" && pending !== undefined) razorpay.settleRefund(pending.id, false)
  else if (what === "deliver") await deliverOutbox(app.deps)
  else if (what === "unsettled") await sweepUnsettled(app.deps)
}

it("[RAZORPAY-5, RAZORPAY-7, RAZORPAY-8, RAZORPAY-10, RAZORPAY-11, RAZORPAY-12] whatever happens in whatever order, the ledger's processor account is what Razorpay holds", async () => {
  const waves = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 4, maxLength: 16 })
  await fc.assert(
    // What no webhook ever tells is found by the sweeps alone.
    fc.asyncProperty(waves, fc.boolean(), async (all, areTold) => {
      const app = await openRazorpayApp({ isDirect: true })
      const given = new Set<string>()
      try {
        // Two are paid already: what may become of them takes many steps.
        for (const which of [0, 1]) {
          await take(app, given, { what: "begin", which })
          await take(app, given, { what: "pay", which })
        }
        app.razorpay.refundsAreSlow = !areTold
        const isHeard = ({ what }: Step): boolean => areTold || what !== "tell"
        for (const wave of all) await Promise.all(wave.filter(isHeard).map((each) => take(app, given, each)))
        app.razorpay.outage = undefined
        expect(app.razorpay.links.size).toBeLessThanOrEqual(AMOUNTS.length)
        for (let round = 0; round < ROUNDS_TO_REST; round++) {
          app.now += HOURS_MS
          // They have been asked for by then, and said nothing yet.
          if (round === 2) settleAll(app)
          await deliverOutbox(app.deps)
          await sweepPayments(app.deps)
          await sweepUnsettled(app.deps)
          await sweepNews(app.deps)
          if (areTold) await app.deliver(app.razorpay.events.toReversed())
        }
        const { accounts } = await app.deps.wallets.books(app.tenant.walletId)
        expect(-(accounts.get("operator:processor") ?? 0n)).toBe(held(app))
        const left = [...app.razorpay.orders.values()].filter(({ status }) => status !== "paid")
        const authorized = [...app.razorpay.payments.values()].filter(({ status }) => status === "authorized")
        // Nobody's money is left lying for an order that is not paid.
        expect(authorized.filter((one) => left.some(({ id }) => id === one["order_id"]))).toEqual([])
      } finally {
        expect(await app.close()).toEqual([])
      }
    }),
    { numRuns: 20 },
  )
})
