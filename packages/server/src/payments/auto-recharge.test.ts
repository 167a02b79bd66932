import { afterEach, describe, expect, it } from "vitest"
import { RECHARGE_LIFETIME_MS, RECHARGE_PAUSE_MS, type TopUp } from "@tollgate/engine"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import { expireDue } from "../spending/expire-due.ts"
import { makeTenant, type Answered } from "../testing/test-app.ts"
import { verifyWallet } from "../verify/verify-wallet.ts"
import { paymentProviders } from "./payment-providers.ts"
import { sweepPayments } from "./sweep-payments.ts"
import { payingApp, type PayingApp } from "./testing-checkout.ts"

const ON = { enabled: true, threshold: "10", amount: "50" }

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

const set = (paying: PayingApp, body: object = ON, key = paying.tenant.key): Promise<Answered> =>
  paying.send("PUT", `${paying.wallet}/auto-recharge`, { key, body })
const state = async (paying: PayingApp) =>
  (await paying.send("GET", `${paying.wallet}/auto-recharge`, { key: paying.tenant.key })).body
const automatic = async ({ deps, tenant }: PayingApp): Promise<readonly TopUp[]> => {
  const { rows } = await deps.wallets.topUps(tenant.walletId, { limit: 200 })
  return rows.filter(({ source }) => source === "auto").toReversed()
}
const adjust = (paying: PayingApp, amount: string) =>
  paying.send("POST", `${paying.wallet}/adjustments`, { body: { amount, reason: "test" } })
/** What the sandbox posts after its answer comes in a moment later. */
async function settled(paying: PayingApp, status: TopUp["status"]): Promise<void> {
  await expect.poll(async () => (await automatic(paying)).at(-1)?.status).toBe(status)
}

describe("setting it", () => {
  it("[PAY-17] answers as a summary does, and keeps who agreed in the journal", async () => {
    const paying = await open()
    await adjust(paying, "100")
    expect(await state(paying)).toBeNull()
    const token = await paying.token(["topup:write"])
    const put = await set(paying, { ...ON, monthlyLimit: "200" }, token)
    expect(put).toMatchObject({ status: 200 })
    expect(put.body).toEqual({
      ...ON,
      monthlyLimit: "200",
      state: "on",
      reason: null,
      nextAttemptAt: null,
      maxFailures: 3,
      emergency: null,
      consent: { textId: "auto-recharge.1", locale: "en", basis: "request", at: "2026-11-22T12:00:00.000Z" },
    })
    expect(await state(paying)).toEqual(put.body)
    expect((await paying.send("GET", `${paying.wallet}/summary`)).body.autoRecharge).toEqual(put.body)
    const { recharge } = (await paying.deps.wallets.wallet(paying.tenant.walletId))!
    expect(recharge).toMatchObject({ setAt: paying.now, setBy: expect.stringMatching(/^portal key_/) })
    expect((await set(paying, { ...ON, enabled: false })).body).toMatchObject({
      state: "off",
      monthlyLimit: null,
    })
  })

  it("[PAY-17] on needs a provider, an amount that a checkout takes, a threshold that few of them reach, and an active wallet", async () => {
    const without = await open({ isDemo: false })
    expect(await set(without)).toMatchObject({ status: 422, body: { code: "unprocessable" } })
    expect((await set(without, { ...ON, enabled: false })).status).toBe(200)
    const paying = await open()
    for (const amount of ["9.99", "10000.01"]) {
      expect((await set(paying, { ...ON, amount })).body).toMatchObject({ code: "amount_out_of_limits" })
    }
    expect((await set(paying, { ...ON, amount: "10.001" })).body.code).toBe("unprocessable")
    expect((await set(paying, { ...ON, threshold: "-1" })).status).toBe(400)
    // Below it, each top-up is followed by the next one at once.
    const high = await set(paying, { ...ON, threshold: "500.01" })
    expect(high).toMatchObject({ status: 422, body: { code: "unprocessable", maxThreshold: "500" } })
    expect((await set(paying, { ...ON, enabled: false, threshold: "500.01" })).status).toBe(200)
    expect((await set(paying, { ...ON, threshold: "500" })).status).toBe(200)
    await paying.send("PATCH", paying.wallet, { body: { status: "suspended" } })
    expect((await set(paying)).body).toMatchObject({ code: "wallet_not_active", walletStatus: "suspended" })
  })

  it("[PAY-23] needs topup:write; reading it balance:read will do", async () => {
    const paying = await open()
    await adjust(paying, "100")
    const stranger = await makeTenant(paying, "stranger")
    expect((await set(paying, ON, stranger.key)).status).toBe(404)
    for (const scope of ["balance:read", "usage:read", "statement:read", "settings:write"] as const) {
      const key = await paying.token([scope])
      expect((await set(paying, ON, key)).status).toBe(403)
      const read = await paying.send("GET", `${paying.wallet}/auto-recharge`, { key })
      expect([scope, read.status]).toEqual([scope, scope === "balance:read" ? 200 : 403])
    }
  })

  it("[PAY-8] with the same key again answers the same", async () => {
    const paying = await open()
    await adjust(paying, "100")
    const put = () =>
      paying.send("PUT", `${paying.wallet}/auto-recharge`, { body: ON, headers: { "idempotency-key": "k" } })
    const first = await put()
    await set(paying, { ...ON, enabled: false })
    expect((await put()).body).toEqual(first.body)
    expect(await state(paying)).toMatchObject({ enabled: false })
  })
})

it("[PAY-24] a pause that is over is none, when nothing was to be charged meanwhile", async () => {
  const paying = await open()
  await set(paying, { ...ON, amount: "50.13" })
  await deliverOutbox(paying.deps)
  await adjust(paying, "100")
  paying.now += RECHARGE_PAUSE_MS - 1
  expect(await state(paying)).toMatchObject({ state: "paused", reason: "card_declined" })
  paying.now += 1
  await expireDue(paying.deps)
  expect(await state(paying)).toMatchObject({ state: "on", reason: null })
})

describe("a crossing", () => {
  it("[PAY-18] is charged once with fee and tax, and credited by the provider's webhook", async () => {
    const paying = await open()
    await paying.send("PUT", "/v1/checkout-settings", {
      body: {
        currencies: {
          USD: { minTopUp: "10", maxTopUp: "1000", presets: [], fee: { percent: "2.9", fixed: "0.3" } },
        },
        taxes: [{ country: "IN", label: "GST", percent: "18" }],
      },
    })
    await adjust(paying, "12")
    await set(paying)
    await Promise.all(["-1", "-1.5", "-1"].map((amount) => adjust(paying, amount)))
    expect(await automatic(paying)).toHaveLength(1)
    await Promise.all([deliverOutbox(paying.deps), deliverOutbox(paying.deps), deliverOutbox(paying.deps)])
    await settled(paying, "succeeded")
    const [topUp] = await automatic(paying)
    expect(topUp).toMatchObject({
      amount: 50_000_000n,
      fee: 1_750_000n,
      tax: 9_320_000n,
      provider: "sandbox",
    })
    expect(await paying.balance()).toBe("58.5")
    await deliverOutbox(paying.deps)
    expect(await paying.deps.wallets.outbox(10)).toEqual([])
    expect(await automatic(paying)).toHaveLength(1)
  })

  it("[PAY-18] goes to the provider until it is answered, and holds up no other row", async () => {
    const paying = await open()
    await set(paying)
    await adjust(paying, "-20")
    const chargeSaved = async () => {
      throw new Error("the provider does not answer")
    }
    const broken = paymentProviders([{ ...paying.deps.payments!.named("sandbox")!, chargeSaved }])
    await deliverOutbox({ ...paying.deps, payments: broken })
    await deliverOutbox({ ...paying.deps, payments: broken })
    const left = await paying.deps.wallets.outbox(10)
    expect(left.map(({ topic }) => topic)).toEqual(["autorecharge.due"])
    await deliverOutbox(paying.deps)
    await settled(paying, "succeeded")
    expect(await paying.balance()).toBe("30")
  })

  it("[PAY-18] charged, but cut off before that was noted, is not charged again", async () => {
    const paying = await open()
    await set(paying)
    const row = (await paying.deps.wallets.outbox(10)).find(({ topic }) => topic === "autorecharge.due")!
    const forgetful = {
      ...paying.deps.wallets,
      outboxDone: async () => {
        throw new Error("killed here")
      },
    }
    await expect(deliverOutbox({ ...paying.deps, wallets: forgetful })).rejects.toThrow("killed here")
    await settled(paying, "succeeded")
    expect((await paying.deps.wallets.outbox(10)).map(({ id }) => id)).toContain(row.id)
    await deliverOutbox(paying.deps)
    expect(await paying.balance()).toBe("50")
    expect(await automatic(paying)).toHaveLength(1)
  })

  it("[PAY-16, PAY-19] that is declined pauses it, then turns it off; set anew it goes on", async () => {
    const paying = await open()
    await set(paying, { ...ON, amount: "50.13" })
    for (const pause of [RECHARGE_PAUSE_MS, 6 * RECHARGE_PAUSE_MS]) {
      await deliverOutbox(paying.deps)
      expect(await state(paying)).toMatchObject({ state: "paused", reason: "card_declined" })
      paying.now += pause
      await expireDue(paying.deps)
    }
    await deliverOutbox(paying.deps)
    expect(await state(paying)).toMatchObject({ enabled: false, state: "off", reason: "card_declined" })
    const failed = await automatic(paying)
    expect(failed.map(({ status, failureReason }) => [status, failureReason])).toEqual(
      [1, 2, 3].map(() => ["failed", "card_declined"]),
    )
    const topics = paying.logged.map(({ facts }) => facts["topic"])
    expect(topics).not.toContain("autorecharge.disabled")
    await deliverOutbox(paying.deps)
    expect(paying.logged.map(({ facts }) => facts["topic"])).toContain("autorecharge.disabled")
    await set(paying)
    await deliverOutbox(paying.deps)
    await expect.poll(() => paying.balance()).toBe("50")
    expect(await state(paying)).toMatchObject({ state: "on", reason: null })
  })

  it("[PAY-19] that is no longer wanted, or has no provider, is withdrawn before anybody is asked", async () => {
    const paying = await open()
    await set(paying)
    await set(paying, { ...ON, enabled: false })
    await deliverOutbox(paying.deps)
    expect(await automatic(paying)).toMatchObject([
      { status: "failed", failureReason: "withdrawn", provider: "" },
    ])
    await set(paying)
    const { payments: _payments, ...without } = paying.deps
    await deliverOutbox(without)
    expect((await automatic(paying))[1]).toMatchObject({
      status: "failed",
      failureReason: "no_payment_provider",
    })
    // It is tried again later, and is no failure of the customer's.
    expect(await state(paying)).toMatchObject({
      state: "paused",
      reason: "no_payment_provider",
      nextAttemptAt: new Date(paying.now + RECHARGE_PAUSE_MS).toISOString(),
    })
    expect(await automatic(paying)).toHaveLength(2)
  })

  it("[PAY-20, PAY-21] whose webhook is lost is found by the sweep; one without an answer expires and pauses", async () => {
    const paying = await open()
    Object.assign(paying, { app: { fetch: () => new Response(null, { status: 503 }) } })
    await set(paying)
    await deliverOutbox(paying.deps)
    expect(await paying.balance()).toBe("0")
    await sweepPayments(paying.deps)
    expect(await paying.balance()).toBe("50")
    await adjust(paying, "-45")
    const chargeSaved = async () => ({ kind: "accepted" }) as const
    const silent = paymentProviders([{ ...paying.deps.payments!.named("sandbox")!, chargeSaved }])
    await deliverOutbox({ ...paying.deps, payments: silent })
    paying.now += RECHARGE_LIFETIME_MS - 1
    await sweepPayments(paying.deps)
    expect((await automatic(paying))[1]!.status).toBe("pending")
    paying.now += 1
    await sweepPayments(paying.deps)
    expect((await automatic(paying))[1]).toMatchObject({ status: "failed", failureReason: "expired" })
    expect(await state(paying)).toMatchObject({ state: "paused", reason: "expired" })
  })
})
