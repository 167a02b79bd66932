import { describe, expect, it } from "vitest"
import { hashSecret } from "../auth/secret.ts"
import { testApp, type TestApp } from "../testing/test-app.ts"
import { verifyWallet } from "../verify/verify-wallet.ts"
import { DEMO_CUSTOMERS, DEMO_PARTNER, DEMO_WALLET } from "./demo-tenant.ts"
import { demoOperatorKey } from "./demo-key.ts"
import { seedDemo } from "./seed.ts"

const DAY_MS = 86_400_000

async function heads(test: TestApp): Promise<readonly unknown[]> {
  return Promise.all(
    DEMO_CUSTOMERS.map(async ({ wallet }) => {
      const { balance, sequence, head } = (await test.deps.wallets.wallet(wallet.id))!
      return { balance, sequence, head }
    }),
  )
}

describe("seedDemo", () => {
  it("[DEMO-1] makes the partner, the customers, their wallets and senders", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, ["http://localhost:8787"])
    for (const { wallet, sender } of DEMO_CUSTOMERS) {
      const { status, body } = await test.send("GET", `/v1/wallets/${wallet.id}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ currency: wallet.currency, planId: wallet.planId, status: "active" })
      expect(await test.deps.catalog.sender(sender.id)).toMatchObject({ walletId: wallet.id })
    }
    expect((await test.send("GET", "/v1/wallets/wal_demo_lima")).body).toMatchObject({ isLow: true })
  })

  it("[DEMO-2] has a week of top-ups and traffic behind it, posted when it happened, that verifies", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, [])
    const { body } = await test.send("GET", `/v1/wallets/${DEMO_WALLET}/statement?by=day`)
    const days = new Set(body.rows.map(({ at }: { at: string }) => at))
    expect(days.size).toBeGreaterThanOrEqual(7)
    expect(body.rows.filter(({ type }: { type: string }) => type === "credit")).toHaveLength(2)
    for (const { wallet } of DEMO_CUSTOMERS) {
      const { findings, charges } = await verifyWallet(test.deps.wallets, wallet.id, [], test.now)
      expect(findings).toEqual([])
      expect(charges).toBeGreaterThan(100)
    }
    expect((await test.deps.wallets.suspended({}, { limit: 10 })).rows).toEqual([])
    expect(await test.deps.wallets.outbox(10)).toEqual([])
  })

  it("[DEMO-3] changes nothing at later starts", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, ["http://localhost:8787"])
    const before = await heads(test)
    test.now += DAY_MS
    await seedDemo(test.deps, ["http://localhost:9000"])
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
        ++commits > 40 ? Promise.reject(new Error("power cut")) : wallets.execute(...args),
    }
    await expect(seedDemo({ ...test.deps, wallets: failing }, [])).rejects.toThrow("power cut")
    test.now += DAY_MS
    await seedDemo(test.deps, [])
    const whole = testApp({ isDemo: true })
    await seedDemo(whole.deps, [])
    for (const { wallet } of DEMO_CUSTOMERS) {
      const found = await test.deps.wallets.wallet(wallet.id)
      expect(found?.balance).toBe((await whole.deps.wallets.wallet(wallet.id))?.balance)
    }
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
