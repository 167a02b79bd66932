import { afterEach, describe, expect, it } from "vitest"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import { makeTenant, type Answered } from "../testing/test-app.ts"
import { verifyWallet } from "../verify/verify-wallet.ts"
import { RECHARGE_SET_RATE_LIMIT } from "./limit-recharge-settings.ts"
import { payingApp, type PayingApp } from "./testing-checkout.ts"

const ON = { enabled: true, threshold: "10", amount: "50" }
const CONSENT = { textId: "portal.7", locale: "hi-IN", acceptedBy: "asha@example.com" }
const EMERGENCY = { amount: "200", consent: { textId: "portal.urgent.2", locale: "hi-IN" } }

const opened: PayingApp[] = []
/** A wallet with 100. */
async function open(): Promise<PayingApp> {
  const paying = await payingApp()
  opened.push(paying)
  await adjust(paying, "100")
  return paying
}
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const { deps, tenant, now } of opened.splice(0)) {
    expect((await verifyWallet(deps.wallets, tenant.walletId, [], now)).findings).toEqual([])
  }
})

const set = (paying: PayingApp, body: object = {}, key = paying.tenant.key): Promise<Answered> =>
  paying.send("PUT", `${paying.wallet}/auto-recharge`, { key, body: { ...ON, ...body } })
const consents = async (paying: PayingApp, query = "") =>
  (await paying.send("GET", `${paying.wallet}/auto-recharge/consents${query}`, { key: paying.tenant.key }))
    .body
const adjust = (paying: PayingApp, amount: string) =>
  paying.send("POST", `${paying.wallet}/adjustments`, { body: { amount, reason: "test" } })

describe("a consent", () => {
  it("[AUTO-1] is the text that comes, by whoever brings it, with the settings that it covers", async () => {
    const paying = await open()
    const token = await paying.token(["topup:write"])
    const put = await set(paying, { monthlyLimit: "200", consent: CONSENT }, token)
    const at = new Date(paying.now).toISOString()
    expect(put.body.consent).toEqual({ textId: "portal.7", locale: "hi-IN", basis: "explicit", at })
    const { sequence } = (await paying.deps.wallets.wallet(paying.tenant.walletId))!
    expect(await consents(paying)).toEqual({
      data: [
        {
          ...CONSENT,
          covers: "recharge",
          basis: "explicit",
          at,
          by: expect.stringMatching(/^portal key_/),
          currency: "USD",
          amount: "50",
          threshold: "10",
          monthlyLimit: "200",
          perMonth: null,
          sequence,
        },
      ],
      nextCursor: null,
    })
  })

  it("[AUTO-1] without a text is the customer's own request, or what a key vouches for", async () => {
    const paying = await open()
    expect((await set(paying)).body.consent).toMatchObject({ textId: "auto-recharge.1", basis: "vouched" })
    await set(paying, { enabled: false })
    const token = await paying.token(["topup:write"])
    expect((await set(paying, {}, token)).body.consent).toMatchObject({ basis: "request", locale: "en" })
    expect((await set(paying, { amount: "60" })).body.consent).toMatchObject({ basis: "vouched" })
    expect((await set(paying, { amount: "40" }, token)).body.consent).toMatchObject({ basis: "vouched" })
  })

  it("[AUTO-2] is read back through all that were given, page by page", async () => {
    const paying = await open()
    expect(await consents(paying)).toEqual({ data: [], nextCursor: null })
    await set(paying, { consent: CONSENT })
    await adjust(paying, "-1")
    await set(paying, { amount: "60", consent: { ...CONSENT, textId: "portal.8" }, emergency: EMERGENCY })
    await adjust(paying, "-1")
    await set(paying, { amount: "70" })
    const all = await consents(paying)
    expect(all.data.map((one: any) => [one.covers, one.textId, one.amount])).toEqual([
      ["recharge", "auto-recharge.1", "70"],
      ["recharge", "portal.8", "60"],
      ["emergency", "portal.urgent.2", "200"],
      ["recharge", "portal.7", "50"],
    ])
    for (const limit of [1, 2, 3]) {
      const pages: unknown[] = []
      let cursor: string | null = ""
      while (cursor !== null) {
        const page: any = await consents(paying, `?limit=${limit}${cursor && `&cursor=${cursor}`}`)
        expect(page.data.length).toBeLessThanOrEqual(limit)
        pages.push(...page.data)
        cursor = page.nextCursor
      }
      expect(pages).toEqual(all.data)
    }
  })

  it("[AUTO-2] is read with topup:write, by its own tenant", async () => {
    const paying = await open()
    await set(paying)
    const path = `${paying.wallet}/auto-recharge/consents`
    const stranger = await makeTenant(paying, "stranger")
    const method = `${paying.wallet}/saved-method`
    for (const asked of [path, method]) {
      expect((await paying.send("GET", asked, { key: stranger.key })).status).toBe(404)
      const reader = await paying.token(["balance:read", "settings:write"])
      expect((await paying.send("GET", asked, { key: reader })).status).toBe(403)
      const payer = await paying.token(["topup:write"])
      expect((await paying.send("GET", asked, { key: payer })).status).toBe(200)
    }
    const summary = await paying.send("GET", `${paying.wallet}/summary`)
    expect(JSON.stringify(summary.body.autoRecharge)).not.toContain("acceptedBy")
  })
})

describe("an emergency", () => {
  it("[AUTO-1] needs the text of its own, of anybody, and amounts that a checkout takes", async () => {
    const paying = await open()
    const { consent: _consent, ...terms } = EMERGENCY
    const refused = await set(paying, { emergency: terms, consent: CONSENT })
    expect(refused).toMatchObject({ status: 422, body: { code: "consent_required" } })
    expect((await set(paying, { emergency: { ...EMERGENCY, amount: "9" } })).body).toMatchObject({
      code: "amount_out_of_limits",
    })
    expect((await set(paying, { emergency: EMERGENCY })).body).toMatchObject({
      emergency: { amount: "200", below: "0", perMonth: 3 },
    })
    expect((await set(paying, { emergency: terms })).status).toBe(200)
    expect((await set(paying, { amount: "20" })).body.emergency).toMatchObject({ amount: "200" })
    expect((await set(paying, { emergency: { ...terms, perMonth: 4 } })).status).toBe(422)
    expect((await set(paying, { emergency: null })).body.emergency).toBeNull()
  })

  it("[AUTO-1] is charged past the pause that a decline brought", async () => {
    const paying = await open()
    // The sandbox declines 50.13, and not 200.
    await set(paying, { amount: "50.13", emergency: EMERGENCY })
    await adjust(paying, "-95")
    await deliverOutbox(paying.deps)
    await adjust(paying, "-5.01")
    await deliverOutbox(paying.deps)
    await expect.poll(() => paying.balance()).toBe("199.99")
    const state = await paying.send("GET", `${paying.wallet}/auto-recharge`)
    expect(state.body).toMatchObject({ state: "on", reason: null })
  })
})

describe("how many failures turn it off", () => {
  it("[AUTO-5] is the body's, at first the operator's, and then as it was", async () => {
    const paying = await open()
    const put = await paying.send("PUT", "/v1/checkout-settings", {
      body: { autoRecharge: { maxFailures: 5 } },
    })
    expect(put.body.autoRecharge).toEqual({ maxFailures: 5 })
    expect((await set(paying)).body.maxFailures).toBe(5)
    expect((await set(paying, { maxFailures: 1 })).body.maxFailures).toBe(1)
    expect((await set(paying)).body.maxFailures).toBe(1)
    for (const maxFailures of [0, 11, 1.5]) {
      expect((await set(paying, { maxFailures })).status).toBe(400)
    }
    await paying.send("PUT", "/v1/checkout-settings", { body: {} })
    expect((await paying.send("GET", "/v1/checkout-settings")).body.autoRecharge).toEqual({ maxFailures: 3 })
  })
})

it("[AUTO-3] the sandbox has a test card, which declines some totals and wants its owner for others", async () => {
  const paying = await open()
  const card = await paying.send("GET", `${paying.wallet}/saved-method`)
  expect(card.body).toEqual({ type: "card", brand: "visa", last4: "4242" })
  await set(paying, { amount: "50.14" })
  await adjust(paying, "-95")
  await deliverOutbox(paying.deps)
  const state = await paying.send("GET", `${paying.wallet}/auto-recharge`)
  expect(state.body).toMatchObject({
    state: "paused",
    reason: "authentication_required",
    nextAttemptAt: new Date(paying.now + 3_600_000).toISOString(),
  })
})

it("[AUTO-6] a token in a loop does not charge a card over and over", async () => {
  const paying = await open()
  const token = await paying.token(["topup:write"])
  for (let time = 0; time < RECHARGE_SET_RATE_LIMIT.burst; time += 1) {
    expect((await set(paying, {}, token)).status).toBe(200)
  }
  const refused = await set(paying, {}, token)
  expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } })
  expect(refused.headers.get("retry-after")).toBe("600")
  expect((await set(paying, { enabled: false }, token)).status).toBe(200)
  expect((await set(paying)).status).toBe(200)
  paying.now += 600_000
  expect((await set(paying, {}, token)).status).toBe(200)
})
