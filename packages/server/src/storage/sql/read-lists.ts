import {
  accountKey,
  type Hold,
  type OutboxRow,
  type SuspendedEvent,
  type TopUp,
  type TopUpStatus,
} from "@tollgate/engine"
import { formatCursor, parseCursor } from "../cursor.ts"
import type { SqlDriver } from "../sql-driver.ts"
import type { Page, PendingTopUp, WalletStore } from "../wallet-store.ts"
import { HOLD, OUTBOX, SUSPENDED, TOP_UP } from "./tables.ts"
import { readAccounts, readAllotments } from "./wallet-base.ts"

type PageQuery = { readonly limit: number; readonly cursor?: string }
type SuspendedRow = { readonly walletId: string; readonly suspended: SuspendedEvent }

const HOLD_BY_ID = `SELECT ${HOLD.columns} FROM hold WHERE wallet_id = ? AND id = ?`
const TOP_UP_BY_ID = `SELECT ${TOP_UP.columns} FROM top_up WHERE wallet_id = ? AND id = ?`
const TOP_UPS = `SELECT ${TOP_UP.columns} FROM top_up
  WHERE wallet_id = ?1 AND (created_at, id) < (?2, ?3) ORDER BY created_at DESC, id DESC LIMIT ?4`
const TOP_UPS_OF_STATUS = `SELECT ${TOP_UP.columns} FROM top_up
  WHERE wallet_id = ?1 AND status = ?5 AND (created_at, id) < (?2, ?3) ORDER BY created_at DESC, id DESC LIMIT ?4`
const TOP_UPS_SINCE = `SELECT ${TOP_UP.columns} FROM top_up
  WHERE wallet_id = ? AND sequence > ? ORDER BY sequence, id LIMIT ?`
const PENDING_TOP_UPS = `SELECT wallet_id, ${TOP_UP.columns} FROM top_up
  WHERE status = 'pending' AND (expires_at, wallet_id, id) > (?, ?, ?) ORDER BY expires_at, wallet_id, id LIMIT ?`
const SUSPENDED_OF_WALLET = `SELECT wallet_id, ${SUSPENDED.columns} FROM suspended
  WHERE wallet_id = ?4 AND (received_at, wallet_id, key) > (?1, ?2, ?3) ORDER BY received_at, key LIMIT ?5`
const SUSPENDED_OF_ALL = `SELECT wallet_id, ${SUSPENDED.columns} FROM suspended
  WHERE (received_at, wallet_id, key) > (?1, ?2, ?3) ORDER BY received_at, wallet_id, key LIMIT ?4`
const WALLET_IDS = "SELECT id FROM wallet WHERE id > ? ORDER BY id LIMIT ?"
const DUE_WALLETS = "SELECT id FROM wallet WHERE next_due_at <= ? ORDER BY next_due_at, id LIMIT ?"
const OUTBOX_ROWS = `SELECT ${OUTBOX.columns} FROM outbox
  WHERE number > coalesce((SELECT number FROM outbox WHERE id = ?), 0) ORDER BY number LIMIT ?`
const OUTBOX_DONE = "DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))"

export function readHold(driver: SqlDriver, walletId: string, holdId: string): Hold | undefined {
  const row = driver.prepare(HOLD_BY_ID).get(walletId, holdId)
  return row && HOLD.decode(row)
}

export function readTopUp(driver: SqlDriver, walletId: string, topUpId: string): TopUp | undefined {
  const row = driver.prepare(TOP_UP_BY_ID).get(walletId, topUpId)
  return row && TOP_UP.decode(row)
}

export function readTopUps(
  driver: SqlDriver,
  walletId: string,
  page: PageQuery & { readonly status?: TopUpStatus },
): Page<TopUp> {
  const before =
    page.cursor === undefined ? [Number.MAX_SAFE_INTEGER, ""] : parseCursor(page.cursor, ["number", "string"])
  const values = [walletId, ...before, page.limit + 1]
  const rows =
    page.status === undefined
      ? driver.prepare(TOP_UPS).all(...values)
      : driver.prepare(TOP_UPS_OF_STATUS).all(...values, page.status)
  return pageOf(rows.map(TOP_UP.decode), page.limit, (topUp) => [topUp.createdAt, topUp.id])
}

export function readTopUpsSince(
  driver: SqlDriver,
  walletId: string,
  { sequence, limit }: { readonly sequence: number; readonly limit: number },
): readonly TopUp[] {
  return driver.prepare(TOP_UPS_SINCE).all(walletId, sequence, limit).map(TOP_UP.decode)
}

export function readPendingTopUps(
  driver: SqlDriver,
  limit: number,
  after: PendingTopUp | undefined,
): readonly PendingTopUp[] {
  const place =
    after === undefined
      ? [Number.MIN_SAFE_INTEGER, "", ""]
      : [after.topUp.expiresAt, after.walletId, after.topUp.id]
  return driver
    .prepare(PENDING_TOP_UPS)
    .all(...place, limit)
    .map((row) => ({ walletId: row["wallet_id"] as string, topUp: TOP_UP.decode(row) }))
}

/** What each number has to itself, and what of it is left: the balance of its own account. */
export function readAllotmentList(
  driver: SqlDriver,
  walletId: string,
): Awaited<ReturnType<WalletStore["allotments"]>> {
  const accounts = readAccounts(driver, walletId)
  return readAllotments(driver, walletId).map(({ senderId, amount, mayUseShared }) => {
    const available = accounts.get(accountKey("customer:available", senderId)) ?? 0n
    return { senderId, amount, mayUseShared, available }
  })
}

export function readSuspended(
  driver: SqlDriver,
  walletId: string | undefined,
  page: PageQuery,
): Page<SuspendedRow> {
  const after =
    page.cursor === undefined
      ? [Number.MIN_SAFE_INTEGER, "", ""]
      : parseCursor(page.cursor, ["number", "string", "string"])
  const rows =
    walletId === undefined
      ? driver.prepare(SUSPENDED_OF_ALL).all(...after, page.limit + 1)
      : driver.prepare(SUSPENDED_OF_WALLET).all(...after, walletId, page.limit + 1)
  const found = rows.map((row) => ({
    walletId: row["wallet_id"] as string,
    suspended: SUSPENDED.decode(row),
  }))
  return pageOf(found, page.limit, (row) => [row.suspended.receivedAt, row.walletId, row.suspended.key])
}

export function readWalletIds(
  driver: SqlDriver,
  { limit, after = "" }: { readonly limit: number; readonly after?: string },
): readonly string[] {
  return driver
    .prepare(WALLET_IDS)
    .all(after, limit)
    .map((row) => row["id"] as string)
}

export function readDueWallets(driver: SqlDriver, now: number, limit: number): readonly string[] {
  return driver
    .prepare(DUE_WALLETS)
    .all(now, limit)
    .map((row) => row["id"] as string)
}

export function readOutbox(driver: SqlDriver, limit: number, after = ""): readonly OutboxRow[] {
  return driver.prepare(OUTBOX_ROWS).all(after, limit).map(OUTBOX.decode)
}

export function removeOutbox(driver: SqlDriver, ids: readonly string[]): void {
  driver.prepare(OUTBOX_DONE).run(JSON.stringify(ids))
}

/** A page out of up to `limit + 1` rows: the one too many says that there is a next page. */
function pageOf<T>(rows: readonly T[], limit: number, keyOf: (row: T) => (string | number)[]): Page<T> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return rows.length > limit && last !== undefined
    ? { rows: kept, next: formatCursor(keyOf(last)) }
    : { rows: kept }
}
