import { env } from "cloudflare:workers"
import { evictDurableObject, runInDurableObject } from "cloudflare:test"
import type { StoreHost } from "../../src/storage/conformance.ts"
import { openObjectDriver } from "../../src/storage/durable-object/object-driver.ts"
import type { SqlDriver } from "../../src/storage/sql-driver.ts"
import { createSqlWalletStore, type SqlWalletStoreOptions } from "../../src/storage/sql-wallet-store.ts"
import type { WalletStore } from "../../src/storage/wallet-store.ts"

type Run = <T>(body: () => T | Promise<T>) => Promise<T>

/** A new Durable Object, empty at first, and what can be done to it. Each `run` is a request of its own to the object. */
export interface TestObject {
  readonly run: <T>(
    body: (storage: DurableObjectStorage, state: DurableObjectState) => T | Promise<T>,
  ) => Promise<T>
  /** Opens a store on its storage, whose calls must be made inside the object. */
  openStore(options?: SqlWalletStoreOptions): Promise<WalletStore>
  /** Takes the object from memory when its requests are done, as the runtime does with idle ones. */
  evict(): Promise<void>
}

export function makeObject(): TestObject {
  const id = env.STORAGE.newUniqueId()
  // A stub is of no use once its object was aborted.
  const run: TestObject["run"] = (body) =>
    runInDurableObject(env.STORAGE.get(id), (_object, state) => body(state.storage, state))
  return {
    run,
    openStore: (options) => run((storage) => createSqlWalletStore(openObjectDriver(storage), options)),
    evict: () => evictDurableObject(env.STORAGE.get(id)),
  }
}

/** Does something with a driver on the storage of a new object. */
export function onDriver<T>(body: (driver: SqlDriver, storage: DurableObjectStorage) => T): Promise<T> {
  return makeObject().run((storage) => body(openObjectDriver(storage), storage))
}

/** The store, each of whose calls is made inside the object: its storage answers nobody else. */
export function inside(store: WalletStore, run: Run): WalletStore {
  const call =
    (name: keyof WalletStore) =>
    (...args: unknown[]): unknown => {
      const method = store[name] as (...all: unknown[]) => unknown
      return name === "scanCharges"
        ? eachInside(() => method(...args) as AsyncIterable<unknown>, run)
        : run(() => method(...args))
    }
  const names = Object.keys(store) as (keyof WalletStore)[]
  const wrapped = Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as WalletStore
  return {
    ...wrapped,
    books: async (walletId) => {
      const { holds, rollups, topUps, ...books } = await run(() => store.books(walletId))
      return {
        ...books,
        holds: eachInside(() => holds, run),
        rollups: eachInside(() => rollups, run),
        topUps: eachInside(() => topUps, run),
      }
    },
  }
}

async function* eachInside<T>(open: () => AsyncIterable<T>, run: Run): AsyncGenerator<T> {
  const rows = open()[Symbol.asyncIterator]()
  for (;;) {
    const next = await run(() => rows.next())
    if (next.done === true) return
    yield next.value
  }
}

/** Handles on one object. When all that were open have been closed, the next one finds the object started anew. */
export function makeObjectHost(options: SqlWalletStoreOptions = {}): StoreHost {
  const object = makeObject()
  let handles = 0
  let isStale = false
  return {
    open: async () => {
      if (isStale) await object.evict()
      isStale = false
      handles += 1
      const store = inside(await object.openStore(options), object.run)
      return {
        ...store,
        close: async () => {
          await store.close()
          handles -= 1
          isStale = handles === 0
        },
      }
    },
    dispose: async () => {},
  }
}
