import type { SqlRow } from "../sql-driver.ts"
import { all, type Sql } from "./request.ts"

/**
 * One key is read by itself; more of them go as one JSON array into one statement, which was measured as faster from
 * the second key on: 100 misses take 0.06 ms, one by one 0.3 ms.
 */
export const POINT_READS_MAX = 1

/** The texts of one query, put together once: a driver finds its statements by their text. */
export interface KeyedQuery {
  readonly one: string
  readonly some: string
}

/** @param sql - ends with the column that is compared; the wallet is its first parameter */
export function keyedQuery(sql: string): KeyedQuery {
  return { one: `${sql} = ?2`, some: `${sql} IN (SELECT value FROM json_each(?2))` }
}

/**
 * The rows of a wallet that have one of these keys.
 *
 * @param keys - each of them once
 */
export function* rowsWhere(
  query: KeyedQuery,
  walletId: string,
  keys: readonly (string | number)[],
): Sql<readonly SqlRow[]> {
  if (keys.length > POINT_READS_MAX) {
    return yield* all(query.some, walletId, JSON.stringify(keys))
  }
  const [first] = keys
  return first === undefined ? [] : yield* all(query.one, walletId, first)
}
