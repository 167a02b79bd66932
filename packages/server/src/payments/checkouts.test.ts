import fc from "fast-check"
import { afterEach, describe, expect, it } from "vitest"
import { COUPON_TRY_RATE_LIMIT } from "../coupons/limit-coupon-tries.ts"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import { makeTenant, type Answered } from "../testing/test-app.ts"
import { verifyWallet } from "../verify/verify-wallet.ts"
import { CHECKOUT_LIFETIME_MS, OPEN_CHECKOUTS_MAX } from "./begin-checkout.ts"
import type { AskedTopUp, PaymentOrder } from "./payment-provider.ts"
import { paymentProviders } from "./payment-providers.ts"
import { SIGNATURE_AGE_MS_MAX } from "./sandbox/sandbox-signature.ts"
import { sweepPayments } from "./sweep-payments.ts"
import { payingApp, type PayingApp } from "./testing-checkout.ts"

const GST = { country: "IN", label: "GST", percent: "18" }
const FEE = { percent: "2.9", fixed: "0.3" }
const USD = { minTopUp: "10", maxTopUp: "10000", presets: ["50", "100", "250"] }

const FAILED = { type: "payment.failed", currency: "USD", reason: "declined" }

const opened: PayingApp[] = []
async function open(options?: Parameters<typeof payingApp>[0]): Promise<PayingApp> {
  const paying = await payingApp(options)
  opened.push(paying)
  return paying
}
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const { deps, tenant, now } of opened.splice(0)) {
    expect((await verifyWallet(deps.wallets, tenant.walletId, [], now)).findings).toEqual([])
  }
})

const putSettings = (paying: PayingApp, body: object) => paying.send("PUT", "/v1/checkout-settings", { body })
const codeOf = ({ status, body }: Answered) => [status, body?.code]

/** A server whose sandbox's webhooks get lost on the way. */
async function openDeaf(): Promise<PayingApp> {
  const paying = await open()
  Object.assign(paying, { app: { fetch: () => new Response(null, { status: 503 }) } })
  return paying
}

describe("a checkout", () => {
  it("[PAY-5] is a pending top-up with a page to pay it on, and is credited once it was paid there", async () => {
    const paying = await open()
    await putSettings(paying, { currencies: { USD: { ...USD, fee: FEE } }, taxes: [GST] })
    const { status, body } = await paying.checkout()
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: "pending",
      source: "portal",
      method: "checkout",
      amount: "100",
      bonus: "0",
      fee: "3.2",
      tax: "18.58",
      total: "121.78",
      failureReason: null,
      expiresAt: new Date(paying.now + CHECKOUT_LIFETIME_MS).toISOString(),
    })
    expect(body.checkoutUrl).toMatch(/^http:\/\/localhost\/sandbox\/pay\/[0-9a-f]{32}$/)
    expect(await paying.balance()).toBe("0")
    expect((await paying.answer(body.checkoutUrl, "pay")).status).toBe(303)
    const paid = await paying.topUp(body.id)
    expect(paid).toMatchObject({ status: "succeeded", total: "121.78" })
    expect(paid).not.toHaveProperty("checkoutUrl")
    expect(await paying.balance()).toBe("100")
  })

  it("[PAY-5] refuses in order: wallet, provider, status, amount, return URL, coupon", async () => {
    const paying = await open()
    const wrong = { amount: "1", returnUrl: "https://elsewhere.example", couponCode: "NONE" }
    const without = await open({ isDemo: false })
    expect(codeOf(await without.checkout(wrong))).toEqual([422, "unprocessable"])
    expect((await without.checkout(wrong)).body.detail).toContain("no payments in this currency")
    const stranger = await makeTenant(paying, "stranger")
    expect(codeOf(await paying.checkout(wrong, { key: stranger.key }))).toEqual([404, "not_found"])
    await paying.send("PATCH", paying.wallet, { body: { status: "suspended" } })
    expect((await paying.checkout(wrong)).body).toMatchObject({
      code: "wallet_not_active",
      walletStatus: "suspended",
    })
    await paying.send("PATCH", paying.wallet, { body: { status: "active" } })
    expect(codeOf(await paying.checkout(wrong))).toEqual([422, "amount_out_of_limits"])
    expect((await paying.checkout({ ...wrong, amount: "10" })).body.detail).toContain("return URL")
    const last = await paying.checkout({ amount: "10", couponCode: "NONE" })
    expect(last).toMatchObject({ status: 422, body: { code: "coupon_not_valid", reason: "unknown" } })
    expect((await paying.send("GET", `${paying.wallet}/top-ups`)).body.data).toEqual([])
  })

  it.each([
    ["9.99", 422],
    ["10", 201],
    ["10000", 201],
    ["10000.01", 422],
  ])("[PAY-6] of %s answers %i", async (amount, status) => {
    const paying = await open()
    const made = await paying.checkout({ amount })
    expect(made.status).toBe(status)
    if (status === 422) {
      expect(made.body).toMatchObject({ code: "amount_out_of_limits", minTopUp: "10", maxTopUp: "10000" })
    }
  })

  it("[PAY-6] of an amount that no coin can pay is refused", async () => {
    const paying = await open()
    const made = await paying.checkout({ amount: "10.005" })
    expect(made).toMatchObject({ status: 422, body: { code: "unprocessable", smallest: "0.01" } })
  })

  it("[PAY-6] is refused while OPEN_CHECKOUTS_MAX of the wallet are open, and not when one has ended", async () => {
    const paying = await open()
    const made = await Promise.all(Array.from({ length: OPEN_CHECKOUTS_MAX }, () => paying.checkout()))
    expect(codeOf(await paying.checkout())).toEqual([429, "rate_limited"])
    await paying.answer(made[0]!.body.checkoutUrl, "decline")
    expect((await paying.checkout()).status).toBe(201)
  })

  it("[PAY-5] keeps the price that it was begun with", async () => {
    const paying = await open()
    const { body } = await paying.checkout()
    await putSettings(paying, { currencies: { USD: { ...USD, fee: FEE } }, taxes: [GST] })
    expect(await paying.topUp(body.id)).toMatchObject({ fee: "0", tax: "0", total: "100" })
    expect((await paying.tellPaid(body)).status).toBe(200)
    expect(await paying.balance()).toBe("100")
  })

  it.each([
    ["https://acme.example.com/wallet?tab=1", 201],
    ["https://acme.example.com.evil.example/", 422],
    ["http://acme.example.com/", 422],
    ["https://acme.example.com:8443/", 422],
    ["javascript:alert(1)", 422],
    ["https://acme.example.com@evil.example/", 422],
    ["https://user:word@acme.example.com/", 422],
    ["https://evil.example\\@acme.example.com/", 422],
    ["https://acme.example.com./", 422],
  ])("[PAY-7] with the return URL %s answers %i", async (returnUrl, status) => {
    const paying = await open()
    expect((await paying.checkout({ returnUrl })).status).toBe(status)
  })

  // Readers of the older standard take the host after the `@`.
  it("[PAY-7] gives the provider the return URL as it was read here", async () => {
    const paying = await open()
    const { body } = await paying.checkout({ returnUrl: "https://acme.example.com\\@evil.example/" })
    const payment = await paying.deps.catalog.sandboxPayment({ topUpId: body.id })
    const { returnUrl } = JSON.parse(payment!.paymentOrder) as { returnUrl: string }
    expect(returnUrl).toBe(`https://acme.example.com/@evil.example/?tollgate_top_up=${body.id}`)
  })

  it("[PAY-7] sends the customer back to the return URL, which credits nothing", async () => {
    const paying = await open()
    const returnUrl = "https://acme.example.com/wallet?tab=1"
    const { body } = await paying.checkout({ returnUrl })
    const answered = await paying.answer(body.checkoutUrl, "decline")
    const back = new URL(answered.headers.get("location")!)
    expect([back.origin, back.searchParams.get("tab"), back.searchParams.get("tollgate_top_up")]).toEqual([
      "https://acme.example.com",
      "1",
      body.id,
    ])
    expect(await paying.balance()).toBe("0")
  })

  it("[PAY-8] that comes many times at once under one key is one top-up and one answer", async () => {
    const paying = await open()
    const all = await Promise.all(
      Array.from({ length: 20 }, () => paying.checkout({}, { idempotencyKey: "once" })),
    )
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(all.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect((await paying.send("GET", `${paying.wallet}/top-ups`)).body.data).toHaveLength(1)
    await paying.answer(all[0]!.body.checkoutUrl, "pay")
    const again = await paying.checkout({}, { idempotencyKey: "once" })
    expect(again.headers.get("idempotent-replayed")).toBe("true")
    expect(again.body).toEqual(all[0]!.body)
    const other = await paying.checkout({ amount: "101" }, { idempotencyKey: "once" })
    expect(codeOf(other)).toEqual([409, "idempotency_key_reused"])
    expect(await paying.balance()).toBe("100")
  })

  // The one too many is refused, and leaves its key free for the request as it was meant.
  it("[PAY-8] that comes at once with one too many keeps its answer", async () => {
    const paying = await open()
    const body = { code: "TEN", kind: "percent", value: "10" }
    expect((await paying.send("POST", "/v1/coupons", { body })).status).toBe(201)
    const key = await paying.token(["topup:write"])
    const tried = { couponCode: "TEN" }
    for (let index = 1; index < COUPON_TRY_RATE_LIMIT.burst; index++) {
      await paying.send("POST", `${paying.wallet}/top-ups/preview`, {
        key,
        body: { amount: "100", ...tried },
      })
    }
    const as = { key, idempotencyKey: "at-once" }
    const both = await Promise.all([paying.checkout(tried, as), paying.checkout(tried, as)])
    expect(both.map(({ status }) => status)).toEqual([201, 429])
    await paying.answer(both[0].body.checkoutUrl, "pay")
    const again = await paying.checkout(tried, as)
    expect(again.headers.get("idempotent-replayed")).toBe("true")
    expect(again.body).toEqual(both[0].body)
    expect(codeOf(await paying.checkout({}, as))).toEqual([409, "idempotency_key_reused"])
  })

  it("[PAY-8] that was cut off at the provider goes on under its key", async () => {
    const paying = await open()
    const sandbox = paying.deps.payments!.named("sandbox")!
    const real = { ...sandbox }
    let isDown = true
    Object.assign(sandbox, {
      beginCheckout: async (order: PaymentOrder) => {
        if (isDown) throw new Error("the provider does not answer")
        return real.beginCheckout(order)
      },
    })
    const cut = await paying.checkout({}, { idempotencyKey: "cut" })
    expect(codeOf(cut)).toEqual([503, "unavailable"])
    expect(cut.headers.get("retry-after")).toBe("5")
    isDown = false
    await putSettings(paying, { currencies: { USD: { ...USD, minTopUp: "200", presets: [] } }, taxes: [] })
    const made = await paying.checkout({}, { idempotencyKey: "cut" })
    expect(made).toMatchObject({ status: 201, body: { status: "pending", amount: "100" } })
    expect((await paying.send("GET", `${paying.wallet}/top-ups`)).body.data).toHaveLength(1)
  })
})

describe("what the provider says", () => {
  it("[PAY-1, PAY-10] whatever comes in whatever order and at once, each top-up that was paid is credited once", async () => {
    const step = fc.record({
      which: fc.nat({ max: 2 }),
      what: fc.constantFrom("paid", "failed", "pay", "decline", "sweep", "late"),
    })
    const waves = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(waves, async (all) => {
        const paying = await open()
        const tops = await Promise.all(["10", "20", "40"].map((amount) => paying.checkout({ amount })))
        const paid = new Set<number>()
        for (const wave of all) {
          const late = wave.some(({ what }) => what === "late")
          if (late) paying.now += CHECKOUT_LIFETIME_MS
          await Promise.all(
            wave.map(async ({ which, what }) => {
              const { body } = tops[which]!
              if (what === "paid") {
                paid.add(which)
                await paying.tellPaid(body)
              } else if (what === "failed") {
                await paying.webhook({ ...FAILED, topUpId: body.id, total: body.total })
              } else if (what === "pay" || what === "decline") await paying.answer(body.checkoutUrl, what)
              else await sweepPayments(paying.deps)
            }),
          )
        }
        for (const [which, { body }] of tops.entries()) {
          const { catalog } = paying.deps
          if ((await catalog.sandboxPayment({ topUpId: body.id }))?.state === "paid") paid.add(which)
        }
        const expected = [...paid].reduce((sum, which) => sum + [10, 20, 40][which]!, 0)
        expect(await paying.balance()).toBe(String(expected))
        const { deps, tenant, now } = paying
        expect((await verifyWallet(deps.wallets, tenant.walletId, [], now)).findings).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it("[PAY-10] is credited once, however many webhooks say so at once", async () => {
    const paying = await open()
    const { body } = await paying.checkout()
    const told = await Promise.all(Array.from({ length: 20 }, () => paying.tellPaid(body)))
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 200))
    expect(await paying.balance()).toBe("100")
    await paying.tellPaid(body)
    expect(await paying.balance()).toBe("100")
  })

  it("[PAY-10] ends the same in any order: what was paid is credited", async () => {
    for (const order of ["paid failed", "failed paid", "failed failed paid paid", "paid failed paid"]) {
      const paying = await open()
      const { body } = await paying.checkout()
      for (const kind of order.split(" ")) {
        const told =
          kind === "paid"
            ? await paying.tellPaid(body)
            : await paying.webhook({
                type: "payment.failed",
                topUpId: body.id,
                total: body.total,
                currency: "USD",
                reason: "declined",
              })
        expect(told.status).toBe(200)
      }
      expect([order, await paying.balance(), (await paying.topUp(body.id)).status]).toEqual([
        order,
        "100",
        "succeeded",
      ])
    }
  })

  it.each(["suspended", "closed"])("[PAY-10] is credited on a %s wallet", async (status) => {
    const paying = await open()
    const { body } = await paying.checkout()
    await paying.send("PATCH", paying.wallet, { body: { status } })
    await paying.tellPaid(body)
    expect(await paying.balance()).toBe("100")
  })

  it("[PAY-11] of another provider, or of another's top-up, is not found", async () => {
    const paying = await open()
    const manual = await paying.send("POST", `${paying.wallet}/top-ups`, {
      body: { amount: "5", method: "manual" },
    })
    for (const id of [manual.body.id, "top_acme-money.none", "top_none.1", "x"]) {
      expect(codeOf(await paying.tellPaid({ id, total: "5" }))).toEqual([404, "not_found"])
    }
    const elsewhere = await paying.send("POST", "/v1/payments/stripe/webhook", { key: "", body: {} })
    expect(codeOf(elsewhere)).toEqual([404, "not_found"])
    const without = await open({ isDemo: false })
    expect(codeOf(await without.send("POST", "/v1/payments/sandbox/webhook", { key: "", body: {} }))).toEqual(
      [404, "not_found"],
    )
    expect(await paying.balance()).toBe("5")
  })

  it.each([
    ["another sum", { total: "99.99" }],
    ["another currency", { currency: "INR" }],
  ])("[PAY-12] about %s than was asked for credits nothing, and is told to people", async (_, other) => {
    const paying = await open()
    const { body } = await paying.checkout()
    const told = {
      type: "payment.paid",
      topUpId: body.id,
      total: body.total,
      currency: "USD",
      reason: "",
      ...other,
    }
    expect((await paying.webhook(told)).status).toBe(200)
    expect(await paying.topUp(body.id)).toMatchObject({ status: "pending" })
    expect(paying.logged.filter(({ level }) => level === "error")).toMatchObject([
      { facts: { topUpId: body.id } },
    ])
  })

  it("[PAY-13] is taken only with a signature of these bytes, lately", async () => {
    const paying = await open()
    const { body } = await paying.checkout()
    const told = { type: "payment.paid", topUpId: body.id, total: body.total, currency: "USD", reason: "" }
    for (const [at, status] of [
      [paying.now - SIGNATURE_AGE_MS_MAX - 1, 401],
      [paying.now + SIGNATURE_AGE_MS_MAX + 1, 401],
      [paying.now - SIGNATURE_AGE_MS_MAX, 200],
    ] as const) {
      expect((await paying.webhook(told, at)).status).toBe(status)
    }
    for (const header of [undefined, "", "t=1,v1=00", `t=${paying.now},v1=${"0".repeat(64)}`]) {
      const sent = await paying.send("POST", "/v1/payments/sandbox/webhook", {
        key: "",
        body: told,
        headers: header === undefined ? {} : { "x-tollgate-sandbox-signature": header },
      })
      expect(codeOf(sent)).toEqual([401, "unauthenticated"])
    }
  })

  it("[PAY-13] signed but none of the sandbox's is 400", async () => {
    const paying = await open()
    for (const told of [
      {},
      { type: "payment.paid" },
      { type: "payment.paid", topUpId: "x", total: "1e2", currency: "USD", reason: "" },
    ]) {
      expect(codeOf(await paying.webhook(told))).toEqual([400, "invalid_request"])
    }
  })
})

describe("the sandbox's page", () => {
  it("[PAY-14] says that it is a sandbox, who is paid and what, without script", async () => {
    const paying = await open()
    await putSettings(paying, { currencies: { USD: { ...USD, fee: FEE } }, taxes: [GST] })
    const { body } = await paying.checkout({ returnUrl: "https://acme.example.com/back" })
    const page = await paying.send("GET", new URL(body.checkoutUrl).pathname, { key: "" })
    expect(page.status).toBe(200)
    for (const text of [
      "This is a sandbox",
      "No money moves",
      ">acme<",
      "Credits for acme",
      "$100.00",
      "Processing fee",
      "$3.20",
      "GST 18 %",
      "$18.58",
      "$121.78",
      "Decline",
    ]) {
      expect(page.body).toContain(text)
    }
    expect(page.body).not.toContain("<script")
    const policy = page.headers.get("content-security-policy")!
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(policy).toContain("form-action 'self' https://acme.example.com")
    expect(policy).not.toContain("unsafe")
    expect(page.headers.get("referrer-policy")).toBe("no-referrer")
  })

  it("[PAY-14] of another address is not found, and of a server without the sandbox", async () => {
    const paying = await open()
    const path = `/sandbox/pay/${"0".repeat(32)}`
    expect((await paying.send("GET", path, { key: "" })).status).toBe(404)
    expect((await paying.answer(`http://localhost${path}`, "pay")).status).toBe(404)
    const without = await open({ isDemo: false })
    expect((await without.send("GET", path, { key: "" })).status).toBe(404)
  })

  it("[PAY-15] counts the first answer, and shows how it ended", async () => {
    const paying = await open()
    const { body } = await paying.checkout()
    const path = new URL(body.checkoutUrl).pathname
    const declined = await paying.answer(body.checkoutUrl, "decline")
    expect([declined.status, declined.headers.get("location")]).toEqual([303, path])
    await paying.answer(body.checkoutUrl, "pay")
    const page = await paying.send("GET", path, { key: "" })
    expect(page.body).toContain("Declined")
    expect(page.body).toContain("You may close this page")
    expect(page.body).not.toContain("<form")
    expect(await paying.topUp(body.id)).toMatchObject({ status: "failed", failureReason: "declined" })
    expect(await paying.balance()).toBe("0")
  })

  it("[PAY-15] many answers at once are one", async () => {
    const paying = await open()
    const { body } = await paying.checkout()
    await Promise.all(Array.from({ length: 10 }, () => paying.answer(body.checkoutUrl, "pay")))
    expect(await paying.balance()).toBe("100")
  })

  it.each([
    [-1, "succeeded"],
    [0, "failed"],
  ])("[PAY-15] paid %i ms before its end ends %s", async (late, status) => {
    const paying = await open()
    const { body } = await paying.checkout()
    paying.now += CHECKOUT_LIFETIME_MS + late
    await paying.answer(body.checkoutUrl, "pay")
    expect((await paying.topUp(body.id)).status).toBe(status)
  })

  it("[PAY-15] takes no other answer", async () => {
    const paying = await open()
    const { body } = await paying.checkout()
    expect(codeOf(await paying.answer(body.checkoutUrl, "maybe" as "pay"))).toEqual([400, "invalid_request"])
  })
})

describe("a sweep", () => {
  it("[PAY-1, PAY-20] credits what was paid when the webhook was lost; the page alone does not", async () => {
    const paying = await openDeaf()
    const { body } = await paying.checkout()
    await paying.answer(body.checkoutUrl, "pay")
    expect(await paying.balance()).toBe("0")
    await sweepPayments(paying.deps)
    expect(await paying.balance()).toBe("100")
    await sweepPayments(paying.deps)
    expect(await paying.balance()).toBe("100")
  })

  it("[PAY-20] fails what was declined when the webhook was lost", async () => {
    const paying = await openDeaf()
    const { body } = await paying.checkout()
    await paying.answer(body.checkoutUrl, "decline")
    await sweepPayments(paying.deps)
    expect(await paying.topUp(body.id)).toMatchObject({ status: "failed", failureReason: "declined" })
  })

  it("[PAY-20] is not held up by a top-up that cannot be asked for", async () => {
    const paying = await openDeaf()
    const first = await paying.checkout()
    const second = await paying.checkout()
    await paying.answer(second.body.checkoutUrl, "pay")
    const sandbox = paying.deps.payments!.named("sandbox")!
    const find = async (asked: AskedTopUp) => {
      if (asked.id === first.body.id) throw new Error("no answer")
      return sandbox.find(asked)
    }
    const payments = paymentProviders([{ ...sandbox, find }])
    await sweepPayments({ ...paying.deps, payments })
    expect(await paying.balance()).toBe("100")
  })

  it("[PAY-21] gives up at the end of its time, not before; what is paid later is still credited", async () => {
    const paying = await open()
    const { body } = await paying.checkout()
    paying.now += CHECKOUT_LIFETIME_MS - 1
    await sweepPayments(paying.deps)
    expect((await paying.topUp(body.id)).status).toBe("pending")
    paying.now += 1
    await sweepPayments(paying.deps)
    expect(await paying.topUp(body.id)).toMatchObject({ status: "failed", failureReason: "expired" })
    await paying.tellPaid(body)
    expect(await paying.balance()).toBe("100")
  })
})

describe("a coupon", () => {
  const COUPON = { code: "WELCOME", kind: "percent", value: "10", maxRedemptions: 1, grantExpiresInDays: 30 }

  it("[PAY-22] is reserved by the checkout and counts once the money is there, with its bonus", async () => {
    const paying = await open()
    await paying.send("POST", "/v1/coupons", { body: COUPON })
    const { status, body } = await paying.checkout({ couponCode: "welcome" })
    expect([status, body.bonus, body.couponCode]).toEqual([201, "10", "WELCOME"])
    const second = await paying.checkout({ couponCode: "WELCOME" })
    expect(second).toMatchObject({ status: 422, body: { code: "coupon_not_valid", reason: "used_up" } })
    await paying.tellPaid(body)
    expect(await paying.balance()).toBe("110")
    await deliverOutbox(paying.deps)
    expect(
      await paying.deps.catalog.redemption({ topUpId: body.id, codeKey: body.couponCode }),
    ).toMatchObject({ state: "confirmed" })
    expect(await paying.deps.wallets.outbox(10)).toEqual([])
  })

  it("[PAY-22] of a checkout that failed is free again", async () => {
    const paying = await open()
    await paying.send("POST", "/v1/coupons", { body: COUPON })
    const { body } = await paying.checkout({ couponCode: "WELCOME" })
    await paying.answer(body.checkoutUrl, "decline")
    await deliverOutbox(paying.deps)
    expect((await paying.checkout({ couponCode: "WELCOME" })).status).toBe(201)
  })

  it("[PAY-22] is not reserved by a checkout that is refused", async () => {
    const paying = await open()
    await paying.send("POST", "/v1/coupons", { body: COUPON })
    await paying.checkout({ couponCode: "WELCOME", amount: "1" })
    expect((await paying.checkout({ couponCode: "WELCOME" })).status).toBe(201)
  })

  it("[PAY-9] is told by a preview with its status and bonus, and is reserved by none", async () => {
    const paying = await open()
    await paying.send("POST", "/v1/coupons", { body: { ...COUPON, minTopUp: "50" } })
    const { key } = paying.tenant
    const preview = (amount: string, couponCode: string) =>
      paying.send("POST", `${paying.wallet}/top-ups/preview`, { key, body: { amount, couponCode } })
    for (const _ of [1, 2]) {
      expect((await preview("100", "Welcome")).body).toMatchObject({
        bonus: "10",
        coupon: { code: "WELCOME", status: "valid", bonus: "10", minTopUp: "50", endedAt: null },
      })
    }
    expect((await preview("20", "WELCOME")).body).toMatchObject({
      bonus: "0",
      total: "20",
      coupon: { status: "below_minimum", bonus: "0", minTopUp: "50" },
    })
    expect((await preview("100", "NONE")).body.coupon).toMatchObject({ code: "NONE", status: "unknown" })
  })
})

describe("a preview", () => {
  it("[PAY-9] says what a checkout would cost, and begins none", async () => {
    const paying = await open()
    await putSettings(paying, {
      currencies: { USD: { ...USD, fee: { ...FEE, label: "Card fee" } } },
      taxes: [GST],
    })
    const answer = await paying.send("POST", `${paying.wallet}/top-ups/preview`, {
      key: paying.tenant.key,
      body: { amount: "100" },
    })
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.body).toEqual({
      amount: "100",
      bonus: "0",
      fee: "3.2",
      tax: "18.58",
      taxIncluded: "0",
      taxLines: [{ label: "GST", percent: "18", amount: "18.58" }],
      taxNotes: [],
      placeOfSupply: { country: "IN", region: null, name: null },
      serviceCode: null,
      feeLabel: "Card fee",
      total: "121.78",
      currency: "USD",
      coupon: null,
    })
    expect((await paying.send("GET", `${paying.wallet}/top-ups`)).body.data).toEqual([])
  })

  it("[PAY-6] refuses what a checkout refuses", async () => {
    const paying = await open()
    const preview = (amount: string) =>
      paying.send("POST", `${paying.wallet}/top-ups/preview`, { body: { amount } })
    expect((await preview("9.99")).body).toMatchObject({ code: "amount_out_of_limits", minTopUp: "10" })
    expect(codeOf(await preview("10.001"))).toEqual([422, "unprocessable"])
  })
})

describe("who may", () => {
  it("[PAY-23] top up with the scope, and read what was begun, on the token's own wallet only", async () => {
    const paying = await open()
    const token = await paying.token(["topup:write"])
    const made = await paying.checkout({}, { key: token })
    expect(made.status).toBe(201)
    const read = (id: string, key: string) => paying.send("GET", `/v1/top-ups/${id}`, { key })
    expect((await read(made.body.id, token)).body.checkoutUrl).toBe(made.body.checkoutUrl)
    expect((await read(made.body.id, await paying.token(["statement:read"]))).status).toBe(200)
    expect((await read(made.body.id, await paying.token(["balance:read"]))).status).toBe(403)
    const preview = { amount: "50" }
    for (const scope of ["balance:read", "usage:read", "statement:read", "settings:write"] as const) {
      const other = await paying.token([scope])
      expect((await paying.checkout({}, { key: other })).status).toBe(403)
      expect(
        (await paying.send("POST", `${paying.wallet}/top-ups/preview`, { key: other, body: preview })).status,
      ).toBe(403)
    }
    const stranger = await makeTenant(paying, "stranger")
    for (const key of [stranger.key]) {
      expect((await paying.checkout({}, { key })).status).toBe(404)
      expect((await read(made.body.id, key)).status).toBe(404)
      expect(
        (await paying.send("POST", `${paying.wallet}/top-ups/preview`, { key, body: preview })).status,
      ).toBe(404)
    }
    expect((await paying.send("GET", "/v1/checkout-settings", { key: paying.tenant.key })).status).toBe(403)
    expect((await paying.send("PUT", "/v1/checkout-settings", { key: token, body: {} })).status).toBe(403)
  })
})

describe("checkout settings", () => {
  it("[PAY-2] are kept whole, and tell the defaults", async () => {
    const paying = await open()
    const defaults = {
      ...USD,
      fee: { label: "Processing fee", percent: "0", fixed: "0", paidBy: "customer" },
      provider: null,
    }
    expect((await paying.send("GET", "/v1/checkout-settings")).body).toEqual({
      currencies: {},
      taxes: [],
      assumedCountry: null,
      autoRecharge: { maxFailures: 3 },
      refundsFee: false,
      disputes: { suspendWallet: false },
      defaults,
      providers: ["sandbox"],
    })
    const INR = { minTopUp: "500", maxTopUp: "100000.00", presets: ["1000"], fee: { percent: "2.50" } }
    const put = await putSettings(paying, { currencies: { INR }, taxes: [GST] })
    expect(put.status).toBe(200)
    const read = await paying.send("GET", "/v1/checkout-settings")
    expect(read.body).toEqual(put.body)
    expect(read.body.currencies.INR).toEqual({
      minTopUp: "500",
      maxTopUp: "100000",
      presets: ["1000"],
      fee: { label: "Processing fee", percent: "2.5", fixed: "0", paidBy: "customer" },
      provider: null,
    })
    expect((await putSettings(paying, {})).body).toMatchObject({ currencies: {}, taxes: [] })
  })

  it.each([
    ["currencies.USD.minTopUp", { currencies: { USD: { ...USD, minTopUp: "20000", presets: [] } } }],
    ["currencies.USD.presets[0]", { currencies: { USD: { ...USD, presets: ["9.99"] } } }],
    ["currencies.USD.presets[0]", { currencies: { USD: { ...USD, presets: ["50.005"] } } }],
    ["currencies.USD.fee.fixed", { currencies: { USD: { ...USD, fee: { fixed: "0.001" } } } }],
    ["currencies.USD.fee.percent", { currencies: { USD: { ...USD, fee: { percent: "100.0001" } } } }],
    [
      "currencies.USD.presets",
      { currencies: { USD: { ...USD, presets: Array.from({ length: 7 }, () => "50") } } },
    ],
    ["currencies.XYZ", { currencies: { XYZ: USD } }],
    ["currencies.JPY.minTopUp", { currencies: { JPY: { ...USD, minTopUp: "10.5" } } }],
    ["taxes[0].country", { taxes: [{ ...GST, country: "in" }] }],
    ["taxes", { taxes: Array.from({ length: 501 }, () => GST) }],
  ])("[PAY-2] with a fault at %s are refused", async (path, body) => {
    const paying = await open()
    const put = await putSettings(paying, body)
    expect(codeOf(put)).toEqual([400, "invalid_request"])
    expect(put.body.errors.map((each: { path: string }) => each.path)).toContain(path)
  })
})

describe("a summary", () => {
  it("[PAY-24] has the terms of checkouts, and what is pending", async () => {
    const paying = await open()
    await putSettings(paying, { currencies: { USD: { ...USD, minTopUp: "20", presets: ["25"] } }, taxes: [] })
    const made: string[] = []
    for (const _ of [1, 2, 3, 4]) {
      made.push((await paying.checkout()).body.id)
      paying.now += 1
    }
    const summary = async () => (await paying.send("GET", `${paying.wallet}/summary`)).body
    expect(await summary()).toMatchObject({
      limits: { minTopUp: "20", maxTopUp: "10000" },
      checkout: {
        provider: "sandbox",
        isSandbox: true,
        presets: ["25"],
        minTopUp: "20",
        maxTopUp: "10000",
        canAutoRecharge: true,
      },
      customer: { billingComplete: true },
      autoRecharge: null,
      lastTopUp: null,
    })
    const pending = (await summary()).pendingTopUps
    expect(pending.map(({ id }: { id: string }) => id)).toEqual(made.toReversed().slice(0, 3))
    expect(pending[0].checkoutUrl).toContain("/sandbox/pay/")
    paying.now += CHECKOUT_LIFETIME_MS - 3
    expect((await summary()).pendingTopUps).toHaveLength(2)
  })
})
