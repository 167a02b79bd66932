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
import { all, get, together, type Sql } from "./request.ts"
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

/** The part of a wallet that `names` names, in two rounds of questions as a rule. Rules STORE-6 to STORE-8. */
export function* loadState(base: WalletBase, names: Names): Sql<WalletState> {
  const walletId = base.wallet.id
  const { dueBy, dueLimit = DUE_HOLDS_LIMIT_DEFAULT } = names
  const [found, due, counters, windows, topUps] = yield* together(
    loadMessages(walletId, names.messageIds ?? []),
    loadDue(base, { dueBy, dueLimit }),
    loadCounters(base, names.months ?? []),
    loadWindows(walletId, names.windows ?? []),
    loadTopUps(walletId, names.topUpIds ?? []),
  )
  const carried = [...found.messages.values()].flat()
  const holdIds = [
    ...(names.holdIds ?? []),
    ...carried.map((message) => message.holdId),
    ...found.holdsByMessage.values(),
  ]
  const [holds, suspended] = yield* together(
    loadHolds(walletId, holdIds, due.holds),
    loadSuspendedOf(walletId, names, found.hashes, carried),
  )
  return {
    wallet: base.wallet,
    accounts: base.accounts,
    grants: base.grants,
    allotments: base.allotments,
    holds,
    nextHoldExpiryAt: due.nextHoldExpiryAt,
    dueBy,
    dueLimit,
    holdsByMessage: found.holdsByMessage,
    counters,
    months: new Set(names.months),
    messages: found.messages,
    aliases: found.aliases,
    windows,
    suspended,
    topUps,
  }
}

function* loadHolds(
  walletId: string,
  holdIds: readonly string[],
  due: readonly Hold[],
): Sql<ReadonlyMap<string, Hold>> {
  const holds = new Map(due.map((hold) => [hold.id, hold]))
  const missing = new Set(holdIds.filter((id) => id !== "" && !holds.has(id)))
  for (const row of yield* rowsWhere(HOLDS_BY_ID, walletId, [...missing])) {
    const hold = HOLD.decode(row)
    holds.set(hold.id, hold)
  }
  return holds
}

/** Open holds that fall due, the soonest first, and when the one after them does. Rule STORE-7. */
function* loadDue(
  { wallet }: WalletBase,
  { dueBy, dueLimit }: Required<Pick<Names, "dueBy" | "dueLimit">>,
): Sql<{ holds: readonly Hold[]; nextHoldExpiryAt: number | null }> {
  if (wallet.nextDueAt === null || wallet.nextDueAt > dueBy) return { holds: [], nextHoldExpiryAt: null }
  const rows = (yield* all(DUE_HOLDS, wallet.id, dueBy, dueLimit + 1)).map(HOLD.decode)
  const after = rows[dueLimit]
  if (after !== undefined) {
    return { holds: rows.slice(0, dueLimit), nextHoldExpiryAt: after.expiresAt }
  }
  const next = yield* get(NEXT_EXPIRY, wallet.id, dueBy)
  return { holds: rows, nextHoldExpiryAt: next === undefined ? null : (next["expires_at"] as number) }
}

function* loadCounters(base: WalletBase, months: readonly number[]): Sql<ReadonlyMap<string, Counter>> {
  const [first, ...rest] = new Set(months)
  if (first === undefined) return new Map()
  // The usual case is one month: its map is given as it is, as a wallet may have thousands of counters.
  if (rest.length === 0) return yield* countersOf(base, first)
  const parts = yield* together(...[first, ...rest].map((month) => countersOf(base, month)))
  return new Map(parts.flatMap((counters) => [...counters]))
}

function* loadWindows(
  walletId: string,
  pairs: readonly (readonly [senderId: string, recipientRef: string])[],
): Sql<ReadonlyMap<string, ContactWindow>> {
  const distinct = new Map(pairs.map((pair) => [windowKey(...pair), pair]))
  const [first] = distinct.values()
  if (first === undefined) return new Map()
  const rows =
    distinct.size > POINT_READS_MAX
      ? yield* all(WINDOWS, walletId, JSON.stringify([...distinct.values()]))
      : yield* all(WINDOW, walletId, ...first)
  const windows = rows.map(CONTACT_WINDOW.decode)
  return new Map(windows.map((window) => [windowKey(window.senderId, window.recipientRef), window]))
}

/** What waits for the named messages, or the page that was asked for. */
function* loadSuspendedOf(
  walletId: string,
  { suspendedPage }: Names,
  hashes: readonly number[],
  messages: readonly MessageRecord[],
): Sql<readonly SuspendedEvent[]> {
  const hasWaiting = messages.some((message) => message.suspended > 0)
  return yield* loadSuspended(walletId, { hashes: hasWaiting ? hashes : [], page: suspendedPage })
}

function* loadTopUps(walletId: string, topUpIds: readonly string[]): Sql<ReadonlyMap<string, TopUp>> {
  const topUps = (yield* rowsWhere(TOP_UPS_BY_ID, walletId, [...new Set(topUpIds)])).map(TOP_UP.decode)
  return new Map(topUps.map((topUp) => [topUp.id, topUp]))
}
