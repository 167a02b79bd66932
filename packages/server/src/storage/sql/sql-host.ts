import type { SqlDriver } from "../sql-driver.ts"
import { runSync, type Sql } from "./request.ts"

/** Where work is done for those who may wait for it. */
export interface SqlHost {
  read<T>(work: Sql<T>): Promise<T>
  /**
   * All or nothing; the work is made anew where the database wants it done again.
   *
   * @param walletId - whose rows it changes: none of that wallet's commands is then under way
   */
  transaction<T>(work: () => Sql<T>, walletId?: string): Promise<T>
}

export function sqliteHost(driver: SqlDriver): SqlHost {
  return {
    read: async (work) => runSync(driver, work),
    transaction: async (work) => driver.transaction(() => runSync(driver, work())),
  }
}
