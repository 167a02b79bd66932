import {
  accountKey,
  type Hold,
  type OutboxRow,
  type SuspendedEvent,
  type TopUp,
  type TopUpStatus,
} from "@tollgate/engine"
import { formatCursor, parseCursor } from "../cursor.ts"
import type { SqlRow } from "../sql-driver.ts"
import { all, get, run, type Sql } from "./request.ts"
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
/** Rows without a wallet are those of one that is being imported. Rule MOVE-4. */
const ofWallets = (table: string): string =>
  `EXISTS (SELECT 1 FROM wallet AS w WHERE w.id = ${table}.wallet_id)`
const PENDING_TOP_UPS = `SELECT wallet_id, ${TOP_UP.columns} FROM top_up
  WHERE status = 'pending' AND (expires_at, wallet_id, id) > (?, ?, ?) AND ${ofWallets("top_up")}
  ORDER BY expires_at, wallet_id, id LIMIT ?`
const UNSETTLED_TOP_UPS = `SELECT wallet_id, ${TOP_UP.columns} FROM top_up
  WHERE is_unsettled = 1 AND (wallet_id, id) > (?, ?) AND ${ofWallets("top_up")} ORDER BY wallet_id, id LIMIT ?`
const SUSPENDED_OF_WALLET = `SELECT wallet_id, ${SUSPENDED.columns} FROM suspended
  WHERE wallet_id = ?4 AND (received_at, wallet_id, key) > (?1, ?2, ?3) ORDER BY received_at, key LIMIT ?5`
const SUSPENDED_OF_ALL = `SELECT wallet_id, ${SUSPENDED.columns} FROM suspended
  WHERE (received_at, wallet_id, key) > (?1, ?2, ?3) AND ${ofWallets("suspended")}
  ORDER BY received_at, wallet_id, key LIMIT ?4`
const WALLET_IDS = "SELECT id FROM wallet WHERE id > ? ORDER BY id LIMIT ?"
export const DUE_WALLETS = "SELECT id FROM wallet WHERE next_due_at <= ? ORDER BY next_due_at, id LIMIT ?"
const OUTBOX_ROWS = `SELECT ${OUTBOX.columns} FROM outbox
  WHERE number > coalesce((SELECT number FROM outbox WHERE id = ?), 0) ORDER BY number LIMIT ?`
const OUTBOX_DONE = "DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))"

export function* readHold(walletId: string, holdId: string): Sql<Hold | undefined> {
  const row = yield* get(HOLD_BY_ID, walletId, holdId)
  return row && HOLD.decode(row)
}

export function* readTopUp(walletId: string, topUpId: string): Sql<TopUp | undefined> {
  const row = yield* get(TOP_UP_BY_ID, walletId, topUpId)
  return row && TOP_UP.decode(row)
}

export function* readTopUps(
  walletId: string,
  page: PageQuery & { readonly status?: TopUpStatus },
): Sql<Page<TopUp>> {
  const before =
    page.cursor === undefined ? [Number.MAX_SAFE_INTEGER, ""] : parseCursor(page.cursor, ["number", "string"])
  const values = [walletId, ...before, page.limit + 1]
  const rows =
    page.status === undefined
      ? yield* all(TOP_UPS, ...values)
      : yield* all(TOP_UPS_OF_STATUS, ...values, page.status)
  return pageOf(rows.map(TOP_UP.decode), page.limit, (topUp) => [topUp.createdAt, topUp.id])
}

export function* readTopUpsSince(
  walletId: string,
  { sequence, limit }: { readonly sequence: number; readonly limit: number },
): Sql<readonly TopUp[]> {
  return (yield* all(TOP_UPS_SINCE, walletId, sequence, limit)).map(TOP_UP.decode)
}

export function* readPendingTopUps(
  limit: number,
  after: PendingTopUp | undefined,
): Sql<readonly PendingTopUp[]> {
  const place =
    after === undefined
      ? [Number.MIN_SAFE_INTEGER, "", ""]
      : [after.topUp.expiresAt, after.walletId, after.topUp.id]
  return (yield* all(PENDING_TOP_UPS, ...place, limit)).map(topUpOfWallet)
}

export function* readUnsettledTopUps(
  limit: number,
  after: PendingTopUp | undefined,
): Sql<readonly PendingTopUp[]> {
  const place = after === undefined ? ["", ""] : [after.walletId, after.topUp.id]
  return (yield* all(UNSETTLED_TOP_UPS, ...place, limit)).map(topUpOfWallet)
}

function topUpOfWallet(row: SqlRow): PendingTopUp {
  return { walletId: row["wallet_id"] as string, topUp: TOP_UP.decode(row) }
}

/** What each number has to itself, and what of it is left: the balance of its own account. */
export function* readAllotmentList(walletId: string): Sql<Awaited<ReturnType<WalletStore["allotments"]>>> {
  const accounts = yield* readAccounts(walletId)
  return (yield* readAllotments(walletId)).map(({ senderId, amount, mayUseShared }) => {
    const available = accounts.get(accountKey("customer:available", senderId)) ?? 0n
    return { senderId, amount, mayUseShared, available }
  })
}

export function* readSuspended(walletId: string | undefined, page: PageQuery): Sql<Page<SuspendedRow>> {
  const after =
    page.cursor === undefined
      ? [Number.MIN_SAFE_INTEGER, "", ""]
      : parseCursor(page.cursor, ["number", "string", "string"])
  const rows =
    walletId === undefined
      ? yield* all(SUSPENDED_OF_ALL, ...after, page.limit + 1)
      : yield* all(SUSPENDED_OF_WALLET, ...after, walletId, page.limit + 1)
  const found = rows.map((row) => ({
    walletId: row["wallet_id"] as string,
    suspended: SUSPENDED.decode(row),
  }))
  return pageOf(found, page.limit, (row) => [row.suspended.receivedAt, row.walletId, row.suspended.key])
}

export function* readWalletIds({
  limit,
  after = "",
}: {
  readonly limit: number
  readonly after?: string
}): Sql<readonly string[]> {
  return (yield* all(WALLET_IDS, after, limit)).map((row) => row["id"] as string)
}

export function* readDueWallets(now: number, limit: number): Sql<readonly string[]> {
  return (yield* all(DUE_WALLETS, now, limit)).map((row) => row["id"] as string)
}

export function* readOutbox(limit: number, after = ""): Sql<readonly OutboxRow[]> {
  return (yield* all(OUTBOX_ROWS, after, limit)).map(OUTBOX.decode)
}

export function* removeOutbox(ids: readonly string[]): Sql<void> {
  yield* run(OUTBOX_DONE, JSON.stringify(ids))
}

/** A page out of up to `limit + 1` rows: the one too many says that there is a next page. */
function pageOf<T>(rows: readonly T[], limit: number, keyOf: (row: T) => (string | number)[]): Page<T> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return rows.length > limit && last !== undefined
    ? { rows: kept, next: formatCursor(keyOf(last)) }
    : { rows: kept }
}
