import {
  DUE_HOLDS_LIMIT_DEFAULT,
  messageHash,
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
import { keyedQuery, POINT_READS_MAX, rowsWhere } from "./keyed-query.ts"
import { unknownOf, type KnownRows } from "./known-rows.ts"
import { loadMessages } from "./load-messages.ts"
import { loadSuspended } from "./load-suspended.ts"
import { CONTACT_WINDOW, HOLD, TOP_UP } from "./tables.ts"
import { countersOf, readCounters, type WalletBase } from "./wallet-base.ts"

const HOLDS_BY_ID = keyedQuery(`SELECT ${HOLD.columns} FROM hold WHERE wallet_id = ?1 AND id`)
const TOP_UPS_BY_ID = keyedQuery(`SELECT ${TOP_UP.columns} FROM top_up WHERE wallet_id = ?1 AND id`)
const HOLDS_OF_MESSAGES = `SELECT ${HOLD.columns} FROM hold WHERE wallet_id = ?1 AND id IN (
  SELECT hold_id FROM hold_message WHERE wallet_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))
  UNION SELECT hold_id FROM message WHERE wallet_id = ?1 AND hash IN (SELECT value FROM json_each(?3)) AND hold_id <> '')`
const DUE_HOLDS = `SELECT ${HOLD.columns} FROM hold
  WHERE wallet_id = ?1 AND state = 'open' AND expires_at <= ?2 ORDER BY expires_at, id LIMIT ?3`
const NEXT_EXPIRY = `SELECT expires_at FROM hold
  WHERE wallet_id = ?1 AND state = 'open' AND expires_at > ?2 ORDER BY expires_at LIMIT 1`
const WINDOW = `SELECT ${CONTACT_WINDOW.columns} FROM contact_window
  WHERE wallet_id = ?1 AND sender_id = ?2 AND recipient_ref = ?3`
const WINDOWS = `SELECT ${CONTACT_WINDOW.columns} FROM contact_window
  WHERE wallet_id = ?1 AND (sender_id, recipient_ref) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))`

/** What a command is loaded from besides the wallet's base. */
export interface LoadingRows {
  readonly known: KnownRows
  /** Writes what is decided and not yet written: questions that are not by key are answered by the tables alone. */
  writeFirst(): Sql<void>
}

/** The part of a wallet that `names` names, in two rounds of questions as a rule. Rules STORE-6 to STORE-8. */
export function* loadState(base: WalletBase, names: Names, rows: LoadingRows): Sql<WalletState> {
  const walletId = base.wallet.id
  const { known } = rows
  const { dueBy, dueLimit = DUE_HOLDS_LIMIT_DEFAULT } = names
  const [found, due, counters, windows, topUps] = yield* together(
    loadMessages(walletId, names.messageIds ?? [], known),
    loadDue(base, { dueBy, dueLimit }, rows),
    loadCounters(base, names.months ?? []),
    loadWindows(walletId, names.windows ?? [], known),
    loadTopUps(walletId, names.topUpIds ?? [], known),
  )
  const carried = [...found.messages.values()].flat()
  const holdIds = [
    ...(names.holdIds ?? []),
    ...carried.map((message) => message.holdId),
    ...found.holdsByMessage.values(),
  ]
  const [holds, suspended] = yield* together(
    loadHolds(walletId, { holdIds, due: due.holds }, known),
    loadSuspendedOf(walletId, names, { hashes: found.hashes, messages: carried, rows }),
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

/** What these commands name, asked at once: what it finds is known to each of them. */
export function* loadTogether(
  walletId: string,
  named: readonly Names[],
  { known, months }: { readonly known: KnownRows; readonly months: WalletBase["months"] },
): Sql<void> {
  const messageIds = [...new Set(named.flatMap((names) => names.messageIds ?? []))]
  const wantedMonths = new Set(named.flatMap((names) => names.months ?? []))
  yield* together(
    loadMessages(walletId, messageIds, known),
    readHoldsOf(walletId, messageIds, known),
    readHolds(
      walletId,
      named.flatMap((names) => names.holdIds ?? []),
      known,
    ),
    loadWindows(
      walletId,
      named.flatMap((names) => names.windows ?? []),
      known,
    ),
    loadTopUps(
      walletId,
      named.flatMap((names) => names.topUpIds ?? []),
      known,
    ),
    ...[...wantedMonths].map((month) => readCounters(walletId, month, months)),
  )
}

/** The holds that these messages carry, or that were made for them: what the messages themselves would lead to. */
function* readHoldsOf(walletId: string, messageIds: readonly string[], known: KnownRows): Sql<void> {
  if (messageIds.length === 0) return
  const hashes = JSON.stringify(messageIds.map(messageHash))
  for (const row of yield* all(HOLDS_OF_MESSAGES, walletId, JSON.stringify(messageIds), hashes)) {
    const hold = HOLD.decode(row)
    known.holds.set(hold.id, hold)
  }
}

function* loadHolds(
  walletId: string,
  { holdIds, due }: { readonly holdIds: readonly string[]; readonly due: readonly Hold[] },
  known: KnownRows,
): Sql<ReadonlyMap<string, Hold>> {
  const holds = new Map(due.map((hold) => [hold.id, hold]))
  const wanted = new Set(holdIds.filter((id) => id !== "" && !holds.has(id)))
  yield* readHolds(walletId, wanted, known)
  for (const id of wanted) {
    const hold = known.holds.get(id)
    if (hold !== undefined) holds.set(id, hold)
  }
  return holds
}

export function* readHolds(walletId: string, holdIds: Iterable<string>, known: KnownRows): Sql<void> {
  const unknown = unknownOf(holdIds, known.holds)
  const rows = yield* rowsWhere(HOLDS_BY_ID, walletId, unknown)
  for (const id of unknown) known.holds.set(id, undefined)
  for (const row of rows) {
    const hold = HOLD.decode(row)
    known.holds.set(hold.id, hold)
  }
}

/** Open holds that fall due, the soonest first, and when the one after them does. Rule STORE-7. */
function* loadDue(
  { wallet }: WalletBase,
  { dueBy, dueLimit }: Required<Pick<Names, "dueBy" | "dueLimit">>,
  rows: LoadingRows,
): Sql<{ holds: readonly Hold[]; nextHoldExpiryAt: number | null }> {
  if (wallet.nextDueAt === null || wallet.nextDueAt > dueBy) return { holds: [], nextHoldExpiryAt: null }
  yield* rows.writeFirst()
  const holds = (yield* all(DUE_HOLDS, wallet.id, dueBy, dueLimit + 1)).map(HOLD.decode)
  const after = holds[dueLimit]
  if (after !== undefined) {
    return { holds: holds.slice(0, dueLimit), nextHoldExpiryAt: after.expiresAt }
  }
  const next = yield* get(NEXT_EXPIRY, wallet.id, dueBy)
  return { holds, nextHoldExpiryAt: next === undefined ? null : (next["expires_at"] as number) }
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
  known: KnownRows,
): Sql<ReadonlyMap<string, ContactWindow>> {
  const wanted = new Map(pairs.map((pair) => [windowKey(...pair), pair]))
  const unknown = [...wanted].filter(([key]) => !known.windows.has(key)).map(([, pair]) => pair)
  const [first] = unknown
  if (first !== undefined) {
    const rows =
      unknown.length > POINT_READS_MAX
        ? yield* all(WINDOWS, walletId, JSON.stringify(unknown))
        : yield* all(WINDOW, walletId, ...first)
    for (const pair of unknown) known.windows.set(windowKey(...pair), undefined)
    for (const row of rows) {
      const window = CONTACT_WINDOW.decode(row)
      known.windows.set(windowKey(window.senderId, window.recipientRef), window)
    }
  }
  const windows = new Map<string, ContactWindow>()
  for (const key of wanted.keys()) {
    const window = known.windows.get(key)
    if (window !== undefined) windows.set(key, window)
  }
  return windows
}

interface SuspendedOf {
  readonly hashes: readonly number[]
  readonly messages: readonly MessageRecord[]
  readonly rows: LoadingRows
}

/** What waits for the named messages, or the page that was asked for. */
function* loadSuspendedOf(
  walletId: string,
  { suspendedPage }: Names,
  { hashes, messages, rows }: SuspendedOf,
): Sql<readonly SuspendedEvent[]> {
  const hasWaiting = messages.some((message) => message.suspended > 0)
  if (!hasWaiting && suspendedPage === undefined) return []
  yield* rows.writeFirst()
  return yield* loadSuspended(walletId, { hashes: hasWaiting ? hashes : [], page: suspendedPage })
}

function* loadTopUps(
  walletId: string,
  topUpIds: readonly string[],
  known: KnownRows,
): Sql<ReadonlyMap<string, TopUp>> {
  const unknown = unknownOf(topUpIds, known.topUps)
  const rows = yield* rowsWhere(TOP_UPS_BY_ID, walletId, unknown)
  for (const id of unknown) known.topUps.set(id, undefined)
  for (const row of rows) {
    const topUp = TOP_UP.decode(row)
    known.topUps.set(topUp.id, topUp)
  }
  const topUps = new Map<string, TopUp>()
  for (const id of topUpIds) {
    const topUp = known.topUps.get(id)
    if (topUp !== undefined) topUps.set(id, topUp)
  }
  return topUps
}
