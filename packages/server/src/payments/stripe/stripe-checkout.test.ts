import { afterEach, describe, expect, it } from "vitest"
import { signStripe } from "../../testing/stripe-server.ts"
import { sweepPayments } from "../sweep-payments.ts"
import { CHECKOUT_LIFETIME_MS } from "../begin-checkout.ts"
import { SIGNATURE_AGE_SECONDS_MAX } from "./stripe-provider.ts"
import { SESSION_MARGIN_MS } from "./stripe-session.ts"
import { openStripeApp, type StripeApp } from "./testing-stripe.ts"

const opened: StripeApp[] = []
async function open(options?: Parameters<typeof openStripeApp>[0]): Promise<StripeApp> {
  const app = await openStripeApp(options)
  opened.push(app)
  return app
}
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const app of opened.splice(0)) expect(await app.close()).toEqual([])
})

const PRICED = {
  currencies: {
    USD: {
      minTopUp: "1",
      maxTopUp: "10000",
      presets: [],
      fee: { label: "Card fee", percent: "2.9", fixed: "0.3" },
    },
  },
  taxes: [{ country: "IN", label: "GST", percent: "18" }],
}

const asked = (app: StripeApp, path: string) => app.stripe.asked.filter((one) => one.path === path)
const errors = ({ logged }: StripeApp) =>
  logged.filter(({ level }) => level === "error").map(({ facts }) => facts)
const POST_SESSION = "POST /v1/checkout/sessions"

describe("the page", () => {
  it("[STRIPE-1] has a line for credits, fee and each tax, and their sum is the top-up's total", async () => {
    const app = await open()
    await app.send("PUT", "/v1/checkout-settings", { body: PRICED })
    const { status, body } = await app.checkout({ returnUrl: "https://acme.example.com/wallet" })
    expect([status, body.total]).toEqual([201, "121.78"])
    const session = app.stripe.sessions.get(app.sessionOf(body.id))!
    expect(body.checkoutUrl).toBe(session["url"])
    expect(session["amount_total"]).toBe(12_178)
    expect(
      session["lines"].map(({ quantity, price_data }: any) => [
        quantity,
        price_data.currency,
        price_data.unit_amount,
        price_data.product_data,
      ]),
    ).toEqual([
      ["1", "usd", "10000", { name: "Credits", description: "acme: Credits for acme" }],
      ["1", "usd", "320", { name: "Card fee" }],
      ["1", "usd", "1858", { name: "GST 18 %" }],
    ])
    const [{ params }] = asked(app, POST_SESSION) as [any]
    const metadata = { tollgate_top_up: body.id, tollgate_kind: "checkout" }
    expect(params).toMatchObject({
      mode: "payment",
      client_reference_id: body.id,
      metadata,
      payment_intent_data: { metadata, description: "acme: Credits for acme" },
      adaptive_pricing: { enabled: "false" },
      success_url: `https://acme.example.com/wallet?tollgate_top_up=${body.id}`,
      cancel_url: `https://acme.example.com/wallet?tollgate_top_up=${body.id}`,
    })
    expect(params.payment_intent_data).not.toHaveProperty("setup_future_usage")
    expect(Number(params.expires_at) * 1000).toBe(app.now + CHECKOUT_LIFETIME_MS - SESSION_MARGIN_MS)
    expect(asked(app, POST_SESSION)[0]!.key).toBe(`${body.id}:checkout`)
  })

  it("[STRIPE-3] is in the customer's language, and leads back to our own page where there is no other", async () => {
    const app = await open()
    const { key } = app.tenant
    await app.send("PATCH", `/v1/customers/${app.tenant.customerId}`, { key, body: { locale: "pt-BR" } })
    await app.checkout()
    const [{ params }] = asked(app, POST_SESSION) as [any]
    expect(params.locale).toBe("pt-BR")
    expect(params.line_items[0].price_data.product_data.name).toBe("Créditos")
    expect(params.success_url).toBe("http://localhost/checkout/returned")
    expect(params).not.toHaveProperty("cancel_url")
    const page = await app.send("GET", new URL(params.success_url).pathname, {
      key: "",
      headers: { "accept-language": "es" },
    })
    expect(page.status).toBe(200)
    expect(page.body).toContain('lang="es"')
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'")
  })

  it.each([
    ["JPY", "1000", 1_000],
    ["KWD", "100.12", 100_120],
    ["ISK", "1000", 100_000],
    ["UGX", "1000", 100_000],
    ["MGA", "1000", 1_000],
    ["INR", "100.5", 10_050],
  ])("[STRIPE-2] collects %s %s as %i, and credits it", async (currency, amount, units) => {
    const app = await open({ currency })
    const { status, body } = await app.checkout({ amount })
    expect(status).toBe(201)
    const id = app.sessionOf(body.id)
    expect(app.stripe.sessions.get(id)!["amount_total"]).toBe(units)
    app.stripe.pay(id)
    await app.deliver()
    expect(await app.balance()).toBe(amount)
  })

  it.each([
    ["JPY", "1000.5", "1"],
    ["KWD", "100.125", "0.01"],
    ["ISK", "1000.5", "1"],
    ["UGX", "1000.5", "1"],
    ["MGA", "1000.5", "1"],
    ["INR", "100.005", "0.01"],
  ])("[STRIPE-2] refuses %s %s before Stripe is asked", async (currency, amount, smallest) => {
    const app = await open({ currency })
    expect(await app.checkout({ amount })).toMatchObject({
      status: 422,
      body: { code: "unprocessable", smallest },
    })
    const preview = await app.send("POST", `${app.wallet}/top-ups/preview`, { body: { amount } })
    expect(preview).toMatchObject({ status: 422, body: { smallest } })
    expect(app.stripe.asked).toEqual([])
  })

  it("[STRIPE-2] rounds fee and tax to what Stripe collects", async () => {
    const app = await open({ currency: "KWD" })
    const { USD } = PRICED.currencies
    await app.send("PUT", "/v1/checkout-settings", { body: { ...PRICED, currencies: { KWD: USD } } })
    const { status, body } = await app.checkout({ amount: "10.33" })
    expect([status, body.fee, body.tax]).toEqual([201, "0.6", "1.97"])
  })
})

describe("a checkout that is begun again", () => {
  it.each(["unreachable", "failing", "answers_lost"] as const)(
    "[STRIPE-4] when Stripe was %s: 503, nothing is lost, and there is one page",
    async (outage) => {
      const app = await open()
      app.stripe.outage = outage
      const cut = await app.checkout({}, "once")
      expect([cut.status, cut.body.code]).toEqual([503, "unavailable"])
      app.stripe.outage = undefined
      const made = await app.checkout({}, "once")
      expect(made).toMatchObject({ status: 201, body: { status: "pending" } })
      expect((await app.send("GET", `${app.wallet}/top-ups`)).body.data).toHaveLength(1)
      expect(made.body.checkoutUrl).toBe(app.stripe.sessions.get(app.sessionOf(made.body.id))!["url"])
      expect(JSON.stringify(app.logged)).not.toMatch(/sk_test|whsec/)
    },
  )

  it("[STRIPE-4] many times at once has one page", async () => {
    const app = await open()
    const all = await Promise.all(Array.from({ length: 8 }, () => app.checkout({}, "once")))
    expect(new Set(all.map(({ status, body }) => `${status} ${body.checkoutUrl}`)).size).toBe(1)
    expect(app.stripe.sessions.size).toBe(1)
  })

  it("[STRIPE-4] after a name changed has the page that is there, and no second one", async () => {
    const app = await open()
    app.stripe.outage = "answers_lost"
    await app.checkout({}, "once")
    app.stripe.outage = undefined
    for (let other = 0; other < 120; other++) {
      app.now += 1_000
      // Others of the same account.
      await app.stripe.fetch(otherSession(app.now))
    }
    const { key, customerId } = app.tenant
    await app.send("PATCH", `/v1/customers/${customerId}`, { key, body: { name: "Another name" } })
    const made = await app.checkout({}, "once")
    expect(made.status).toBe(201)
    expect(made.body.checkoutUrl).toBe(app.stripe.sessions.get(app.sessionOf(made.body.id))!["url"])
  })

  it("[STRIPE-4] is refused and in the log while Stripe does not take it, as an amount below what it collects", async () => {
    const app = await open()
    await app.send("PUT", "/v1/checkout-settings", {
      body: { currencies: { USD: { minTopUp: "0.1", maxTopUp: "10", presets: [] } }, taxes: [] },
    })
    const made = await app.checkout({ amount: "0.1" })
    expect(made).toMatchObject({ status: 422, body: { code: "unprocessable" } })
    expect(made.body.detail).toContain("amount_too_small")
    expect(errors(app)).toMatchObject([{ provider: "stripe", reason: "amount_too_small" }])
  })
})

describe("what Stripe says", () => {
  it("[STRIPE-5] of a session that was paid is credited once: twice, late and in another order", async () => {
    const app = await open()
    const { body } = await app.checkout()
    const id = app.sessionOf(body.id)
    app.stripe.tryCard(id)
    app.stripe.pay(id)
    const events = app.stripe.events
    expect(events.map(({ type }: any) => type)).toEqual([
      "payment_intent.payment_failed",
      "payment_intent.succeeded",
      "checkout.session.completed",
    ])
    expect(await app.deliver(events.toReversed())).toEqual([200, 200, 200])
    expect(await app.balance()).toBe("100")
    expect(await app.deliver(events)).toEqual([200, 200, 200])
    app.now += 2 * CHECKOUT_LIFETIME_MS
    expect(await app.deliver(events)).toEqual([200, 200, 200])
    expect(await app.balance()).toBe("100")
    expect((await app.topUp(body.id)).status).toBe("succeeded")
  })

  it("[STRIPE-5] at once, many times, is credited once", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.stripe.pay(app.sessionOf(body.id))
    const all = await Promise.all(Array.from({ length: 10 }, () => app.deliver()))
    expect(new Set(all.flat())).toEqual(new Set([200]))
    expect(await app.balance()).toBe("100")
  })

  it("[STRIPE-5] a card that was declined on the page ends nothing", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.stripe.tryCard(app.sessionOf(body.id))
    await app.deliver()
    await sweepPayments(app.deps)
    expect((await app.topUp(body.id)).status).toBe("pending")
  })

  it("[STRIPE-5] what a bank pays slowly is credited when it has, and fails when it does not", async () => {
    const app = await open()
    const tops = [await app.checkout(), await app.checkout()]
    const [paid, unpaid] = tops.map(({ body }) => app.sessionOf(body.id)) as [string, string]
    for (const id of [paid, unpaid]) app.stripe.pay(id, { isSlow: true })
    expect(await app.deliver()).toEqual([200, 200])
    await sweepPayments(app.deps)
    expect(await app.balance()).toBe("0")
    app.stripe.settle(paid, true)
    app.stripe.settle(unpaid, false)
    await app.deliver()
    expect(await app.balance()).toBe("100")
    expect(await app.topUp(tops[1]!.body.id)).toMatchObject({
      status: "failed",
      failureReason: "payment_failed",
    })
  })

  it("[STRIPE-5] a session that has ended fails its top-up, before that is given up by itself", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.now += CHECKOUT_LIFETIME_MS - SESSION_MARGIN_MS
    app.stripe.expire()
    expect(await app.deliver()).toEqual([200])
    expect(await app.topUp(body.id)).toMatchObject({ status: "failed", failureReason: "expired" })
  })

  it("[STRIPE-5] of payments of others is taken and changes nothing", async () => {
    const app = await open()
    await app.checkout()
    const objects = [
      ["charge.captured", { object: "charge" }],
      ["payout.paid", { object: "payout" }],
      ["payment_intent.succeeded", intent({})],
      ["payment_intent.succeeded", intent({ tollgate_kind: "checkout", tollgate_top_up: "top_x.1" })],
      ["checkout.session.completed", { ...SESSION, metadata: {} }],
      ["checkout.session.completed", { ...SESSION, metadata: null }],
    ] as const
    const events = objects.map(([type, object]) => ({ object: "event", type, data: { object } }))
    expect(await app.deliver(events)).toEqual(events.map(() => 200))
    expect(await app.balance()).toBe("0")
  })

  it("[STRIPE-5] about a top-up that is not there is 404, so that Stripe tells it again", async () => {
    const app = await open()
    const object = { ...SESSION, metadata: { tollgate_top_up: "top_acme-money.none" } }
    expect(await app.deliver([{ type: "checkout.session.completed", data: { object } }])).toEqual([404])
  })

  it.each([
    ["another amount", { amount_total: 9_999 }],
    ["another currency", { currency: "eur" }],
    ["another unit", { currency: "jpy" }],
  ])("[STRIPE-5] of %s is not credited, and is logged", async (_, other) => {
    const app = await open()
    const { body } = await app.checkout()
    app.stripe.pay(app.sessionOf(body.id))
    const event = app.stripe.events.at(-1) as any
    const object = { ...event.data.object, ...other }
    expect(await app.deliver([{ ...event, data: { object } }])).toEqual([200])
    expect(await app.balance()).toBe("0")
    expect(errors(app)).toMatchObject([{ topUpId: body.id, asked: "100" }])
  })
})

describe("a signature", () => {
  const paid = async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.stripe.pay(app.sessionOf(body.id))
    return { app, payload: JSON.stringify(app.stripe.events.at(-1)) }
  }

  it("[STRIPE-6] of another secret, of another body, or none, is 401", async () => {
    const { app, payload } = await paid()
    const good = await signStripe(payload, app.now)
    for (const [body, header] of [
      [payload, await signStripe(payload, app.now, "whsec_another")],
      [payload.replace("10000", "10001"), good],
      [`${payload} `, good],
      [payload, good.replace("v1=", "v0=")],
      [payload, `t=${app.now}`],
      [payload, "v1="],
      [payload, ""],
      ["", good],
    ] as const) {
      expect((await app.post(body, header)).status).toBe(401)
    }
    expect(await app.balance()).toBe("0")
    expect((await app.post(payload, good)).status).toBe(200)
    expect(await app.balance()).toBe("100")
  })

  it.each([
    [0, 200],
    [SIGNATURE_AGE_SECONDS_MAX * 1000, 200],
    [SIGNATURE_AGE_SECONDS_MAX * 1000 + 1000, 401],
  ])("[STRIPE-6] that is %i ms old answers %i", async (age, status) => {
    const { app, payload } = await paid()
    const signature = await signStripe(payload, app.now)
    app.now += age
    expect((await app.post(payload, signature)).status).toBe(status)
  })

  it.each(["not json", "[]", "{}", '{"type":"checkout.session.completed","data":{"object":{}}}', "null"])(
    "[STRIPE-6] that is genuine, of %s, is 400",
    async (payload) => {
      const app = await open()
      expect((await app.post(payload, await signStripe(payload, app.now))).status).toBe(400)
    },
  )
})

describe("a sweep", () => {
  it("[STRIPE-7] finds what was paid and whose webhook was lost, and what has ended", async () => {
    const app = await open()
    const tops = [await app.checkout(), await app.checkout({ amount: "20" }), await app.checkout()]
    const [paid, slow] = tops.map(({ body }) => app.sessionOf(body.id)) as [string, string]
    app.stripe.pay(paid)
    app.stripe.pay(slow, { isSlow: true })
    app.stripe.settle(slow, false)
    await sweepPayments(app.deps)
    await sweepPayments(app.deps)
    expect(await app.balance()).toBe("100")
    const statuses = async () => Promise.all(tops.map(async ({ body }) => (await app.topUp(body.id)).status))
    expect(await statuses()).toEqual(["succeeded", "failed", "pending"])
    app.now += CHECKOUT_LIFETIME_MS - SESSION_MARGIN_MS
    app.stripe.expire()
    await sweepPayments(app.deps)
    expect(await statuses()).toEqual(["succeeded", "failed", "failed"])
    await app.deliver()
    expect(await app.balance()).toBe("100")
  })

  it("[STRIPE-7] gives up nothing while Stripe is not there, and finds it later", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.stripe.pay(app.sessionOf(body.id))
    app.stripe.outage = "unreachable"
    app.now += 2 * CHECKOUT_LIFETIME_MS
    await sweepPayments(app.deps)
    expect((await app.topUp(body.id)).status).toBe("pending")
    app.stripe.outage = undefined
    await sweepPayments(app.deps)
    expect(await app.balance()).toBe("100")
  })

  it("[STRIPE-7] of what this account of Stripe's does not have fails at the end of its time", async () => {
    const app = await open()
    const { body } = await app.checkout()
    app.stripe.sessions.clear()
    await sweepPayments(app.deps)
    expect((await app.topUp(body.id)).status).toBe("pending")
    app.now += CHECKOUT_LIFETIME_MS
    await sweepPayments(app.deps)
    expect(await app.topUp(body.id)).toMatchObject({ status: "failed", failureReason: "expired" })
  })
})

const SESSION = {
  object: "checkout.session",
  metadata: {},
  status: "complete",
  payment_status: "paid",
  amount_total: 10_000,
  currency: "usd",
  payment_intent: "pi_1",
}

function intent(metadata: object): object {
  return {
    id: "pi_other",
    object: "payment_intent",
    metadata,
    status: "succeeded",
    amount_received: 10_000,
    currency: "usd",
    last_payment_error: null,
  }
}

function otherSession(now: number): Request {
  return new Request("http://localhost/v1/checkout/sessions", {
    method: "POST",
    headers: {
      authorization: "Bearer sk_test_tollgate0123456789",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({
      mode: "payment",
      success_url: "https://shop.example",
      expires_at: String(Math.floor(now / 1000) + 3_600),
      "line_items[0][quantity]": "1",
      "line_items[0][price_data][currency]": "usd",
      "line_items[0][price_data][unit_amount]": "500",
      "line_items[0][price_data][product_data][name]": "Shoes",
    }).toString(),
  })
}
