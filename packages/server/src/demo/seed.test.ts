import { marketOf, marketTableAt, parseDate } from "@tollgate/engine"
import { describe, expect, it } from "vitest"
import { hashSecret } from "../auth/secret.ts"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import { TEST_NOW, testApp, type TestApp } from "../testing/test-app.ts"
import { verifyWallet } from "../verify/verify-wallet.ts"
import { demoOperatorKey } from "./demo-key.ts"
import { DEMO_CUSTOMERS, DEMO_PARTNER, demoCustomer } from "./demo-tenant.ts"
import { allowOrigins } from "./put-customer.ts"
import { seedDemo, seedOtherPasts, toldPercent } from "./seed.ts"

const DAY_MS = 86_400_000
const LARGE = demoCustomer("cus_demo_globex")!
const SMALL = DEMO_CUSTOMERS.filter((customer) => customer !== LARGE)
/** Of each past, where a whole one would only take longer. */
const SHORT = { daysMax: 5 }
/** Tens of thousands of messages are settled and verified. */
const SLOW_MS = 60_000

async function heads(test: TestApp): Promise<readonly unknown[]> {
  return Promise.all(
    DEMO_CUSTOMERS.map(async ({ wallet }) => {
      const { balance, sequence, head } = (await test.deps.wallets.wallet(wallet.id))!
      return { balance, sequence, head }
    }),
  )
}

/** The large one, last in the list, is left as soon as the one before is told. */
async function seedAllButLarge({ deps }: TestApp): Promise<void> {
  const stopping = new AbortController()
  const before = DEMO_CUSTOMERS.at(-2)!
  const pause = async (): Promise<void> => {
    if ((await toldPercent(deps, before)) === null) stopping.abort()
  }
  await seedOtherPasts({ ...deps, stopping: stopping.signal }, { pause })
}

async function expectSound(test: TestApp, walletId: string): Promise<number> {
  const { findings, charges } = await verifyWallet(test.deps.wallets, walletId, [], test.now)
  expect(findings).toEqual([])
  return charges
}

describe("seedDemo", () => {
  it("[DEMO-1] makes the partner, the customers, their wallets and senders", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, SHORT)
    expect(new Set(DEMO_CUSTOMERS.flatMap(({ senders }) => senders.map(({ id }) => id))).size).toBe(46)
    for (const { wallet, senders } of DEMO_CUSTOMERS) {
      const { status, body } = await test.send("GET", `/v1/wallets/${wallet.id}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ currency: wallet.currency, planId: wallet.planId, status: "active" })
      for (const { id } of senders)
        expect(await test.deps.catalog.sender(id)).toMatchObject({ walletId: wallet.id })
    }
  })

  it.each([TEST_NOW, TEST_NOW + 199.7 * DAY_MS])(
    "[DEMO-2] has months behind it that verify, and a wallet in each state, whenever it begins (%i)",
    async (now) => {
      const test = testApp({ isDemo: true })
      test.now = now
      await seedDemo(test.deps)
      await seedAllButLarge(test)
      const wallets = await Promise.all(
        SMALL.map(async ({ id, wallet }) => {
          const { body } = await test.send("GET", `/v1/wallets/${wallet.id}`)
          return [id.replace("cus_demo_", ""), body] as const
        }),
      )
      const { acme, nova, lima, orbit, bharat } = Object.fromEntries(wallets)
      expect(acme).toMatchObject({ isLow: false, timezone: "Asia/Kolkata" })
      expect(Number(acme.held)).toBeGreaterThan(0)
      expect(nova).toMatchObject({ balance: "0", held: "0", isOverdrawn: false })
      expect(lima).toMatchObject({ isLow: true, isOverdrawn: false })
      expect(orbit).toMatchObject({ isOverdrawn: true })
      expect(Number(orbit.held)).toBeGreaterThan(0)
      expect(Number(orbit.spendable)).toBeGreaterThan(0)
      expect(bharat).toMatchObject({ currency: "INR", isLow: false, timezone: "Asia/Kolkata" })
      expect((await test.deps.wallets.suspended({}, { limit: 10 })).rows).toEqual([])
      expect(await test.deps.wallets.outbox(10)).toEqual([])
      const charges = await Promise.all(SMALL.map(({ wallet }) => expectSound(test, wallet.id)))
      expect(Math.max(...charges)).toBeGreaterThan(10_000)
    },
    SLOW_MS,
  )

  it("[DEMO-1] has checkouts with fee and tax by the place of supply, a coupon, and one that has ended", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, { daysMax: 1 })
    const preview = async (couponCode: string) => {
      const path = "/v1/wallets/wal_demo_acme/top-ups/preview"
      return (await test.send("POST", path, { body: { amount: "100", couponCode } })).body
    }
    expect(await preview("welcome10")).toMatchObject({
      fee: "3.2",
      taxLines: [
        { label: "CGST", percent: "9", amount: "9.29" },
        { label: "SGST", percent: "9", amount: "9.29" },
      ],
      placeOfSupply: { name: "Karnataka (29)" },
      total: "121.78",
      coupon: { status: "valid", bonus: "10" },
    })
    expect(await preview("DIWALI25")).toMatchObject({ bonus: "0", coupon: { status: "expired" } })
  })

  it("[DEMO-2] has a wallet with auto-recharge on, and the consent to it", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, { daysMax: 1 })
    const wallet = "/v1/wallets/wal_demo_acme"
    expect((await test.send("GET", `${wallet}/summary`)).body.autoRecharge).toMatchObject({
      state: "on",
      threshold: "40",
      amount: "200",
    })
    expect((await test.send("GET", `${wallet}/auto-recharge/consents`)).body.data).toMatchObject([
      { textId: "add-credits.recharge.1", acceptedBy: expect.stringContaining("@"), amount: "200" },
    ])
    expect(await test.deps.wallets.outbox(10)).toEqual([])
  })

  it("[DEMO-2] tells nobody of a past, also where the outbox is delivered while it is told", async () => {
    const test = testApp({ isDemo: true })
    const toldSince = await seedDemo(test.deps, SHORT)
    const deliver = () => deliverOutbox({ ...test.deps, toldSince })
    await seedOtherPasts(test.deps, { ...SHORT, pause: async () => void (await deliver()) })
    const numbers = DEMO_CUSTOMERS.slice(1).map(async ({ wallet }) => {
      const { status, body } = await test.send("GET", `/v1/wallets/${wallet.id}/invoices`)
      expect(status).toBe(200)
      return body.data
    })
    expect((await Promise.all(numbers)).flat()).toEqual([])
    expect(await deliver()).toMatchObject({ staying: 0 })
  })

  it("[DEMO-2] posts each day's traffic on that day", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, SHORT)
    const [{ wallet, past }] = DEMO_CUSTOMERS
    const { body } = await test.send("GET", `/v1/wallets/${wallet.id}/statement?by=day`)
    expect(new Set(body.rows.map(({ at }: { at: string }) => at)).size).toBe(SHORT.daysMax)
    const credits = body.rows.filter(({ type }: { type: string }) => type === "credit")
    expect(credits).toHaveLength(1)
    expect(credits[0].quantity).toBe(past!.topUps.length)
  })

  it("[DEMO-3] changes nothing at later starts", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, SHORT)
    await seedOtherPasts(test.deps, SHORT)
    await allowOrigins(test.deps, ["http://localhost:8787"])
    const before = await heads(test)
    test.now += DAY_MS
    await seedDemo(test.deps)
    await seedOtherPasts(test.deps)
    await allowOrigins(test.deps, ["http://localhost:9000"])
    expect(await heads(test)).toEqual(before)
    const partner = await test.deps.catalog.partner(DEMO_PARTNER.id)
    expect(partner?.allowedOrigins).toEqual(["http://localhost:8787", "http://localhost:9000"])
  })

  it("[DEMO-3] completes a seeding that was cut off, and tops up once", async () => {
    const test = testApp({ isDemo: true })
    let commits = 0
    const { wallets } = test.deps
    const failing = {
      ...wallets,
      execute: (...args: Parameters<typeof wallets.execute>) =>
        ++commits > 15 ? Promise.reject(new Error("power cut")) : wallets.execute(...args),
    }
    await expect(seedDemo({ ...test.deps, wallets: failing }, SHORT)).rejects.toThrow("power cut")
    test.now += DAY_MS
    await seedDemo(test.deps, SHORT)
    const whole = testApp({ isDemo: true })
    await seedDemo(whole.deps, SHORT)
    const [{ wallet }] = DEMO_CUSTOMERS
    const found = await test.deps.wallets.wallet(wallet.id)
    expect(found?.balance).toBe((await whole.deps.wallets.wallet(wallet.id))?.balance)
  })
})

describe("seedOtherPasts", () => {
  it("[DEMO-3] goes on beside the server, says how far it is, and is taken up after it was stopped", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, SHORT)
    const customer = LARGE
    expect(await toldPercent(test.deps, customer)).toBe(0)
    const stopping = new AbortController()
    let isBegun = false
    const pause = async (): Promise<void> => {
      if (isBegun) stopping.abort()
      isBegun = (await toldPercent(test.deps, customer)) !== 0
    }
    await seedOtherPasts({ ...test.deps, stopping: stopping.signal }, { ...SHORT, pause })
    const told = await toldPercent(test.deps, customer)
    expect(told).toBeGreaterThan(0)
    expect(told).toBeLessThan(100)
    await seedOtherPasts(test.deps, SHORT)
    expect(await toldPercent(test.deps, customer)).toBeNull()
    expect(await expectSound(test, customer.wallet.id)).toBeGreaterThan(100)
    const { body } = await test.send("GET", `/v1/wallets/${customer.wallet.id}`)
    expect(Number(body.balance)).toBeGreaterThan(100_000)
    expect(await test.deps.wallets.outbox(10)).toEqual([])
  })

  it("[DEMO-1] has prices for the large one a year back", async () => {
    const test = testApp({ isDemo: true })
    const { past, wallet } = LARGE
    test.now -= (past!.days - 1) * DAY_MS
    await seedDemo(test.deps, { daysMax: 1 })
    await seedOtherPasts(test.deps, { daysMax: 1 })
    const { rows } = await test.deps.wallets.suspended({ walletId: wallet.id }, { limit: 10 })
    expect(rows).toEqual([])
    expect(await expectSound(test, wallet.id)).toBeGreaterThan(50)
  })

  it("[DEMO-1] sends the large one's messages into every market", () => {
    const table = marketTableAt(parseDate("2026-10-01")!)
    const markets = LARGE.past!.ranges.map(({ prefix, digits }) =>
      marketOf(table, prefix + "0".repeat(digits)),
    )
    expect(new Set(markets).size).toBe(47)
  })
})

describe("demoOperatorKey", () => {
  it("[DEMO-4] is made once, opens the API, and is told at every start until it is revoked", async () => {
    const test = testApp({ isDemo: true })
    const { operatorKey: _, ...config } = test.deps.config
    const deps = { ...test.deps, config }
    const key = await demoOperatorKey(deps)
    expect(key).toMatch(/^tg_op_/)
    expect(await demoOperatorKey(deps)).toBe(key)
    expect((await test.send("GET", "/v1/partners", { key: key! })).status).toBe(200)
    const record = await test.deps.catalog.keyByHash(hashSecret(key!))
    await test.deps.catalog.revokeKey(record!.id, test.now)
    expect(await demoOperatorKey(deps)).toBeUndefined()
  })

  it("[DEMO-4] is none outside the demo, in a public one, and where the environment has one", async () => {
    const test = testApp({ isDemo: true })
    const { operatorKey: _, ...config } = test.deps.config
    expect(await demoOperatorKey(test.deps)).toBeUndefined()
    expect(await demoOperatorKey({ ...test.deps, config: { ...config, isDemo: false } })).toBeUndefined()
    expect(await demoOperatorKey({ ...test.deps, config: { ...config, isDemoPublic: true } })).toBeUndefined()
    expect((await test.deps.catalog.keys({}, { limit: 10 })).rows).toEqual([])
  })
})
