import { env } from "cloudflare:workers"
import { runInDurableObject } from "cloudflare:test"
import { describeWalletStore } from "../../src/storage/conformance.ts"
import { openObjectDriver } from "../../src/storage/durable-object/object-driver.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import type { WalletStore } from "../../src/storage/wallet-store.ts"

type Run = <T>(body: () => Promise<T>) => Promise<T>

/** The store, each of whose calls is made inside the object: its storage answers nobody else. */
function inside(store: WalletStore, run: Run): WalletStore {
  const call =
    (name: keyof WalletStore) =>
    (...args: unknown[]): unknown => {
      const method = store[name] as (...all: unknown[]) => unknown
      return name === "scanCharges"
        ? eachInside(() => method(...args) as AsyncIterable<unknown>, run)
        : run(async () => method(...args))
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

describeWalletStore("durable object", async () => {
  const stub = env.STORAGE.get(env.STORAGE.newUniqueId())
  const run: Run = (body) => runInDurableObject(stub, body)
  return {
    open: async () =>
      inside(
        await runInDurableObject(stub, (_object, state) =>
          createSqlWalletStore(openObjectDriver(state.storage)),
        ),
        run,
      ),
    dispose: async () => {},
  }
})
