import { afterEach, describe, expect, it } from "vitest"
import { signWebhook } from "../../testing/razorpay-server.ts"
import { CHECKOUT_LIFETIME_MS } from "../begin-checkout.ts"
import { sweepPayments } from "../sweep-payments.ts"
import { LINK_MARGIN_MS, referenceOf } from "./razorpay-link.ts"
import { openRazorpayApp, type RazorpayApp } from "./testing-razorpay.ts"

const opened: RazorpayApp[] = []
async function open(options?: Parameters<typeof openRazorpayApp>[0]): Promise<RazorpayApp> {
  const app = await openRazorpayApp(options)
  opened.push(app)
  return app
}
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const app of opened.splice(0)) expect(await app.close()).toEqual([])
})

const PRICED = {
  currencies: {
    INR: {
      minTopUp: "0.5",
      maxTopUp: "100000",
      presets: [],
      fee: { label: "Card fee", percent: "2.9", fixed: "0.3" },
    },
  },
  taxes: [{ country: "IN", label: "GST", percent: "18" }],
}
const POST_LINK = "POST /v1/payment_links"
const asked = (app: RazorpayApp, path: string) => app.razorpay.asked.filter((one) => one.path === path)
const errors = ({ logged }: RazorpayApp) =>
  logged.filter(({ level }) => level === "error").map(({ facts }) => facts)
const named = (app: RazorpayApp, ...names: readonly string[]) =>
  app.razorpay.events.filter((event) => names.includes(event["event"]))

describe("the page", () => {
  it("[RAZORPAY-1, RAZORPAY-3] is a payment link of the total, which says what for, and leads back", async () => {
    const app = await open()
    await app.send("PUT", "/v1/checkout-settings", { body: PRICED })
    const { status, body } = await app.checkout({ returnUrl: "https://acme.example.com/wallet" })
    expect([status, body.total]).toEqual([201, "121.78"])
    const link = app.razorpay.links.get(app.linkOf(body.id))!
    expect(body.checkoutUrl).toBe(link["short_url"])
    expect(asked(app, POST_LINK)[0]!.body).toEqual({
      amount: 12_178,
      currency: "INR",
      accept_partial: false,
      description: "acme: Credits for acme · Credits: 100 INR · Card fee: 3.2 INR · GST 18 %: 18.58 INR",
      reference_id: referenceOf(body.id),
      expire_by: (app.now + CHECKOUT_LIFETIME_MS - LINK_MARGIN_MS) / 1000,
      notify: { sms: false, email: false },
      reminder_enable: false,
      notes: { tollgate_top_up: body.id },
      callback_url: `https://acme.example.com/wallet?tollgate_top_up=${body.id}`,
      callback_method: "get",
    })
    expect(referenceOf(body.id)).toMatch(/^tg_[0-9a-f]{32}$/)
  })

  it("[RAZORPAY-3] leads to our own page where there is no other", async () => {
    const app = await open()
    await app.checkout()
    const [{ body }] = asked(app, POST_LINK) as [any]
    expect(body.callback_url).toBe("http://localhost/checkout/returned")
  })

  it("[RAZORPAY-3] begun again shortly before its end lives as long as Razorpay asks for", async () => {
    const app = await open()
    app.razorpay.outage = "unreachable"
    await app.checkout({}, "once")
    app.razorpay.outage = undefined
    app.now += CHECKOUT_LIFETIME_MS - 60_000
    expect((await app.checkout({}, "once")).status).toBe(201)
  })

  it("[RAZORPAY-1] of a payment link of ours is Razorpay's too", async () => {
    const app = await open()
    const link = await app.send("POST", `${app.wallet}/payment-links`, {
      key: app.tenant.key,
      body: { amount: "100" },
    })
    const paying = await app.send("POST", new URL(link.body.url).pathname, {
      key: "",
      body: "amount=100&total=100",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    expect(paying.status).toBe(303)
    expect(paying.headers.get("location")).toMatch(/^https:\/\/rzp\.io\//)
    const [made] = [...app.razorpay.links.values()]
    expect(made!["callback_url"]).toContain("/pay/")
    app.razorpay.pay(made!.id)
    await app.deliver()
    expect(await app.balance()).toBe("100")
  })

  it.each([
    ["INR", "100.5", 10_050],
    ["USD", "100.5", 10_050],
    ["JPY", "1000", 1_000],
    ["KWD", "100.12", 100_120],
  ])("[RAZORPAY-2] collects %s %s as %i, and credits it", async (currency, amount, units) => {
    const app = await open({ currency })
    const { status, body } = await app.checkout({ amount })
    expect(status).toBe(201)
    const id = app.linkOf(body.id)
    expect(app.razorpay.links.get(id)!["amount"]).toBe(units)
    app.razorpay.pay(id)
    await app.deliver()
    expect(await app.balance()).toBe(amount)
  })

  it.each([
    ["INR", "100.005", "0.01"],
    ["JPY", "1000.5", "1"],
    ["KWD", "100.125", "0.01"],
  ])("[RAZORPAY-2] refuses %s %s before Razorpay is asked", async (currency, amount, smallest) => {
    const app = await open({ currency })
    expect(await app.checkout({ amount })).toMatchObject({
      status: 422,
      body: { code: "unprocessable", smallest },
    })
    expect(app.razorpay.asked).toEqual([])
  })

  it("[RAZORPAY-2] is not there for other currencies than rupees unless they are named, and for none whose unit is not documented", async () => {
    const app = await open()
    const put = (currency: string) =>
      app.send("PUT", "/v1/checkout-settings", {
        body: {
          currencies: {
            [currency]: { ...PRICED.currencies.INR, minTopUp: "10", fee: {}, provider: "razorpay" },
          },
        },
      })
    const { payments } = app.deps
    for (const currency of ["USD", "JPY", "KRW"]) {
      expect(payments!.forOrder({ currency, settings: { currencies: {} } })).toBeUndefined()
    }
    expect((await put("USD")).status).toBe(200)
    expect((await put("KRW")).status).toBe(422)
  })
})

describe("a checkout that is begun again", () => {
  it.each(["unreachable", "failing", "too_many", "answers_lost"] as const)(
    "[RAZORPAY-4] when Razorpay was %s: 503, nothing is lost, and there is one page",
    async (outage) => {
      const app = await open()
      app.razorpay.outage = outage
      const cut = await app.checkout({}, "once")
      expect([cut.status, cut.body.code]).toEqual([503, "unavailable"])
      app.razorpay.outage = undefined
      const made = await app.checkout({}, "once")
      expect(made).toMatchObject({ status: 201, body: { status: "pending" } })
      expect(made.body.checkoutUrl).toBe(app.razorpay.links.get(app.linkOf(made.body.id))!["short_url"])
      expect(JSON.stringify(app.logged)).not.toMatch(/tollgateKeySecret|tollgate-webhook/)
    },
  )

  it("[RAZORPAY-4] many times at once has one page", async () => {
    const app = await open()
    const all = await Promise.all(Array.from({ length: 8 }, () => app.checkout({}, "once")))
    expect(new Set(all.map(({ status, body }) => `${status} ${body.checkoutUrl}`)).size).toBe(1)
    expect(app.razorpay.links.size).toBe(1)
  })

  it.each([true, false])(
    "[RAZORPAY-4] finds its page among others of the account, whether a list takes a reference (%s)",
    async (filtersByReference) => {
      const app = await open({ isDirect: true })
      app.razorpay.filtersByReference = filtersByReference
      app.razorpay.outage = "answers_lost"
      await app.checkout({}, "once")
      const [lost] = [...app.razorpay.links.values()]
      app.razorpay.outage = undefined
      for (let other = 0; other < 120; other++) await app.razorpay.fetch(otherLink(`TS${other}`))
      const made = await app.checkout({}, "once")
      expect(made).toMatchObject({ status: 201, body: { checkoutUrl: lost!["short_url"] } })
    },
  )

  it("[RAZORPAY-4] that was paid before its answer came is found paid", async () => {
    const app = await open()
    app.razorpay.outage = "answers_lost"
    await app.checkout({}, "once")
    app.razorpay.outage = undefined
    app.razorpay.pay([...app.razorpay.links.keys()][0]!)
    expect((await app.checkout({}, "once")).status).toBe(201)
    await sweepPayments(app.deps)
    expect(await app.balance()).toBe("100")
  })

  it("[RAZORPAY-4] is refused in Razorpay's words and in the log while Razorpay does not take it", async () => {
    const app = await open()
    await app.send("PUT", "/v1/checkout-settings", { body: { ...PRICED, taxes: [] } })
    const made = await app.checkout({ amount: "0.5" })
    expect(made).toMatchObject({ status: 422, body: { code: "unprocessable" } })
    expect(made.body.detail).toContain("amount should be minimum 1.00 for INR")
    expect(errors(app)).toMatchObject([{ provider: "razorpay" }])
  })

  it("[RAZORPAY-4] with keys that are not Razorpay's is 503, for it may be put right", async () => {
    const app = await open()
    const { fetch } = app.razorpay
    Object.assign(app.razorpay, {
      fetch: (request: Request) => {
        const headers = new Headers(request.headers)
        headers.set("authorization", "Basic eDp5")
        return fetch(new Request(request, { headers }))
      },
    })
    expect((await app.checkout()).status).toBe(503)
  })
})

describe("what Razorpay says", () => {
  it("[RAZORPAY-5] of a link that was paid is credited once: by any event, twice, late and in any order", async () => {
    const app = await open()
    const { body } = await app.checkout()
    const id = app.linkOf(body.id)
    app.razorpay.tryMethod(id)
    app.razorpay.pay(id)
    const { events } = app.razorpay
    expect(events.map(({ event }: any) => event)).toEqual([
      "payment.failed",
      "payment.authorized",
      "payment.captured",
      "order.paid",
      "payment_link.paid",
    ])
    const taken = [200, 200, 200, 200, 200]
    expect(await app.deliver(events.toReversed())).toEqual(taken)
    expect(await app.balance()).toBe("100")
    expect(await app.deliver(events)).toEqual(taken)
    app.now += 2 * CHECKOUT_LIFETIME_MS
    expect(await app.deliver(events)).toEqual(taken)
    expect(await app.balance()).toBe("100")
    expect((await app.topUp(body.id)).status).toBe("succeeded")
  })

  it.each(["payment.captured", "order.paid", "payment_link.paid", "payment.authorized"])(
    "[RAZORPAY-5] by %s alone is enough",
    async (name) => {
      const app = await open()
      const { body } = await app.checkout()
      app.razorpay.pay(app.linkOf(body.id), { method: "card" })
      expect(await app.deliver(named(app, name))).toEqual([200])
      expect(await app.balance()).toBe("100")
    },
  )

  it("[RAZORPAY-5] at once, many times, is credited once", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.razorpay.pay(app.linkOf(body.id))
    const all = await Promise.all(Array.from({ length: 10 }, () => app.deliver()))
    expect(new Set(all.flat())).toEqual(new Set([200]))
    expect(await app.balance()).toBe("100")
  })

  it("[RAZORPAY-5] what did not go through on the page ends nothing", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.razorpay.tryMethod(app.linkOf(body.id))
    await app.deliver()
    await sweepPayments(app.deps)
    expect((await app.topUp(body.id)).status).toBe("pending")
  })

  it("[RAZORPAY-5] a link that has ended fails its top-up, and what is paid late is still credited", async () => {
    const app = await open()
    const [first, second] = [await app.checkout(), await app.checkout()]
    app.razorpay.cancel(app.linkOf(second.body.id))
    app.now += CHECKOUT_LIFETIME_MS - LINK_MARGIN_MS
    app.razorpay.expire()
    expect(await app.deliver()).toEqual([200, 200])
    const reasons = async () =>
      Promise.all([first, second].map(async ({ body }) => (await app.topUp(body.id)).failureReason))
    expect(await reasons()).toEqual(["expired", "cancelled"])
    app.razorpay.pay(app.linkOf(first.body.id), { isLate: true })
    await app.deliver()
    expect(await app.balance()).toBe("100")
  })

  it("[RAZORPAY-5] with Razorpay's fee on top is credited as it was asked for", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.razorpay.pay(app.linkOf(body.id), { feeBearer: "customer" })
    expect(await app.deliver(named(app, "payment.captured"))).toEqual([200])
    expect(await app.balance()).toBe("0")
    expect(await app.deliver()).toEqual([200, 200, 200, 200])
    expect(await app.balance()).toBe("100")
    expect(errors(app)).toEqual([])
  })

  it("[RAZORPAY-5] of others, and of what is not read, is taken and changes nothing", async () => {
    const app = await open()
    await app.checkout()
    await app.razorpay.fetch(otherLink("TS1989", app.url))
    app.razorpay.pay([...app.razorpay.links.keys()].at(-1)!)
    const unread = [
      "payment_link.partially_paid",
      "payment.pending",
      "settlement.processed",
      "qr_code.credited",
    ]
    const events = [
      ...app.razorpay.events,
      ...unread.map((event) => ({ entity: "event", event, contains: [], payload: {} })),
    ]
    expect(await app.deliver(events)).toEqual(events.map(() => 200))
    expect(await app.balance()).toBe("0")
  })

  it("[RAZORPAY-5] about a top-up of another installation is 404 and credits nobody", async () => {
    const [app, other] = [await open(), await open()]
    await other.send("POST", "/v1/wallets", {
      key: other.tenant.key,
      body: { id: "other-money", customerId: other.tenant.customerId, currency: "INR" },
    })
    const made = await other.send("POST", "/v1/wallets/other-money/top-ups", {
      key: other.tenant.key,
      body: { amount: "100", method: "checkout" },
    })
    other.razorpay.pay(other.linkOf(made.body.id))
    expect(await app.deliver(named(other, "payment_link.paid", "order.paid"))).toEqual([404, 404])
    expect(await app.balance()).toBe("0")
  })

  it.each([
    ["another amount", { amount_paid: 9_999 }],
    ["another currency", { currency: "USD" }],
    ["another unit", { currency: "JPY" }],
  ])("[RAZORPAY-5] of %s is not credited, and is logged", async (_, other) => {
    const app = await open()
    const { body } = await app.checkout()
    app.razorpay.pay(app.linkOf(body.id))
    const [event] = named(app, "payment_link.paid") as [any]
    const payload = { payment_link: { entity: { ...event.payload.payment_link.entity, ...other } } }
    expect(await app.deliver([{ ...event, payload }])).toEqual([200])
    expect(await app.balance()).toBe("0")
    expect(errors(app)).toMatchObject([{ topUpId: body.id, asked: "100" }])
  })
})

describe("a signature", () => {
  const paid = async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.razorpay.pay(app.linkOf(body.id))
    return { app, payload: JSON.stringify(app.razorpay.events.at(-1)) }
  }

  it("[RAZORPAY-6] of another secret, of another body, or none, is 401", async () => {
    const { app, payload } = await paid()
    const good = signWebhook(payload)
    for (const [body, signature] of [
      [payload, signWebhook(payload, "another")],
      [payload.replace("10000", "10001"), good],
      [`${payload} `, good],
      [payload, good.slice(1)],
      [payload, good.toUpperCase()],
      [payload, ""],
      ["", good],
    ] as const) {
      expect((await app.post(body, signature)).status).toBe(401)
    }
    expect(await app.balance()).toBe("0")
    expect((await app.post(payload, good)).status).toBe(200)
    expect(await app.balance()).toBe("100")
  })

  it.each([
    "not json",
    "[]",
    "{}",
    "null",
    '{"event":"payment_link.paid","payload":{}}',
    '{"event":"payment_link.paid","payload":{"payment_link":{"entity":{"id":"plink_1"}}}}',
    '{"event":"order.paid","payload":{"order":{"entity":null}}}',
  ])("[RAZORPAY-6] that is genuine, of %s, is 400", async (payload) => {
    const app = await open()
    expect((await app.post(payload, signWebhook(payload))).status).toBe(400)
  })
})

describe("a sweep", () => {
  it("[RAZORPAY-7] finds what was paid and whose webhook was lost, and what has ended", async () => {
    const app = await open()
    const tops = [await app.checkout(), await app.checkout({ amount: "20" }), await app.checkout()]
    const [paid, cancelled] = tops.map(({ body }) => app.linkOf(body.id)) as [string, string]
    app.razorpay.pay(paid)
    app.razorpay.cancel(cancelled)
    await sweepPayments(app.deps)
    await sweepPayments(app.deps)
    expect(await app.balance()).toBe("100")
    const statuses = async () => Promise.all(tops.map(async ({ body }) => (await app.topUp(body.id)).status))
    expect(await statuses()).toEqual(["succeeded", "failed", "pending"])
    app.now += CHECKOUT_LIFETIME_MS - LINK_MARGIN_MS
    app.razorpay.expire()
    await sweepPayments(app.deps)
    expect(await statuses()).toEqual(["succeeded", "failed", "failed"])
    await app.deliver()
    expect(await app.balance()).toBe("100")
  })

  it.each(["unreachable", "failing", "too_many"] as const)(
    "[RAZORPAY-7] gives up nothing while Razorpay is %s, and finds it later",
    async (outage) => {
      const app = await open()
      const { body } = await app.checkout()
      app.razorpay.pay(app.linkOf(body.id))
      app.razorpay.outage = outage
      app.now += 2 * CHECKOUT_LIFETIME_MS
      await sweepPayments(app.deps)
      expect((await app.topUp(body.id)).status).toBe("pending")
      app.razorpay.outage = undefined
      await sweepPayments(app.deps)
      expect(await app.balance()).toBe("100")
    },
  )

  it("[RAZORPAY-7] of what this account of Razorpay's does not have fails at the end of its time", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.razorpay.links.clear()
    await sweepPayments(app.deps)
    expect((await app.topUp(body.id)).status).toBe("pending")
    app.now += CHECKOUT_LIFETIME_MS
    await sweepPayments(app.deps)
    expect(await app.topUp(body.id)).toMatchObject({ status: "failed", failureReason: "expired" })
  })
})

describe("a payment that a bank agreed to late", () => {
  const late = async () => {
    const app = await open()
    const { body } = await app.checkout()
    const payment = app.razorpay.pay(app.linkOf(body.id), { isLate: true })
    return { app, payment, captures: () => asked(app, `POST /v1/payments/${payment.id}/capture`).length }
  }

  it("[RAZORPAY-8] is captured at its webhook, once, and credited", async () => {
    const { app, payment, captures } = await late()
    expect(await app.deliver(named(app, "payment.authorized"))).toEqual([200])
    expect([payment["status"], await app.balance()]).toEqual(["captured", "100"])
    await app.deliver()
    await sweepPayments(app.deps)
    expect([captures(), await app.balance()]).toEqual([1, "100"])
  })

  it("[RAZORPAY-8] is captured by a sweep when its webhook was lost", async () => {
    const { app, payment } = await late()
    await sweepPayments(app.deps)
    expect([payment["status"], await app.balance()]).toEqual(["captured", "100"])
  })

  it("[RAZORPAY-8] is captured once by webhooks and sweeps at once", async () => {
    const { app } = await late()
    const told = named(app, "payment.authorized")
    await Promise.all([
      app.deliver(told),
      sweepPayments(app.deps),
      app.deliver(told),
      sweepPayments(app.deps),
    ])
    expect(await app.balance()).toBe("100")
  })

  it("[RAZORPAY-6, RAZORPAY-8] is told again when Razorpay does not answer meanwhile", async () => {
    const { app } = await late()
    app.razorpay.outage = "answers_lost"
    const told = named(app, "payment.authorized")
    expect(await app.deliver(told)).toEqual([503])
    app.razorpay.outage = undefined
    expect(await app.deliver(told)).toEqual([200])
    expect(await app.balance()).toBe("100")
  })

  it("[RAZORPAY-8] for what is paid already is left, and goes back to its payer", async () => {
    const { app, payment, captures } = await late()
    const [authorized] = named(app, "payment.authorized")
    app.razorpay.pay(payment["order_id"] === undefined ? "" : [...app.razorpay.links.keys()][0]!)
    expect(await app.deliver([authorized!])).toEqual([200])
    expect([payment["status"], captures(), await app.balance()]).toEqual(["authorized", 1, "0"])
    await app.deliver()
    expect(await app.balance()).toBe("100")
  })
})

describe("auto-recharge", () => {
  it("[RAZORPAY-9] is refused: Razorpay charges no saved means of payment in time", async () => {
    const app = await open()
    const put = await app.send("PUT", `${app.wallet}/auto-recharge`, {
      key: app.tenant.key,
      body: { enabled: true, threshold: "10", amount: "50" },
    })
    expect(put).toMatchObject({ status: 422, body: { code: "unprocessable" } })
    const { body } = await app.send("GET", `${app.wallet}/summary`, { key: app.tenant.key })
    expect(body.checkout).toMatchObject({ provider: "razorpay", canAutoRecharge: false })
  })
})

function otherLink(reference: string, url: string = "http://localhost"): Request {
  return new Request(new URL("/v1/payment_links", url), {
    method: "POST",
    headers: { authorization: `Basic ${btoa("rzp_test_tollgate012345:tollgateKeySecret0123456")}` },
    body: JSON.stringify({ amount: 500, currency: "INR", reference_id: reference }),
  })
}
