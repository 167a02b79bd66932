import { buildEvent, NOW } from "@tollgate/engine/testing"
import { afterEach, expect, test, vi } from "vitest"
import { EngineCommands } from "../../src/storage/conformance/engine-commands.ts"
import { GROUP_WORK_MS_MAX } from "../../src/storage/group-commit.ts"
import { openObjectDriver } from "../../src/storage/durable-object/object-driver.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { verifyWallet } from "../../src/verify/verify-wallet.ts"
import { inside, makeObject } from "./object-host.ts"

const REQUESTS = 100
const EVENTS = 100

afterEach(() => vi.unstubAllGlobals())

test.each(["with", "without"])(
  "[STORE-10] requests that come to an object at once share commits, %s setImmediate",
  async (word) => {
    if (word === "without") vi.stubGlobal("setImmediate", undefined)
    const object = makeObject()
    let commits = 0
    const opened = await object.openStore({ committed: () => void (commits += 1) })
    const store = inside(opened, object.run)
    const engine = new EngineCommands(store)
    await engine.open()
    commits = 0
    await Promise.all(Array.from({ length: REQUESTS }, (_, at) => engine.topUp(`top_${at}`, 1n)))
    expect(commits).toBeLessThan(REQUESTS)
    expect(await store.wallet("wal_1")).toMatchObject({ balance: BigInt(REQUESTS), sequence: REQUESTS + 1 })
    expect((await verifyWallet(store, "wal_1", [], NOW)).findings).toEqual([])
  },
)

test("[STORE-10] [DO-6] a group is closed by the number of its statements, as no clock goes on meanwhile", () =>
  makeObject().run(async (storage) => {
    const driver = openObjectDriver(storage)
    const took: number[] = []
    const store = createSqlWalletStore({
      ...driver,
      transaction: (body) => {
        const before = driver.now()
        const value = driver.transaction(body)
        took.push(driver.now() - before)
        return value
      },
    })
    const engine = new EngineCommands(store)
    await engine.open()
    const batch = (at: number) =>
      Array.from({ length: EVENTS }, (_, event) => buildEvent({ messageIds: [`m${at}.${event}`] }))
    // The first of a kind costs more, its plan being compiled and its rows new.
    await engine.settle("first", batch(0))
    const alone = took.at(-1)!
    took.length = 0
    const settled = Array.from({ length: 12 }, (_, at) => engine.settle(`settle_${at}`, batch(at + 1)))
    await Promise.all(settled)
    expect(took.length).toBeGreaterThan(1)
    expect(took.length).toBeLessThan(settled.length)
    for (const one of took) expect(one).toBeLessThan(GROUP_WORK_MS_MAX + 2 * alone)
    for (const one of took.slice(0, -1)) expect(one).toBeGreaterThanOrEqual(GROUP_WORK_MS_MAX)
    expect((await verifyWallet(store, "wal_1", [], NOW)).findings).toEqual([])
  }))
