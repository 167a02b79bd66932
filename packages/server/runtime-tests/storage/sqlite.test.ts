import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describeEngine, describeWalletStore, type StoreHost } from "../../src/storage/conformance.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"

/** A file of `node:sqlite` in a directory of its own. */
async function makeSqliteHost(cachedWalletsMax: number): Promise<StoreHost> {
  const directory = await mkdtemp(join(tmpdir(), "tollgate-store-"))
  const path = join(directory, "wallets.db")
  return {
    open: async () => createSqlWalletStore(openNodeDriver(path), { cachedWalletsMax }),
    dispose: () => rm(directory, { recursive: true }),
  }
}

describeWalletStore("node:sqlite with its cache", () => makeSqliteHost(1000))
describeWalletStore("node:sqlite with a cache of one wallet", () => makeSqliteHost(1))
describeWalletStore("node:sqlite without a cache", () => makeSqliteHost(0))
describeEngine("node:sqlite", () => makeSqliteHost(1000))
