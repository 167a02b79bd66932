import { DAY_MS, invariant } from "@tollgate/engine"
import { expect, test } from "vitest"
import { makeTraffic } from "../../src/simulator/make-traffic.ts"
import { settleDelivery } from "../../src/simulator/testing-settle.ts"
import { rebuildZone } from "../../src/spending/rebuild-zone.ts"
import { driverMoving } from "../../src/storage/moving/driver-moving.ts"
import type { SqlDriver } from "../../src/storage/sql-driver.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"
import { memorySegments } from "../../src/testing/memory-segments.ts"
import { TEST_NOW, testApp, type TestApp } from "../../src/testing/test-app.ts"
import { verifyWallet } from "../../src/verify/verify-wallet.ts"
import { archiveAll } from "./host.ts"

const DAYS = 20
const ASKED_AFTER_DAYS = 150

/** Quarter hours are forgotten by then: what begins within a day is summed from charges. */
const PERIODS = ["from=2026-11-23&to=2026-12-10", "from=2026-11-25T03:15:00Z&to=2026-12-02T11:30:00Z"]
const PATHS = PERIODS.flatMap((period) => [
  `/statement?${period}`,
  `/statement?${period}&by=day`,
  `/statement?${period}&format=csv`,
  `/usage?${period}&groupBy=category,type`,
  `/usage?${period}&interval=hour&groupBy=sender`,
  `/usage?${period}&groupBy=market&timezone=America/New_York`,
  `/usage?${period}&groupBy=category,sender,media&format=csv`,
  `/messages?${period}&limit=200`,
  `/messages?${period}&status=delivered&category=marketing`,
])

async function openTold(driver: SqlDriver): Promise<TestApp> {
  const segments = memorySegments()
  const segmentSizes = { charges: 40, entries: 25, bytes: 50_000 }
  const test = testApp({}, { wallets: createSqlWalletStore(driver, { segments, segmentSizes }) })
  const must = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await test.send(method, path, { body })
    invariant(answer.status < 300, JSON.stringify(answer.body))
  }
  await must("POST", "/v1/partners", { id: "par", name: "Partner", allowedOrigins: [] })
  await must("POST", "/v1/customers", {
    id: "cus",
    partnerId: "par",
    name: "Customer",
    timezone: "Asia/Kolkata",
  })
  await must("POST", "/v1/wallets", { id: "wal_1", customerId: "cus", currency: "USD", planId: "gupshup" })
  await must("POST", "/v1/wallets/wal_1/top-ups", { method: "manual", amount: "500" })
  const senders = ["106540352242922", "106540352250841"].map((id, index) => ({
    id,
    phoneNumber: String(14_155_550_100 + index),
  }))
  for (const { id, phoneNumber } of senders) {
    await must("PUT", `/v1/senders/${id}`, { walletId: "wal_1", phoneNumber: `+${phoneNumber}` })
  }
  const traffic = makeTraffic({
    seed: 7,
    senders,
    provider: "meta",
    messages: 250,
    startAt: TEST_NOW + DAY_MS,
    spanMs: DAYS * DAY_MS,
  })
  for (const delivery of traffic) {
    test.now = delivery.postAt
    await settleDelivery(test.deps, delivery)
  }
  test.now = TEST_NOW + ASKED_AFTER_DAYS * DAY_MS
  await test.deps.wallets.forget(test.now)
  return test
}

async function answersOf(test: TestApp): Promise<readonly unknown[]> {
  const answers: unknown[] = []
  for (const path of PATHS) {
    const { status, body } = await test.send("GET", `/v1/wallets/wal_1${path}`)
    expect(status, path).toBe(200)
    answers.push([path, body])
  }
  return answers
}

test("[ARCH-4] statements, usage, messages, their CSV and exports are the same when all of it is archived", async () => {
  const driver = openNodeDriver(":memory:")
  const test = await openTold(driver)
  const { wallets, clock } = test.deps
  const exported = () => driverMoving(driver, { reads: wallets, clock }).digest("wal_1")
  const before = await answersOf(test)
  const exportedBefore = await exported()
  const moved = await archiveAll(wallets, test.now)
  expect(moved.charges).toBeGreaterThan(300)
  expect(moved.entries).toBeGreaterThan(300)
  expect(await answersOf(test)).toEqual(before)
  expect(exportedBefore?.rows).toBeGreaterThan(600)
  expect(await exported()).toEqual(exportedBefore)
  expect((await verifyWallet(wallets, "wal_1", [], test.now)).findings).toEqual([])

  await rebuildZone(test.deps, "wal_1", "America/New_York")
  expect((await wallets.wallet("wal_1"))?.rollupZone).toBe("America/New_York")
  expect((await verifyWallet(wallets, "wal_1", [], test.now)).findings).toEqual([])
  await wallets.close()
})
