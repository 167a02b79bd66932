import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Catalog } from "../catalog/catalog.ts"
import { openSqlCatalog } from "../catalog/sql-catalog.ts"
import { createCommitFeed, type ChangeFeed } from "../storage/change-feed.ts"
import { createSqlWalletStore } from "../storage/sql-wallet-store.ts"
import { openNodeDriver, type NodeSqliteDriver } from "../storage/sqlite/node-driver.ts"
import type { WalletStore } from "../storage/wallet-store.ts"
import { systemTimer } from "../timer.ts"
import { EnvironmentError } from "./environment.ts"

export const DATABASE_FILE = "tollgate.sqlite"
const DEMO_SETTING = "demo"

export interface OpenStore {
  readonly driver: NodeSqliteDriver
  readonly catalog: Catalog
  readonly wallets: WalletStore
  readonly feed: ChangeFeed
}

/**
 * The catalog and the wallets in one SQLite file of a folder, which is made when it is not there. A store made for the
 * demo is opened by the demo only, and no other store is. Rule RUN-4.
 */
export async function openStore(
  data: string,
  isDemo: boolean | "any",
  clock: () => number,
): Promise<OpenStore> {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const driver = openNodeDriver(join(data, DATABASE_FILE), { hasCheckpointer: isDemo !== "any" })
  const catalog = openSqlCatalog(driver, clock)
  const feed = createCommitFeed({ version: () => driver.version(), timer: systemTimer })
  const wallets = createSqlWalletStore(driver, { committed: feed.committed })
  if (isDemo !== "any") {
    const made = await catalog.putSettingOnce(DEMO_SETTING, isDemo ? "1" : "0")
    if ((made === "1") !== isDemo) {
      driver.close()
      throw new EnvironmentError(
        made === "1"
          ? `The data in ${data} was made by the demo. Set TOLLGATE_DATA to another folder, or TOLLGATE_DEMO=1.`
          : `The data in ${data} is real. Set TOLLGATE_DATA to another folder to see the demo, or TOLLGATE_DEMO=0.`,
      )
    }
  }
  return { driver, catalog, wallets, feed }
}
