import { archiveWallet, SEGMENT_SIZES, type SegmentSizes } from "./archive/archive-wallet.ts"
import { archivedLedger } from "./archive/archived-ledger.ts"
import { createSegmentReader } from "./archive/segment-reader.ts"
import type { SegmentMemory } from "./archive/segment-memory.ts"
import type { SegmentStore } from "./archive/segment-store.ts"
import { hasSegments } from "./archive/segment-table.ts"
import { createGroupCommit, scheduleSoon } from "./group-commit.ts"
import { migrate } from "./migrations.ts"
import { createBaseCache } from "./sql/base-cache.ts"
import { executeCommand, executeOpen } from "./sql/execute.ts"
import { GroupScope } from "./sql/group-scope.ts"
import { removeOutbox } from "./sql/read-lists.ts"
import { tableLedger } from "./sql/ledger-reads.ts"
import { runSync } from "./sql/request.ts"
import { sqliteHost } from "./sql/sql-host.ts"
import { walletReads, within } from "./sql/wallet-reads.ts"
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
  /** Where old charges and entries go when `archiveCharges` is called, and are read. Without it they stay in the tables. */
  readonly segments?: SegmentStore
  /** Where open segments are kept: stores of one process may share it. */
  readonly segmentMemory?: SegmentMemory
  /** `SEGMENT_SIZES` unless given. */
  readonly segmentSizes?: SegmentSizes
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
  const {
    cachedWalletsMax = CACHED_WALLETS_MAX,
    committed,
    segments,
    segmentMemory,
    segmentSizes = SEGMENT_SIZES,
    schedule = scheduleSoon,
  } = options
  migrate(driver, "wallets", WALLET_MIGRATIONS)
  const cache = createBaseCache(cachedWalletsMax)
  let version = driver.version()
  let isClosed = false
  const group = createGroupCommit<GroupScope>({ commit, schedule, now: () => driver.now() })
  const host = sqliteHost(driver)
  const pause = (): Promise<void> => new Promise((resolve) => schedule(resolve))
  // What was archived is asked for in the archive, or answers would be too small.
  const isArchived = segments !== undefined || runSync(driver, hasSegments())
  const ledger = isArchived
    ? archivedLedger(host, createSegmentReader(segments, segmentMemory))
    : tableLedger(host)

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
    scope.keepBases()
    if (scope.written.size > 0) committed?.(scope.written)
  }

  return {
    ...walletReads(host, pause, ledger),
    open: (walletId, decide, replay) =>
      group.submit((scope) => runSync(driver, executeOpen(scope, walletId, decide, replay))),
    execute: (walletId, command) =>
      group.submit((scope) => runSync(driver, executeCommand(scope, walletId, command))),
    outboxDone: (ids) => group.submit(() => ({ ok: true, value: runSync(driver, removeOutbox(ids)) })),
    rebuildRollups: async (walletId, zoneId, rollupsOf) => {
      let isReplaced = false
      while (!isReplaced) {
        const rebuild = await within(() => sumCharges(host, walletId, { rollupsOf, ledger, pause }))
        isReplaced = await group.submit((scope) => {
          // Charges that came since and are archived already are not in the table any more.
          const archived = ledger.archived?.lastCharge(walletId)
          const isOutrun = archived !== undefined && runSync(driver, archived) > rebuild.lastCharge
          if (!isOutrun) runSync(driver, replaceRollups(scope, walletId, { rebuild, rollupsOf, zoneId }))
          return { ok: true, value: !isOutrun }
        })
      }
    },
    archiveCharges: async (walletId, at) =>
      segments === undefined
        ? { charges: 0, entries: 0 }
        : within(() => archiveWallet(host, walletId, at, { segments, sizes: segmentSizes, pause })),
    close: async () => {
      if (isClosed) return
      isClosed = true
      group.close()
      driver.close()
    },
  }
}
