import { expect, it } from "vitest"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import { fromStripeAmount } from "./stripe-amount.ts"
import type { StripeApp } from "./testing-stripe.ts"

const TRIES = 8

/** Two things at once on one top-up of 100, on any store: one comes first, and the other sees it. */
export function describeRefundRaces(open: () => Promise<StripeApp>): void {
  it("[BACK-6] of many refunds at once as many succeed as there is credit for", () =>
    onPaid(open, async (app, id) => {
      const asked = await Promise.all(Array.from({ length: TRIES }, () => app.refund(id, { amount: "30" })))
      expect(asked.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
        200, 200, 200, 422, 422, 422, 422, 422,
      ])
      expect(await app.balance()).toBe("10")
      await deliverOutbox(app.deps)
      await app.deliver()
      expect(await app.topUp(id)).toMatchObject({ refunded: "90", status: "succeeded" })
    }))

  it("[BACK-6] the same refund many times at once is one", () =>
    onPaid(open, async (app, id) => {
      const ask = () =>
        app.send("POST", `/v1/top-ups/${id}/refund`, {
          body: { reason: "asked", amount: "30" },
          headers: { "idempotency-key": "once" },
        })
      const asked = await Promise.all(Array.from({ length: TRIES }, ask))
      for (const { body } of asked.filter(({ status }) => status === 200))
        expect(body).toEqual((await ask()).body)
      expect((await app.topUp(id)).refunds).toHaveLength(1)
      await Promise.all([1, 2, 3].map(() => deliverOutbox(app.deps)))
      expect([...app.stripe.backs.refunds.values()]).toHaveLength(1)
    }))

  it("[BACK-6] credit is refunded or spent, never both", () =>
    onPaid(open, async (app, id) => {
      const spend = (place: number) =>
        app.send("POST", "/v1/authorizations", {
          body: {
            id: `hld_${place}`,
            walletId: app.tenant.walletId,
            messages: [{ market: "India", category: "marketing", count: 1_000 }],
          },
        })
      const [refunds, holds] = await Promise.all([
        Promise.all([1, 2, 3, 4].map(() => app.refund(id, { amount: "20" }))),
        Promise.all(Array.from({ length: TRIES }, (_, place) => spend(place))),
      ])
      const wallet = (await app.send("GET", app.wallet)).body
      const refunded = 20 * refunds.filter(({ status }) => status === 200).length
      expect(holds.some(({ status }) => status === 201)).toBe(true)
      expect(Number(wallet.balance)).toBe(100 - refunded)
      expect(Number(wallet.available)).toBeGreaterThanOrEqual(0)
      expect([...refunds, ...holds].every(({ status }) => [200, 201, 402, 422].includes(status))).toBe(true)
    }))

  it("[BACK-6] a refund and a dispute at once take the same credit once, or Stripe refuses the refund", () =>
    onPaid(open, async (app, id) => {
      const [intent] = [...app.stripe.intents.keys()]
      const dispute = app.stripe.backs.dispute(intent!, 10_000)
      await Promise.all([app.refund(id), app.deliver()])
      await deliverOutbox(app.deps)
      expect(await app.balance()).toBe("0")
      expect(await app.topUp(id)).toMatchObject({ status: "disputed", refunded: "0" })
      app.stripe.backs.closeDispute(dispute, "won")
      await app.deliver()
      expect(await app.balance()).toBe("100")
    }))

  it("[BACK-6] a refund told by many webhooks and asked for by sweeps at once is taken once", () =>
    onPaid(open, async (app) => {
      const [intent] = [...app.stripe.intents.keys()]
      app.stripe.backs.refundAtDashboard(intent!, 4_000)
      const events = app.stripe.events.slice(-2)
      await Promise.all(Array.from({ length: TRIES }, () => app.deliver(events)))
      expect(await app.balance()).toBe("60")
    }))
}

async function onPaid(
  open: () => Promise<StripeApp>,
  work: (app: StripeApp, topUpId: string) => Promise<void>,
): Promise<void> {
  const app = await open()
  const { body } = await app.checkout()
  app.stripe.pay(app.sessionOf(body.id))
  await app.deliver()
  await work(app, body.id)
  await app.deliver()
  const held = fromStripeAmount(app.stripe.backs.held, "usd")
  expect(-(await app.account("operator:processor"))).toBe(held)
  expect(await app.close()).toEqual([])
}
