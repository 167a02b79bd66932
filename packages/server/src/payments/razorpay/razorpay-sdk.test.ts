import Razorpay from "razorpay"
import { afterEach, describe, expect, it } from "vitest"
import {
  RAZORPAY_KEY_ID,
  RAZORPAY_KEY_SECRET,
  RAZORPAY_WEBHOOK_SECRET,
} from "../../testing/razorpay-server.ts"
import { sweepPayments } from "../sweep-payments.ts"
import { signRazorpay } from "./razorpay-signature.ts"
import { openRazorpayApp, type RazorpayApp } from "./testing-razorpay.ts"

const opened: RazorpayApp[] = []
afterEach(async () => {
  for (const app of opened.splice(0)) expect(await app.close()).toEqual([])
})

/** Razorpay's own SDK on the API of a test: it has no other setting for where that is. */
async function open(): Promise<{ readonly app: RazorpayApp; readonly sdk: any }> {
  const app = await openRazorpayApp()
  opened.push(app)
  const sdk: any = new Razorpay({ key_id: RAZORPAY_KEY_ID, key_secret: RAZORPAY_KEY_SECRET })
  sdk.api.rq.defaults.baseURL = app.url
  return { app, sdk }
}

/** What matters of the requests that came: all but who wrote them. */
const requests = ({ razorpay }: RazorpayApp) =>
  razorpay.asked.splice(0).map(({ path, query, headers, body }) => ({
    path,
    query,
    body,
    authorization: headers.get("authorization"),
    type: body === undefined ? null : headers.get("content-type")?.split(";")[0],
  }))

describe("Razorpay's own SDK", () => {
  it("[RAZORPAY-1, RAZORPAY-7, RAZORPAY-8] asks for the same as our client does", async () => {
    const { app, sdk } = await open()
    const { body } = await app.checkout()
    const [made] = requests(app)
    const id = app.linkOf(body.id)
    app.razorpay.links.clear()
    const link = await sdk.paymentLink.create(made!.body)
    expect(link.reference_id).toBe(made!.body.reference_id)
    expect(requests(app)).toEqual([made])

    app.razorpay.links.clear()
    app.razorpay.links.set(id, Object.assign(link, { id }))
    const payment = app.razorpay.pay(id, { isLate: true })
    const order = payment["order_id"] as string
    await sweepPayments(app.deps)
    const swept = requests(app).filter(({ path }) => path !== "GET /v1/disputes")
    payment["status"] = "authorized"
    app.razorpay.orders.get(order)!["status"] = "attempted"
    await sdk.paymentLink.fetch(id)
    await sdk.orders.fetchPayments(order)
    await sdk.payments.fetch(payment.id)
    await sdk.payments.capture(payment.id, 10_000, "INR")
    await sdk.payments.fetchMultipleRefund(payment.id, { count: "100" })
    expect(requests(app)).toEqual(swept)
    expect(await app.balance()).toBe("100")
  })

  it("[RAZORPAY-4] is answered a duplicate as ours is", async () => {
    const { sdk } = await open()
    const link = { amount: 500, currency: "INR", reference_id: "TS1989" }
    await sdk.paymentLink.create(link)
    await expect(sdk.paymentLink.create(link)).rejects.toMatchObject({
      statusCode: 400,
      error: { code: "BAD_REQUEST_ERROR", description: expect.stringContaining("already exists") },
    })
    const { payment_links } = await sdk.paymentLink.all({ reference_id: "TS1989" })
    expect(payment_links).toHaveLength(1)
  })

  it.each(['{"event":"order.paid"}', '{"event":"भुगतान · 💳"}', ""])(
    "[RAZORPAY-6] takes our signature of %s, and of nothing else",
    (body) => {
      const bytes = new TextEncoder().encode(body)
      const signature = signRazorpay(RAZORPAY_WEBHOOK_SECRET, bytes)
      const check = Razorpay.validateWebhookSignature
      expect(check(body, signature, RAZORPAY_WEBHOOK_SECRET)).toBe(true)
      expect(check(`${body} `, signature, RAZORPAY_WEBHOOK_SECRET)).toBe(false)
      expect(check(body, signature, "another")).toBe(false)
    },
  )
})
