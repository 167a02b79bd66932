import { existsSync } from "node:fs"
import { join } from "node:path"
import { CATALOG_MIGRATIONS } from "../catalog/schema.ts"
import { DATABASE_FILE } from "../runtime/open-store.ts"
import { migrate } from "../storage/migrations.ts"
import { createSqlWalletStore } from "../storage/sql-wallet-store.ts"
import { sqliteHost, type SqlHost } from "../storage/sql/sql-host.ts"
import { openNodeDriver } from "../storage/sqlite/node-driver.ts"
import type { WalletReads, WalletStore } from "../storage/wallet-store.ts"
import { CommandError } from "./command-error.ts"

/** A store as of one moment, for reading only. */
export interface Snapshot {
  readonly wallets: WalletReads & Pick<WalletStore, "close">
  /** Of the same moment. */
  readonly host: Pick<SqlHost, "read">
}

/**
 * The store of a folder as of one moment, for reading only, while a server goes on writing: all reads are in one read
 * transaction, which lasts until the store is closed. Rule LED-7.
 */
export function openSnapshot(data: string): Snapshot {
  const file = join(data, DATABASE_FILE)
  if (!existsSync(file)) throw new CommandError(`There is no store in ${data}.`)
  const driver = openNodeDriver(file)
  let isOpen = false
  migrate(driver, "catalog", CATALOG_MIGRATIONS)
  const wallets = createSqlWalletStore({
    ...driver,
    transaction: (body) => (isOpen ? body() : driver.transaction(body)),
  })
  driver.exec("BEGIN")
  isOpen = true
  // SQLite takes the moment at the first read.
  driver.prepare("SELECT count(*) AS rows FROM wallet").get()
  return { wallets, host: sqliteHost(driver) }
}
