import type { Hold, RollupDelta, TopUp } from "@tollgate/engine"
import { all, together } from "./request.ts"
import type { SqlHost } from "./sql-host.ts"
import type { SqlRow, SqlValue } from "../sql-driver.ts"
import type { WalletStore } from "../wallet-store.ts"
import { COUNTER, GRANT, HOLD, ROLLUP, TOP_UP } from "./tables.ts"
import { readAccounts } from "./wallet-base.ts"

const HOLDS_AT_ONCE = 500
const TOP_UPS_AT_ONCE = 500
const ROLLUPS_AT_ONCE = 1000
const ROLLUP_KEY = "cuboid, grain, bucket, sender_id, market, category, type, direction, media_type, channel"

const GRANTS = `SELECT ${GRANT.columns} FROM grant_lot WHERE wallet_id = ? ORDER BY id`
const HOLDS = `SELECT ${HOLD.columns} FROM hold WHERE wallet_id = ? AND id > ? ORDER BY id LIMIT ${HOLDS_AT_ONCE}`
const TOP_UPS = `SELECT ${TOP_UP.columns} FROM top_up WHERE wallet_id = ? AND id > ? ORDER BY id LIMIT ${TOP_UPS_AT_ONCE}`
const COUNTERS = `SELECT ${COUNTER.columns} FROM counter WHERE wallet_id = ? ORDER BY month, key`
const ROLLUPS = `SELECT ${ROLLUP.columns} FROM usage_rollup
  WHERE wallet_id = ? AND (${ROLLUP_KEY}) > (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ORDER BY ${ROLLUP_KEY} LIMIT ${ROLLUPS_AT_ONCE}`

/**
 * What verification compares with the journal, grants, holds and top-ups byte by byte, as of one moment; holds, of which there may be very many, top-ups
 * and rollups are read page by page as they are asked for.
 */
export async function readBooks(
  host: SqlHost,
  walletId: string,
  pause: () => Promise<void>,
): ReturnType<WalletStore["books"]> {
  const [accounts, grants, counters] = await host.transaction(() =>
    together(readAccounts(walletId), all(GRANTS, walletId), all(COUNTERS, walletId)),
  )
  return {
    accounts,
    grants: grants.map(GRANT.decodeExact),
    holds: scanHolds(host, walletId, pause),
    counters: counters.map(COUNTER.decode),
    rollups: scanRollups(host, walletId, pause),
    topUps: scanTopUps(host, walletId, pause),
  }
}

async function* scanHolds(host: SqlHost, walletId: string, pause: () => Promise<void>): AsyncGenerator<Hold> {
  let after = ""
  let rows: readonly SqlRow[]
  do {
    rows = await host.read(all(HOLDS, walletId, after))
    for (const row of rows) {
      const hold = HOLD.decodeExact(row)
      after = hold.id
      yield hold
    }
    await pause()
  } while (rows.length === HOLDS_AT_ONCE)
}

async function* scanTopUps(
  host: SqlHost,
  walletId: string,
  pause: () => Promise<void>,
): AsyncGenerator<TopUp> {
  let after = ""
  let rows: readonly SqlRow[]
  do {
    rows = await host.read(all(TOP_UPS, walletId, after))
    for (const row of rows) {
      const topUp = TOP_UP.decodeExact(row)
      after = topUp.id
      yield topUp
    }
    await pause()
  } while (rows.length === TOP_UPS_AT_ONCE)
}

async function* scanRollups(
  host: SqlHost,
  walletId: string,
  pause: () => Promise<void>,
): AsyncGenerator<RollupDelta> {
  let place: readonly SqlValue[] = ["", "", 0, "", "", "", "", "", "", ""]
  let rows: readonly SqlRow[]
  do {
    rows = await host.read(all(ROLLUPS, walletId, ...place))
    for (const row of rows) {
      const delta = ROLLUP.decode(row)
      // The key's fields are the first of the row, in the same order.
      place = ROLLUP.encode(delta, walletId).slice(1, 11)
      yield delta
    }
    await pause()
  } while (rows.length === ROLLUPS_AT_ONCE)
}
