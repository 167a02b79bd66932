import { InvalidCursorError } from "./cursor.ts"
import { createGroupCommit, scheduleSoon } from "./group-commit.ts"
import { migrate } from "./migrations.ts"
import { createBaseCache } from "./sql/base-cache.ts"
import { executeCommand, executeOpen } from "./sql/execute.ts"
import { forgetOld } from "./sql/forget.ts"
import { GroupScope } from "./sql/group-scope.ts"
import { readBooks } from "./sql/read-books.ts"
import { readBalanceAt, readCharges, readEntries, readEntrySpans } from "./sql/read-ledger.ts"
import * as lists from "./sql/read-lists.ts"
import { readKnowsMessage, readMessages } from "./sql/read-messages.ts"
import { readHeldMessages, readLastMessages } from "./sql/live-counts.ts"
import { readUsage } from "./sql/read-usage.ts"
import { replaceRollups, sumCharges } from "./sql/rebuild-rollups.ts"
import { scanCharges } from "./sql/scan-charges.ts"
import { readWallet } from "./sql/wallet-base.ts"
import type { SqlDriver } from "./sql-driver.ts"
import { WALLET_MIGRATIONS } from "./sqlite/schema.ts"
import { StoreUnavailableError } from "./store-unavailable.ts"
import type { WalletStore } from "./wallet-store.ts"

const CACHED_WALLETS_MAX = 1000

export interface SqlWalletStoreOptions {
  /** How many wallets' rows are kept in memory between commands; 0 = none. No answer depends on it. */
  readonly cachedWalletsMax?: number
  /** Told of each group after its commit: the wallets that it wrote to. Must not throw. */
  readonly committed?: (walletIds: Iterable<string>) => void
  /** Runs a task after what already waits for the event loop. */
  readonly schedule?: (task: () => void) => void
  /** A clock that only goes on, in ms. */
  readonly now?: () => number
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
    schedule = scheduleSoon,
    now = () => performance.now(),
  } = options
  migrate(driver, "wallets", WALLET_MIGRATIONS)
  const cache = createBaseCache(cachedWalletsMax)
  let version = driver.version()
  let isClosed = false
  const group = createGroupCommit<GroupScope>({ commit, schedule, now })
  const pause = (): Promise<void> => new Promise((resolve) => schedule(resolve))

  function commit(body: (scope: GroupScope) => void): void {
    const scope = new GroupScope(driver, cache)
    try {
      driver.transaction(() => {
        // Under the lock: from here on no other process writes.
        const current = driver.version()
        if (current !== version) cache.clear()
        version = current
        body(scope)
        scope.flush()
      })
    } catch (error) {
      scope.forget()
      throw error
    }
    scope.keep()
    if (scope.written.size > 0) committed?.(scope.written)
  }

  return {
    open: (walletId, decide, replay) => group.submit((scope) => executeOpen(scope, walletId, decide, replay)),
    execute: (walletId, command) => group.submit((scope) => executeCommand(scope, walletId, command)),

    wallet: (walletId) => read(() => readWallet(driver, walletId)),
    knowsMessage: (walletId, messageIds, recipient) =>
      read(() => readKnowsMessage(driver, walletId, messageIds, recipient)),
    entries: (walletId, range) => read(() => readEntries(driver, walletId, range)),
    balanceAt: (walletId, at) => read(() => readBalanceAt(driver, walletId, at)),
    charges: (walletId, range) => read(() => readCharges(driver, walletId, range)),
    scanCharges: (walletId, from, to) => readEach(scanCharges(driver, walletId, { from, to, pause })),
    messages: (walletId, filter, page) => read(() => readMessages(driver, walletId, { filter, page, pause })),
    usage: (walletId, query) => read(() => readUsage(driver, walletId, query)),
    heldMessages: (walletId) => read(() => readHeldMessages(driver, walletId)),
    lastMessages: (walletId, senderIds) => read(() => readLastMessages(driver, walletId, senderIds)),
    hold: (walletId, holdId) => read(() => lists.readHold(driver, walletId, holdId)),
    topUp: (walletId, topUpId) => read(() => lists.readTopUp(driver, walletId, topUpId)),
    topUps: (walletId, page) => read(() => lists.readTopUps(driver, walletId, page)),
    topUpsSince: (walletId, sequence, limit) =>
      read(() => lists.readTopUpsSince(driver, walletId, { sequence, limit })),
    pendingTopUps: (limit, after) => read(() => lists.readPendingTopUps(driver, limit, after)),
    allotments: (walletId) => read(() => lists.readAllotmentList(driver, walletId)),
    suspended: ({ walletId }, page) => read(() => lists.readSuspended(driver, walletId, page)),
    books: async (walletId) => {
      const books = await read(() => readBooks(driver, walletId, pause))
      return {
        ...books,
        holds: readEach(books.holds),
        rollups: readEach(books.rollups),
        topUps: readEach(books.topUps),
      }
    },
    entrySpans: (walletId, range) => read(() => readEntrySpans(driver, walletId, range)),
    walletIds: (page) => read(() => lists.readWalletIds(driver, page)),
    dueWallets: (at, limit) => read(() => lists.readDueWallets(driver, at, limit)),
    outbox: (limit, after) => read(() => lists.readOutbox(driver, limit, after)),
    outboxDone: (ids) =>
      group.submit((scope) => ({ ok: true, value: lists.removeOutbox(scope.driver, ids) })),

    rebuildRollups: async (walletId, zoneId, rollupsOf) => {
      const rebuild = await sumCharges(driver, walletId, { rollupsOf, pause })
      await group.submit((scope) => ({
        ok: true,
        value: replaceRollups(scope, walletId, { rebuild, rollupsOf, zoneId }),
      }))
    },
    forget: (at) => read(() => forgetOld(driver, at, pause)),
    close: async () => {
      if (isClosed) return
      isClosed = true
      group.close()
      driver.close()
    },
  }
}

/** What a reading gives; a driver's error does not cross the port. */
async function read<T>(body: () => T | Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw ofThePort(error)
  }
}

async function* readEach<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    for await (const row of rows) yield row
  } catch (error) {
    throw ofThePort(error)
  }
}

function ofThePort(error: unknown): unknown {
  return error instanceof InvalidCursorError ? error : new StoreUnavailableError(error)
}
