import type { RollupDelta } from "@tollgate/engine"
import type { SqlDriver, SqlRow, SqlValue } from "../sql-driver.ts"
import type { WalletStore } from "../wallet-store.ts"
import { COUNTER, HOLD, ROLLUP } from "./tables.ts"
import { readAccounts, readOpenGrants } from "./wallet-base.ts"

const ROLLUPS_AT_ONCE = 1000
const ROLLUP_KEY = "cuboid, grain, bucket, category, type, direction, media_type, channel, sender_id, market"

const OPEN_HOLDS = `SELECT ${HOLD.columns} FROM hold WHERE wallet_id = ? AND state = 'open' ORDER BY expires_at, id`
const COUNTERS = `SELECT ${COUNTER.columns} FROM counter WHERE wallet_id = ? ORDER BY month, key`
const ROLLUPS = `SELECT ${ROLLUP.columns} FROM usage_rollup
  WHERE wallet_id = ? AND (${ROLLUP_KEY}) > (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ORDER BY ${ROLLUP_KEY} LIMIT ${ROLLUPS_AT_ONCE}`

/** What verification compares with the journal, as of one moment; the rollups are read page by page as they are asked for. */
export function readBooks(
  driver: SqlDriver,
  walletId: string,
  pause: () => Promise<void>,
): Awaited<ReturnType<WalletStore["books"]>> {
  return driver.transaction(() => ({
    accounts: readAccounts(driver, walletId),
    grants: readOpenGrants(driver, walletId),
    openHolds: driver.prepare(OPEN_HOLDS).all(walletId).map(HOLD.decode),
    counters: driver.prepare(COUNTERS).all(walletId).map(COUNTER.decode),
    rollups: scanRollups(driver, walletId, pause),
  }))
}

async function* scanRollups(
  driver: SqlDriver,
  walletId: string,
  pause: () => Promise<void>,
): AsyncGenerator<RollupDelta> {
  let place: readonly SqlValue[] = ["", "", 0, "", "", "", "", "", "", ""]
  let rows: readonly SqlRow[]
  do {
    rows = driver.prepare(ROLLUPS).all(walletId, ...place)
    for (const row of rows) {
      const delta = ROLLUP.decode(row)
      // The key's fields are the first of the row, in the same order.
      place = ROLLUP.encode(delta, walletId).slice(1, 11)
      yield delta
    }
    await pause()
  } while (rows.length === ROLLUPS_AT_ONCE)
}
