import fc from "fast-check"
import { expect, it } from "vitest"
import type { Outage } from "../../testing/stripe-server.ts"
import { sweepPayments } from "../sweep-payments.ts"
import { openStripeApp, type StripeApp } from "./testing-stripe.ts"

const AMOUNTS = ["10", "20", "40"]
const HOURS_MS = 3_600_000

/** What may happen, in any order and at once. */
const step = fc.oneof(
  fc.record({
    what: fc.constantFrom("begin", "pay", "paySlowly", "settle", "unsettle", "tryCard"),
    which: fc.nat(2),
  }),
  fc.record({ what: fc.constant("tell"), which: fc.nat(40) }),
  fc.record({ what: fc.constantFrom("sweep", "expire", "later", "outage"), which: fc.nat(2) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const OUTAGES: readonly (Outage | undefined)[] = ["answers_lost", "failing", undefined]

/** @param given - addresses of pages that a customer was given: nobody pays on another */
async function take(app: StripeApp, given: Set<string>, { what, which }: Step): Promise<void> {
  const { stripe } = app
  const session = [...stripe.sessions.values()].find(
    ({ amount_total }) => amount_total === Number(AMOUNTS[which]) * 100,
  )
  const isOpen = session?.["status"] === "open" && given.has(session["url"])
  const isSlow = session?.["status"] === "complete" && session["payment_status"] === "unpaid"
  if (what === "begin") {
    const { status, body } = await app.checkout({ amount: AMOUNTS[which] }, `top-up-${which}`)
    if (status === 201) given.add(body.checkoutUrl)
  }
  if (what === "tell") {
    const event = stripe.events[which]
    if (event !== undefined) await app.deliver([event])
  } else if (what === "sweep") await sweepPayments(app.deps)
  else if (what === "expire") stripe.expire()
  else if (what === "later") app.now += 8 * HOURS_MS
  else if (what === "outage") stripe.outage = OUTAGES[which]
  else if (what === "pay" && isOpen) stripe.pay(session.id)
  else if (what === "paySlowly" && isOpen) stripe.pay(session.id, { isSlow: true })
  else if (what === "tryCard" && isOpen) stripe.tryCard(session.id)
  else if (what === "settle" && isSlow) stripe.settle(session.id, true)
  else if (what === "unsettle" && isSlow) stripe.settle(session.id, false)
}

/** What Stripe has collected, in cents. */
function collected({ stripe }: StripeApp): number {
  const received = [...stripe.intents.values()].map(({ amount_received }) => Number(amount_received))
  return received.reduce((sum, units) => sum + units, 0)
}

it("[STRIPE-5, STRIPE-7, PAY-10] whatever happens in whatever order, what is credited is what Stripe has collected", async () => {
  const waves = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 4, maxLength: 14 })
  await fc.assert(
    fc.asyncProperty(waves, async (all) => {
      const app = await openStripeApp({ isDirect: true })
      const given = new Set<string>()
      try {
        for (const wave of all) {
          await Promise.all(wave.map((each) => take(app, given, each)))
          expect(Number(await app.balance()) * 100).toBeLessThanOrEqual(collected(app))
        }
        app.stripe.outage = undefined
        expect(app.stripe.sessions.size).toBeLessThanOrEqual(AMOUNTS.length)
        await sweepPayments(app.deps)
        await app.deliver()
        expect(Number(await app.balance()) * 100).toBe(collected(app))
      } finally {
        expect(await app.close()).toEqual([])
      }
    }),
    { numRuns: 40 },
  )
})
