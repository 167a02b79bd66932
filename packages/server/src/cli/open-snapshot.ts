import { existsSync } from "node:fs"
import { join } from "node:path"
import { DATABASE_FILE } from "../runtime/open-store.ts"
import { createSqlWalletStore } from "../storage/sql-wallet-store.ts"
import { openNodeDriver } from "../storage/sqlite/node-driver.ts"
import type { WalletStore } from "../storage/wallet-store.ts"
import { CommandError } from "./command-error.ts"

/**
 * The wallets of a folder as of one moment, for reading only, while a server goes on writing: all reads are in one read
 * transaction, which lasts until the store is closed. Rule LED-7.
 */
export function openSnapshot(data: string): WalletStore {
  const file = join(data, DATABASE_FILE)
  if (!existsSync(file)) throw new CommandError(`There is no store in ${data}.`)
  const driver = openNodeDriver(file)
  let isOpen = false
  const wallets = createSqlWalletStore({
    ...driver,
    transaction: (body) => (isOpen ? body() : driver.transaction(body)),
  })
  driver.exec("BEGIN")
  isOpen = true
  // SQLite takes the moment at the first read.
  driver.prepare("SELECT count(*) AS rows FROM wallet").get()
  return wallets
}
