import { afterEach, expect, it } from "vitest"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import { openRazorpayApp, type RazorpayApp } from "./testing-razorpay.ts"

const opened: RazorpayApp[] = []
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const app of opened.splice(0)) expect(await app.close()).toEqual([])
})

/** A top-up of 100 rupees that was paid at Razorpay. */
async function paid(): Promise<{
  readonly app: RazorpayApp
  readonly topUpId: string
  readonly paymentId: string
}> {
  const app = await openRazorpayApp()
  opened.push(app)
  const { body } = await app.checkout()
  const { id: paymentId } = app.razorpay.pay(app.linkOf(body.id))
  await app.deliver()
  return { app, topUpId: body.id, paymentId }
}

it("[RAZORPAY-10] what is paid back here is paid back at Razorpay, once, however often it is told", async () => {
  const { app, topUpId } = await paid()
  const asked = await app.send("POST", `/v1/top-ups/${topUpId}/refund`, {
    body: { amount: "40", reason: "asked" },
  })
  expect(asked.status).toBe(200)
  app.razorpay.outage = "answers_lost"
  await deliverOutbox(app.deps)
  app.razorpay.outage = undefined
  app.now += 3_600_000
  await deliverOutbox(app.deps)
  const [refund, ...others] = [...app.razorpay.refunds.values()]
  expect([refund!["amount"], others]).toEqual([4_000, []])
  await app.deliver()
  await app.deliver(app.razorpay.events.toReversed())
  expect(await app.balance()).toBe("60")
  expect((await app.topUp(topUpId)).refunds).toMatchObject([{ status: "succeeded", amount: "40" }])
})

it("[RAZORPAY-10] what is paid back in the dashboard is taken over", async () => {
  const { app, topUpId, paymentId } = await paid()
  app.razorpay.refund(paymentId, 10_000)
  await app.deliver()
  await app.deliver()
  expect(await app.balance()).toBe("0")
  expect((await app.topUp(topUpId)).status).toBe("refunded")
})

it("[RAZORPAY-11] a dispute holds its amount until it is won", async () => {
  const { app, topUpId, paymentId } = await paid()
  const { id } = app.razorpay.dispute(paymentId)
  await app.deliver()
  expect((await app.topUp(topUpId)).status).toBe("disputed")
  expect(await app.balance()).toBe("0")
  app.razorpay.endDispute(id, "won")
  await app.deliver()
  expect(await app.balance()).toBe("100")
})
