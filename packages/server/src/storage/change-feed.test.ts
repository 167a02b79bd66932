import { expect, it } from "vitest"
import { openWallet, write } from "./conformance-rows.ts"
import { manualTimer } from "../testing/manual-timer.ts"
import { createCommitFeed, FOREIGN_COMMIT_POLL_MS } from "./change-feed.ts"
import { createSqlWalletStore } from "./sql-wallet-store.ts"
import { openNodeDriver } from "./sqlite/node-driver.ts"

function openFeed() {
  // Time stands still: how long a group of commands takes closes it.
  const driver = { ...openNodeDriver(":memory:"), now: () => 0 }
  const file = { version: 1, asked: 0 }
  const clock = manualTimer({ now: 0 })
  const version = (): number => {
    file.asked += 1
    return file.version
  }
  const feed = createCommitFeed({ version, timer: clock.timer })
  const store = createSqlWalletStore(driver, { committed: feed.committed })
  const told: string[] = []
  const listen = (walletId: string): (() => void) => feed.subscribe(walletId, () => void told.push(walletId))
  return { driver, feed, store, told, listen, file, clock }
}

it("[STREAM-1] tells of each commit that wrote to the wallet, after it", async () => {
  const { store, told, listen, feed, driver } = openFeed()
  await openWallet(store)
  await openWallet(store, { id: "wal_2" })
  listen("wal_1")
  const inTransaction: boolean[] = []
  feed.subscribe("wal_1", () => {
    // A transaction within a transaction is refused.
    driver.transaction(() => inTransaction.push(false))
  })
  const stop = listen("wal_2")
  await Promise.all([write(store, {}), write(store, {}), write(store, {})])
  expect(told).toEqual(["wal_1"])
  expect(inTransaction).toEqual([false])
  await write(store, {}, { walletId: "wal_2" })
  expect(told).toEqual(["wal_1", "wal_2"])
  stop()
  await write(store, {}, { walletId: "wal_2" })
  await store.execute("wal_1", {
    names: () => ({ dueBy: 0 }),
    decide: () => ({ answer: { status: 402, body: {} } }),
  })
  expect(told).toEqual(["wal_1", "wal_2"])
})

it("[STREAM-1] tells nothing of what was undone", async () => {
  const { store, told, listen, driver } = openFeed()
  await openWallet(store)
  listen("wal_1")
  driver.exec("CREATE TRIGGER full BEFORE UPDATE ON wallet BEGIN SELECT RAISE(ABORT, 'full'); END")
  driver.exec("CREATE TRIGGER full_too BEFORE INSERT ON wallet BEGIN SELECT RAISE(ABORT, 'full'); END")
  await expect(write(store, { wallet: {} } as never)).rejects.toThrow()
  expect(told).toEqual([])
})

it("[STREAM-2] asks the file for commits of others while somebody listens", async () => {
  const { told, listen, file, clock } = openFeed()
  await clock.advance(FOREIGN_COMMIT_POLL_MS * 5)
  expect(file.asked).toBe(0)
  const stops = [listen("wal_1"), listen("wal_2")]
  await clock.advance(FOREIGN_COMMIT_POLL_MS * 3)
  expect([told, file.asked]).toEqual([[], 4])
  file.version += 1
  await clock.advance(FOREIGN_COMMIT_POLL_MS)
  expect(told).toEqual(["wal_1", "wal_2"])
  for (const stop of stops) stop()
  const { asked } = file
  await clock.advance(FOREIGN_COMMIT_POLL_MS * 5)
  expect([file.asked, clock.waiting]).toEqual([asked, 0])
})
