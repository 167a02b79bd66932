import {
  DUE_HOLDS_LIMIT_DEFAULT,
  windowKey,
  type ContactWindow,
  type Counter,
  type Hold,
  type MessageRecord,
  type Names,
  type SuspendedEvent,
  type TopUp,
  type WalletState,
} from "@tollgate/engine"
import type { SqlDriver, SqlRow } from "../sql-driver.ts"
import { keyedQuery, loadMessages, POINT_READS_MAX, rowsWhere } from "./load-messages.ts"
import { loadSuspended } from "./load-suspended.ts"
import { CONTACT_WINDOW, HOLD, TOP_UP } from "./tables.ts"
import { countersOf, type WalletBase } from "./wallet-base.ts"

const HOLDS_BY_ID = keyedQuery(`SELECT ${HOLD.columns} FROM hold WHERE wallet_id = ?1 AND id`)
const TOP_UPS_BY_ID = keyedQuery(`SELECT ${TOP_UP.columns} FROM top_up WHERE wallet_id = ?1 AND id`)
const DUE_HOLDS = `SELECT ${HOLD.columns} FROM hold
  WHERE wallet_id = ?1 AND state = 'open' AND expires_at <= ?2 ORDER BY expires_at, id LIMIT ?3`
const NEXT_EXPIRY = `SELECT expires_at FROM hold
  WHERE wallet_id = ?1 AND state = 'open' AND expires_at > ?2 ORDER BY expires_at LIMIT 1`
const WINDOW = `SELECT ${CONTACT_WINDOW.columns} FROM contact_window
  WHERE wallet_id = ?1 AND sender_id = ?2 AND recipient_ref = ?3`
const WINDOWS = `SELECT ${CONTACT_WINDOW.columns} FROM contact_window
  WHERE wallet_id = ?1 AND (sender_id, recipient_ref) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))`

/** The part of a wallet that `names` names. Rules STORE-6 to STORE-8. */
export function loadState(driver: SqlDriver, base: WalletBase, names: Names): WalletState {
  const walletId = base.wallet.id
  const found = loadMessages(driver, walletId, names.messageIds ?? [])
  const carried = [...found.messages.values()].flat()
  const { dueBy, dueLimit = DUE_HOLDS_LIMIT_DEFAULT } = names
  const due = loadDue(driver, base, { dueBy, dueLimit })
  return {
    wallet: base.wallet,
    accounts: base.accounts,
    grants: base.grants,
    allotments: base.allotments,
    holds: loadHolds(
      driver,
      walletId,
      [
        ...(names.holdIds ?? []),
        ...carried.map((message) => message.holdId),
        ...found.holdsByMessage.values(),
      ],
      due.holds,
    ),
    nextHoldExpiryAt: due.nextHoldExpiryAt,
    dueBy,
    dueLimit,
    holdsByMessage: found.holdsByMessage,
    counters: loadCounters(driver, base, names.months ?? []),
    months: new Set(names.months),
    messages: found.messages,
    aliases: found.aliases,
    windows: loadWindows(driver, walletId, names.windows ?? []),
    suspended: loadSuspendedOf(driver, walletId, names, found.hashes, carried),
    topUps: loadTopUps(driver, walletId, names.topUpIds ?? []),
  }
}

function loadHolds(
  driver: SqlDriver,
  walletId: string,
  holdIds: readonly string[],
  due: readonly Hold[],
): ReadonlyMap<string, Hold> {
  const holds = new Map(due.map((hold) => [hold.id, hold]))
  const missing = new Set(holdIds.filter((id) => id !== "" && !holds.has(id)))
  for (const row of rowsWhere(driver, HOLDS_BY_ID, walletId, [...missing])) {
    const hold = HOLD.decode(row)
    holds.set(hold.id, hold)
  }
  return holds
}

/** Open holds that fall due, the soonest first, and when the one after them does. Rule STORE-7. */
function loadDue(
  driver: SqlDriver,
  { wallet }: WalletBase,
  { dueBy, dueLimit }: Required<Pick<Names, "dueBy" | "dueLimit">>,
): { holds: readonly Hold[]; nextHoldExpiryAt: number | null } {
  if (wallet.nextDueAt === null || wallet.nextDueAt > dueBy) return { holds: [], nextHoldExpiryAt: null }
  const rows = driver
    .prepare(DUE_HOLDS)
    .all(wallet.id, dueBy, dueLimit + 1)
    .map(HOLD.decode)
  const after = rows[dueLimit]
  if (after !== undefined) {
    return { holds: rows.slice(0, dueLimit), nextHoldExpiryAt: after.expiresAt }
  }
  const next = driver.prepare(NEXT_EXPIRY).get(wallet.id, dueBy)
  return { holds: rows, nextHoldExpiryAt: next === undefined ? null : (next["expires_at"] as number) }
}

function loadCounters(
  driver: SqlDriver,
  base: WalletBase,
  months: readonly number[],
): ReadonlyMap<string, Counter> {
  const [first, ...rest] = new Set(months)
  if (first === undefined) return new Map()
  // The usual case is one month: its map is given as it is, as a wallet may have thousands of counters.
  if (rest.length === 0) return countersOf(driver, base, first)
  return new Map([first, ...rest].flatMap((month) => [...countersOf(driver, base, month)]))
}

function loadWindows(
  driver: SqlDriver,
  walletId: string,
  pairs: readonly (readonly [senderId: string, recipientRef: string])[],
): ReadonlyMap<string, ContactWindow> {
  const distinct = new Map(pairs.map((pair) => [windowKey(...pair), pair]))
  const rows: readonly SqlRow[] =
    distinct.size > POINT_READS_MAX
      ? driver.prepare(WINDOWS).all(walletId, JSON.stringify([...distinct.values()]))
      : [...distinct.values()].flatMap((pair) => driver.prepare(WINDOW).all(walletId, ...pair))
  const windows = rows.map(CONTACT_WINDOW.decode)
  return new Map(windows.map((window) => [windowKey(window.senderId, window.recipientRef), window]))
}

/** What waits for the named messages, or the page that was asked for. */
function loadSuspendedOf(
  driver: SqlDriver,
  walletId: string,
  { suspendedPage }: Names,
  hashes: readonly number[],
  messages: readonly MessageRecord[],
): readonly SuspendedEvent[] {
  const hasWaiting = messages.some((message) => message.suspended > 0)
  return loadSuspended(driver, walletId, { hashes: hasWaiting ? hashes : [], page: suspendedPage })
}

function loadTopUps(
  driver: SqlDriver,
  walletId: string,
  topUpIds: readonly string[],
): ReadonlyMap<string, TopUp> {
  const topUps = rowsWhere(driver, TOP_UPS_BY_ID, walletId, [...new Set(topUpIds)]).map(TOP_UP.decode)
  return new Map(topUps.map((topUp) => [topUp.id, topUp]))
}
