import fc from "fast-check"
import { expect, it } from "vitest"
import type { Outage } from "../../testing/razorpay-server.ts"
import { sweepPayments } from "../sweep-payments.ts"
import { openRazorpayApp, type RazorpayApp } from "./testing-razorpay.ts"

const AMOUNTS = ["10", "20", "40"]
const HOURS_MS = 3_600_000

/** What may happen, in any order and at once. */
const step = fc.oneof(
  fc.record({ what: fc.constantFrom("begin", "pay", "payLate", "tryMethod", "cancel"), which: fc.nat(2) }),
  fc.record({ what: fc.constant("tell"), which: fc.nat(40) }),
  fc.record({ what: fc.constantFrom("sweep", "expire", "later", "outage"), which: fc.nat(2) }),
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
  else if (what === "expire") razorpay.expire()
  else if (what === "later") app.now += 8 * HOURS_MS
  else if (what === "outage") razorpay.outage = OUTAGES[which]
  else if (what === "pay" && isOpen) razorpay.pay(link.id)
  else if (what === "payLate" && isOpen) razorpay.pay(link.id, { isLate: true })
  else if (what === "tryMethod" && isOpen) razorpay.tryMethod(link.id)
  else if (what === "cancel" && isOpen && which === 2) razorpay.cancel(link.id)
}

/** What Razorpay has collected, in paise. */
function collected({ razorpay }: RazorpayApp): number {
  const captured = [...razorpay.payments.values()].filter(({ status }) => status === "captured")
  return captured.reduce((sum, { amount }) => sum + Number(amount), 0)
}

it("[RAZORPAY-5, RAZORPAY-7, RAZORPAY-8, PAY-10] whatever happens in whatever order, what is credited is what Razorpay has collected", async () => {
  const waves = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 4, maxLength: 14 })
  await fc.assert(
    fc.asyncProperty(waves, async (all) => {
      const app = await openRazorpayApp({ isDirect: true })
      const given = new Set<string>()
      try {
        for (const wave of all) {
          await Promise.all(wave.map((each) => take(app, given, each)))
          expect(Number(await app.balance()) * 100).toBeLessThanOrEqual(collected(app))
        }
        app.razorpay.outage = undefined
        expect(app.razorpay.links.size).toBeLessThanOrEqual(AMOUNTS.length)
        await sweepPayments(app.deps)
        await app.deliver()
        // What was agreed to late is captured by these, and told.
        await app.deliver()
        expect(Number(await app.balance()) * 100).toBe(collected(app))
        const left = [...app.razorpay.orders.values()].filter(({ status }) => status !== "paid")
        const authorized = [...app.razorpay.payments.values()].filter(({ status }) => status === "authorized")
        // Nobody's money is left lying for an order that is not paid.
        expect(authorized.filter((one) => left.some(({ id }) => id === one["order_id"]))).toEqual([])
      } finally {
        expect(await app.close()).toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})
