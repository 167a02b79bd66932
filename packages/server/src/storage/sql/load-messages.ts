import { messageHash, type MessageAlias, type MessageRecord } from "@tollgate/engine"
import { all, together, type Sql } from "./request.ts"
import type { SqlRow } from "../sql-driver.ts"
import { HOLD_MESSAGE, MESSAGE, MESSAGE_ALIAS } from "./tables.ts"

/**
 * One key is read by itself; more of them go as one JSON array into one statement, which was measured as faster from
 * the second key on: 100 misses take 0.06 ms, one by one 0.3 ms.
 */
export const POINT_READS_MAX = 1

const MESSAGES_BY_HASH = keyedQuery(`SELECT ${MESSAGE.columns} FROM message WHERE wallet_id = ?1 AND hash`)
const ALIASES_BY_HASH = keyedQuery(
  `SELECT ${MESSAGE_ALIAS.columns} FROM message_alias WHERE wallet_id = ?1 AND hash`,
)
const HOLDS_BY_MESSAGE = keyedQuery(
  `SELECT ${HOLD_MESSAGE.columns} FROM hold_message WHERE wallet_id = ?1 AND message_id`,
)

export interface LoadedMessages {
  /** The ids named, and the canonical ids of those that are aliases. */
  readonly messageIds: readonly string[]
  readonly hashes: readonly number[]
  readonly messages: Map<number, MessageRecord[]>
  readonly aliases: Map<number, MessageAlias[]>
  readonly holdsByMessage: Map<string, string>
}

/** The messages of these ids, of any recipient, found under these ids or under the ids that these are aliases of. */
export function* loadMessages(walletId: string, named: readonly string[]): Sql<LoadedMessages> {
  const messages = new Map<number, MessageRecord[]>()
  const aliases = new Map<number, MessageAlias[]>()
  const holdsByMessage = new Map<string, string>()
  const messageIds = new Set<string>()
  const hashes = new Set<number>()

  let idsToRead: readonly string[] = [...new Set(named)]
  // A second round comes only where an alias was found, and another where its message is an alias again.
  while (idsToRead.length > 0) {
    const hashesToRead: number[] = []
    for (const messageId of idsToRead) {
      messageIds.add(messageId)
      const hash = messageHash(messageId)
      if (!hashes.has(hash)) hashesToRead.push(hash)
      hashes.add(hash)
    }
    const canonicalIds = new Set<string>()
    const [messageRows, aliasRows, holdRows] = yield* together(
      rowsWhere(MESSAGES_BY_HASH, walletId, hashesToRead),
      rowsWhere(ALIASES_BY_HASH, walletId, hashesToRead),
      rowsWhere(HOLDS_BY_MESSAGE, walletId, idsToRead),
    )
    for (const row of messageRows) {
      const message = MESSAGE.decode(row)
      append(messages, message.hash, message)
    }
    for (const row of aliasRows) {
      const { hash, aliasId, recipientRef, canonicalId } = MESSAGE_ALIAS.decode(row)
      append(aliases, hash, { hash, aliasId, recipientRef, canonicalId })
      if (!messageIds.has(canonicalId)) canonicalIds.add(canonicalId)
    }
    for (const row of holdRows) {
      const { messageId, holdId } = HOLD_MESSAGE.decode(row)
      holdsByMessage.set(messageId, holdId)
    }
    idsToRead = [...canonicalIds]
  }
  return { messageIds: [...messageIds], hashes: [...hashes], messages, aliases, holdsByMessage }
}

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

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
