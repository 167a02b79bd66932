import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Catalog } from "../catalog/catalog.ts"
import { openSqlCatalog } from "../catalog/sql-catalog.ts"
import { createCommitFeed, type ChangeFeed } from "../storage/change-feed.ts"
import { driverCatalogMoving, driverMoving } from "../storage/moving/driver-moving.ts"
import type { Moving } from "../storage/moving/moving.ts"
import { createSqlWalletStore } from "../storage/sql-wallet-store.ts"
import { openNodeDriver, type NodeSqliteDriver } from "../storage/sqlite/node-driver.ts"
import type { WalletStore } from "../storage/wallet-store.ts"
import { systemTimer } from "../timer.ts"
import type { SweepAlone } from "../storage/postgres/sweep-alone.ts"
import { openPostgres } from "./open-postgres.ts"
import { EnvironmentError } from "./environment-error.ts"

export const DATABASE_FILE = "tollgate.sqlite"
const DEMO_SETTING = "demo"

export interface OpenStore {
  /** Of a SQLite file. */
  readonly driver?: NodeSqliteDriver
  readonly catalog: Catalog
  readonly wallets: WalletStore
  readonly feed: ChangeFeed
  /** Where other processes sweep the same store. */
  readonly sweepAlone?: SweepAlone
  /** Out of this store and into it; `hasSecrets` with the settings that are secrets. */
  readonly moving: (hasSecrets: boolean) => Moving
}

/**
 * The catalog and the wallets in one SQLite file of a folder, which is made when it is not there, or in a Postgres
 * database. A store made for the demo is opened by the demo only, and no other store is. Rule RUN-4.
 */
export async function openStore(
  data: string,
  isDemo: boolean | "any",
  clock: () => number,
  databaseUrl?: string,
): Promise<OpenStore> {
  const store =
    databaseUrl === undefined ? openFile(data, isDemo, clock) : await openPostgres(databaseUrl, clock)
  if (isDemo === "any") return store
  const made = await store.catalog.putSettingOnce(DEMO_SETTING, isDemo ? "1" : "0")
  if ((made === "1") === isDemo) return store
  await store.wallets.close()
  const [where, other] =
    databaseUrl === undefined
      ? [data, "TOLLGATE_DATA to another folder"]
      : ["DATABASE_URL", "DATABASE_URL to another database"]
  throw new EnvironmentError(
    made === "1"
      ? `The data in ${where} was made by the demo. Set ${other}, or TOLLGATE_DEMO=1.`
      : `The data in ${where} is real. Set ${other} to see the demo, or TOLLGATE_DEMO=0.`,
  )
}

function openFile(data: string, isDemo: boolean | "any", clock: () => number): OpenStore {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const driver = openNodeDriver(join(data, DATABASE_FILE), { hasCheckpointer: isDemo !== "any" })
  const catalog = openSqlCatalog(driver, clock)
  const feed = createCommitFeed({ version: () => driver.version(), timer: systemTimer })
  const wallets = createSqlWalletStore(driver, { committed: feed.committed })
  const movedWallets = driverMoving(driver, { reads: wallets, clock })
  return {
    driver,
    catalog,
    wallets,
    feed,
    moving: (hasSecrets) => ({
      wallets: movedWallets,
      catalog: driverCatalogMoving(driver, catalog, hasSecrets),
    }),
  }
}
