import { messageHash, type MessageAlias, type MessageRecord } from "@tollgate/engine"
import { together, type Sql } from "./request.ts"
import { keyedQuery, rowsWhere } from "./keyed-query.ts"
import type { KnownRows } from "./known-rows.ts"
import { HOLD_MESSAGE, MESSAGE, MESSAGE_ALIAS } from "./tables.ts"

const MESSAGES_BY_HASH = keyedQuery(`SELECT ${MESSAGE.columns} FROM message WHERE wallet_id = ?1 AND hash`)
const ALIASES_BY_HASH = keyedQuery(
  `SELECT ${MESSAGE_ALIAS.columns} FROM message_alias WHERE wallet_id = ?1 AND hash`,
)
const HOLDS_BY_MESSAGE = keyedQuery(
  `SELECT ${HOLD_MESSAGE.columns} FROM hold_message WHERE wallet_id = ?1 AND message_id`,
)

const NONE: readonly never[] = []

export interface LoadedMessages {
  /** The ids named, and the canonical ids of those that are aliases. */
  readonly messageIds: readonly string[]
  readonly hashes: readonly number[]
  readonly messages: Map<number, readonly MessageRecord[]>
  readonly aliases: Map<number, readonly MessageAlias[]>
  readonly holdsByMessage: Map<string, string>
}

/** The messages of these ids, of any recipient, found under these ids or under the ids that these are aliases of. */
export function* loadMessages(
  walletId: string,
  named: readonly string[],
  known: KnownRows,
): Sql<LoadedMessages> {
  const messages = new Map<number, readonly MessageRecord[]>()
  const aliases = new Map<number, readonly MessageAlias[]>()
  const holdsByMessage = new Map<string, string>()
  const messageIds = new Set<string>()
  const hashes = new Set<number>()

  let idsToFind: readonly string[] = [...new Set(named)]
  // A second round comes only where an alias was found, and another where its message is an alias again.
  while (idsToFind.length > 0) {
    const hashesToFind: number[] = []
    for (const messageId of idsToFind) {
      messageIds.add(messageId)
      const hash = messageHash(messageId)
      if (!hashes.has(hash)) hashesToFind.push(hash)
      hashes.add(hash)
    }
    yield* together(
      readMessages(walletId, hashesToFind, known),
      readAliases(walletId, hashesToFind, known),
      readHoldIds(walletId, idsToFind, known),
    )
    const canonicalIds = new Set<string>()
    for (const hash of hashesToFind) {
      const found = known.messages.get(hash) ?? []
      if (found.length > 0) messages.set(hash, found)
      const others = known.aliases.get(hash) ?? []
      if (others.length > 0) aliases.set(hash, others)
      for (const { canonicalId } of others) if (!messageIds.has(canonicalId)) canonicalIds.add(canonicalId)
    }
    for (const messageId of idsToFind) {
      const holdId = known.holdsByMessage.get(messageId)
      if (holdId !== undefined) holdsByMessage.set(messageId, holdId)
    }
    idsToFind = [...canonicalIds]
  }
  return { messageIds: [...messageIds], hashes: [...hashes], messages, aliases, holdsByMessage }
}

function* readMessages(walletId: string, hashes: readonly number[], known: KnownRows): Sql<void> {
  const unknown = hashes.filter((hash) => !known.messages.has(hash))
  const rows = yield* rowsWhere(MESSAGES_BY_HASH, walletId, unknown)
  const lists = new Map<number, MessageRecord[]>()
  for (const row of rows) {
    const message = MESSAGE.decode(row)
    append(lists, message.hash, message)
  }
  for (const hash of unknown) known.messages.set(hash, lists.get(hash) ?? NONE)
}

function* readAliases(walletId: string, hashes: readonly number[], known: KnownRows): Sql<void> {
  const unknown = hashes.filter((hash) => !known.aliases.has(hash))
  const rows = yield* rowsWhere(ALIASES_BY_HASH, walletId, unknown)
  const lists = new Map<number, MessageAlias[]>()
  for (const row of rows) {
    const { hash, aliasId, recipientRef, canonicalId } = MESSAGE_ALIAS.decode(row)
    append(lists, hash, { hash, aliasId, recipientRef, canonicalId })
  }
  for (const hash of unknown) known.aliases.set(hash, lists.get(hash) ?? NONE)
}

function* readHoldIds(walletId: string, messageIds: readonly string[], known: KnownRows): Sql<void> {
  const unknown = messageIds.filter((messageId) => !known.holdsByMessage.has(messageId))
  const rows = yield* rowsWhere(HOLDS_BY_MESSAGE, walletId, unknown)
  for (const messageId of unknown) known.holdsByMessage.set(messageId, undefined)
  for (const row of rows) {
    const { messageId, holdId } = HOLD_MESSAGE.decode(row)
    known.holdsByMessage.set(messageId, holdId)
  }
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
