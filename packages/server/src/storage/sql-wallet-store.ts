import { createGroupCommit, scheduleSoon } from "./group-commit.ts"
import { migrate } from "./migrations.ts"
import { createBaseCache } from "./sql/base-cache.ts"
import { executeCommand, executeOpen } from "./sql/execute.ts"
import { GroupScope } from "./sql/group-scope.ts"
import { removeOutbox } from "./sql/read-lists.ts"
import { runSync } from "./sql/request.ts"
import { sqliteHost } from "./sql/sql-host.ts"
import { walletReads } from "./sql/wallet-reads.ts"
import { replaceRollups, sumCharges } from "./sql/rebuild-rollups.ts"
import type { SqlDriver } from "./sql-driver.ts"
import { WALLET_MIGRATIONS } from "./sqlite/schema.ts"
import type { WalletStore } from "./wallet-store.ts"

const CACHED_WALLETS_MAX = 1000

export interface SqlWalletStoreOptions {
  /** How many wallets' rows are kept in memory between commands; 0 = none. No answer depends on it. */
  readonly cachedWalletsMax?: number
  /** Told of each group after its commit: the wallets that it wrote to. Must not throw. */
  readonly committed?: (walletIds: Iterable<string>) => void
  /** Runs a task after what already waits for the event loop. */
  readonly schedule?: (task: () => void) => void
}

/**
 * The wallet store on any SQLite host. Its tables are made, or brought up to date, when it opens. Rules STORE-6 to
 * STORE-17.
 *
 * @throws NewerSchemaError where the tables are of a newer Tollgate
 */
export function createSqlWalletStore(driver: SqlDriver, options: SqlWalletStoreOptions = {}): WalletStore {
  const { cachedWalletsMax = CACHED_WALLETS_MAX, committed, schedule = scheduleSoon } = options
  migrate(driver, "wallets", WALLET_MIGRATIONS)
  const cache = createBaseCache(cachedWalletsMax)
  let version = driver.version()
  let isClosed = false
  const group = createGroupCommit<GroupScope>({ commit, schedule, now: () => driver.now() })
  const host = sqliteHost(driver)
  const pause = (): Promise<void> => new Promise((resolve) => schedule(resolve))

  function commit(body: (scope: GroupScope) => void): void {
    const scope = new GroupScope(cache)
    try {
      driver.transaction(() => {
        // Under the lock: from here on no other process writes.
        const current = driver.version()
        if (current !== version) cache.clear()
        version = current
        body(scope)
        runSync(driver, scope.flush())
      })
    } catch (error) {
      scope.forget()
      throw error
    }
    scope.keep()
    if (scope.written.size > 0) committed?.(scope.written)
  }

  return {
    ...walletReads(host, pause),
    open: (walletId, decide, replay) =>
      group.submit((scope) => runSync(driver, executeOpen(scope, walletId, decide, replay))),
    execute: (walletId, command) =>
      group.submit((scope) => runSync(driver, executeCommand(scope, walletId, command))),
    outboxDone: (ids) => group.submit(() => ({ ok: true, value: runSync(driver, removeOutbox(ids)) })),
    rebuildRollups: async (walletId, zoneId, rollupsOf) => {
      const rebuild = await sumCharges(host, walletId, { rollupsOf, pause })
      await group.submit((scope) => ({
        ok: true,
        value: runSync(driver, replaceRollups(scope, walletId, { rebuild, rollupsOf, zoneId })),
      }))
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      group.close()
      driver.close()
    },
  }
}
