import { buildEvent, NOW } from "@tollgate/engine/testing"
import { expect, test } from "vitest"
import { EngineCommands } from "../../src/storage/conformance/engine-commands.ts"
import { drawLives } from "../../src/storage/conformance/lives.ts"
import { WalletInStep } from "../../src/storage/conformance/wallet-in-step.ts"
import { openObjectDriver } from "../../src/storage/durable-object/object-driver.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import type { Executed, WalletStore } from "../../src/storage/wallet-store.ts"
import { verifyWallet } from "../../src/verify/verify-wallet.ts"
import { inside, makeObject, type TestObject } from "./object-host.ts"

const LIVES = 6
const STEPS_BETWEEN_EVICTIONS = 4
const REQUESTS = 6

/** One authorization of one message, which answers the same when it is sent again. */
function authorize(store: WalletStore, id: string): Promise<Executed> {
  const replay = { key: `POST ${id}`, fingerprint: id, keepUntil: null }
  const message = { to: buildEvent().recipient, category: "marketing", count: 1 } as const
  return new EngineCommands(store).authorize(id, [message], { replay })
}

const idOf = (at: number): string => `hld_${at}`

const IDS: readonly string[] = Array.from({ length: REQUESTS }, (_, at) => idOf(at))

async function openAgain(object: TestObject): Promise<WalletStore> {
  return inside(await object.openStore(), object.run)
}

/** Opens a wallet with one authorization. */
async function begin(store: WalletStore): Promise<void> {
  const engine = new EngineCommands(store)
  await engine.open()
  await engine.topUp("top_1", 50_000_000n)
  await authorize(store, "hld_before")
}

/** All that were acknowledged are there, none by half; those that are sent again are done once. */
async function expectOnceEach(store: WalletStore, acknowledged: readonly string[]): Promise<void> {
  const heldFor = async (ids: readonly string[]): Promise<bigint> => {
    const holds = await Promise.all(ids.map((id) => store.hold("wal_1", id)))
    return holds.reduce((sum, hold) => sum + (hold === undefined ? 0n : hold.heldOwn + hold.heldShared), 0n)
  }
  const one = await heldFor(["hld_before"])
  expect(one).toBeGreaterThan(0n)
  for (const id of acknowledged) expect(await store.hold("wal_1", id)).toMatchObject({ state: "open" })
  const { held } = (await store.wallet("wal_1"))!
  expect(held).toBe(one + (await heldFor(IDS)))
  expect((await verifyWallet(store, "wal_1", [], NOW)).findings).toEqual([])

  for (const id of IDS) {
    expect(await authorize(store, id)).toMatchObject({ answer: { status: 200 } })
  }
  expect((await store.wallet("wal_1"))!.held).toBe(one * BigInt(REQUESTS + 1))
  expect((await verifyWallet(store, "wal_1", [], NOW)).findings).toEqual([])
}

const seed = Math.floor(Math.random() * 2 ** 31)

test(`[STORE-19] [DO-7] an object that is evicted between requests goes on as if it had not been (seed ${seed})`, async () => {
  for (const { host, steps } of drawLives(seed, LIVES)) {
    const object = makeObject()
    const wallet = new WalletInStep(host)
    await wallet.open(await openAgain(object))
    for (let from = 0; from < steps.length; from += STEPS_BETWEEN_EVICTIONS) {
      await object.evict()
      const store = await object.openStore()
      await object.run(() => wallet.run(store, steps.slice(from, from + STEPS_BETWEEN_EVICTIONS)))
    }
    await object.evict()
    await wallet.verify(await openAgain(object))
  }
})

test("[STORE-19] [DO-7] an object that is evicted with requests under way answers them all, each once", async () => {
  const object = makeObject()
  await begin(await openAgain(object))
  // Each instance of the object has its own store; which of them a request comes to is left to the runtime.
  const stores = new WeakMap<DurableObjectStorage, WalletStore>()
  const storeOn = (storage: DurableObjectStorage): WalletStore => {
    const store = stores.get(storage) ?? createSqlWalletStore(openObjectDriver(storage))
    stores.set(storage, store)
    return store
  }
  const going = IDS.map((id) => object.run((storage) => authorize(storeOn(storage), id)))
  await object.evict()
  const answers = await Promise.all(going)
  expect(answers.map(({ kind }) => kind)).toEqual(IDS.map(() => "answered"))
  await expectOnceEach(await openAgain(object), IDS)
})

test.each(["before their transaction", "amid it", "after it, before the answers"])(
  "[STORE-19] [DO-7] an object that breaks with commands under way %s: nothing is lost or doubled",
  async (place) => {
    const object = makeObject()
    let breakObject = (): void => {}
    let isArmed = false
    const breakAt = (here: string): void => {
      if (isArmed && here === place) breakObject()
    }
    const opened = await object.openStore({ committed: () => breakAt("after it, before the answers") })
    const store = inside(opened, object.run)
    await begin(store)
    await authorize(store, idOf(0))
    await object.run((_storage, state) => {
      breakObject = () => state.abort("broken by a test")
    })
    isArmed = true
    const amid = store.execute("wal_1", {
      names: () => ({ dueBy: 0 }),
      decide: () => {
        breakAt("amid it")
        return { answer: { status: 200, body: null } }
      },
    })
    const going = Promise.allSettled([...IDS.map((id) => authorize(store, id)), amid])
    const broken = object.run(() => breakAt("before their transaction"))
    await Promise.allSettled([broken])
    const results = await going
    expect(results.map(({ status }) => status)).toContain("rejected")
    const acknowledged = IDS.filter((_, at) => at === 0 || results[at]?.status === "fulfilled")
    await expectOnceEach(await openAgain(object), acknowledged)
  },
)
