import type { Names, SuspendedEvent } from "@tollgate/engine"
import type { SqlRow } from "../sql-driver.ts"
import { all, get, together, type Sql } from "./request.ts"
import { keyedQuery, rowsWhere } from "./keyed-query.ts"
import { SUSPENDED } from "./tables.ts"

const BY_HASH = keyedQuery(`SELECT ${SUSPENDED.columns} FROM suspended WHERE wallet_id = ?1 AND hash`)
const BY_KEY = keyedQuery(`SELECT ${SUSPENDED.columns} FROM suspended WHERE wallet_id = ?1 AND key`)
const AFTER = `SELECT ${SUSPENDED.columns} FROM suspended
  WHERE wallet_id = ?1 AND (received_at, key) > (?2, ?3) ORDER BY received_at, key LIMIT ?4`
const RECEIVED_AT = "SELECT received_at FROM suspended WHERE wallet_id = ?1 AND key = ?2"

/**
 * Suspended events under these hashes, those with the keys that the page names, and the page itself, oldest first and
 * each once. Rule STORE-8.
 */
export function* loadSuspended(
  walletId: string,
  { hashes, page }: { readonly hashes: readonly number[]; readonly page: Names["suspendedPage"] },
): Sql<readonly SuspendedEvent[]> {
  if (hashes.length === 0 && page === undefined) return []
  const found = new Map<string, SuspendedEvent>()
  const parts = yield* together(
    rowsWhere(BY_HASH, walletId, hashes),
    rowsWhere(BY_KEY, walletId, [...new Set(page?.keys)].slice(0, page?.limit)),
    pageAfter(walletId, page),
  )
  const rows = parts.flat()
  for (const row of rows) {
    const suspended = SUSPENDED.decode(row)
    found.set(suspended.key, suspended)
  }
  return [...found.values()].toSorted(byAge)
}

/** Where the event of that key is gone, its place is too: then the page begins at the oldest. */
function* pageAfter(walletId: string, page: Names["suspendedPage"]): Sql<readonly SqlRow[]> {
  if (page === undefined || page.keys !== undefined) return []
  const { limit, after } = page
  const place = after === undefined ? undefined : yield* get(RECEIVED_AT, walletId, after)
  const receivedAt = place === undefined ? Number.MIN_SAFE_INTEGER : (place["received_at"] as number)
  return yield* all(AFTER, walletId, receivedAt, place === undefined ? "" : (after ?? ""), limit)
}

function byAge(left: SuspendedEvent, right: SuspendedEvent): number {
  return left.receivedAt - right.receivedAt || (left.key < right.key ? -1 : left.key > right.key ? 1 : 0)
}
