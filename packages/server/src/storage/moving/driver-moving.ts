import { scheduleSoon } from "../group-commit.ts"
import { migrate } from "../migrations.ts"
import type { SqlDriver } from "../sql-driver.ts"
import { sqliteHost } from "../sql/sql-host.ts"
import type { WalletReads } from "../wallet-store.ts"
import { MOVING_MIGRATIONS, MOVING_SCHEMA } from "./schema.ts"
import { storeMoving } from "./store-moving.ts"
import type { Catalog } from "../../catalog/catalog.ts"
import { catalogMoving, catalogTables, type CatalogMoving, type CatalogTables } from "./catalog-moving.ts"
import type { WalletMoving } from "./wallet-moving.ts"

export interface DriverMovingOptions {
  /** The store on the same driver. */
  readonly reads: WalletReads
  readonly clock: () => number
  /** How many rows of rollups are verified at once, where memory is small. */
  readonly rollupsAtOnce?: number
  /** Told of each wallet that came: it may have something due. Must not throw. */
  readonly finished?: (walletId: string) => void
}

/**
 * The wallets of any SQLite host: a file of Node, or the storage of one Durable Object. Its tables are made when the first
 * wallet comes.
 */
export function driverMoving(driver: SqlDriver, options: DriverMovingOptions): WalletMoving {
  const host = sqliteHost(driver)
  let hasTables = false
  return storeMoving({
    ...options,
    host,
    transaction: async (_walletId, work) => {
      if (!hasTables) migrate(driver, MOVING_SCHEMA, MOVING_MIGRATIONS)
      hasTables = true
      return host.transaction(work)
    },
    pause: () => new Promise((resolve) => scheduleSoon(resolve)),
  })
}

/** The catalog on any SQLite host. Rule MOVE-9. */
export function driverCatalogMoving(
  driver: SqlDriver,
  catalog: Pick<Catalog, "refresh">,
  hasSecrets = false,
): CatalogMoving {
  return catalogMoving(driverCatalogTables(driver, () => catalog.refresh(), hasSecrets))
}

/** Such tables of the catalog as are on this driver. */
export function driverCatalogTables(
  driver: SqlDriver,
  written: () => void,
  hasSecrets: boolean,
): CatalogTables {
  const host = sqliteHost(driver)
  return catalogTables({ host, write: (work) => host.transaction(work), written, hasSecrets })
}
