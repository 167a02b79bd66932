import {
  windowKey,
  type Changes,
  type ContactWindow,
  type Hold,
  type MessageAlias,
  type MessageRecord,
  type TopUp,
} from "@tollgate/engine"
import type { KeptAnswer } from "./replays.ts"

/**
 * The rows of one wallet that a group has read or decided so far, by key: what is known is not asked again, and what a
 * command decided is there for the next one before it is written. A key that is there without a row has none in the store.
 */
export class KnownRows {
  /** By hash, each list with every row under it. */
  readonly messages: Map<number, readonly MessageRecord[]> = new Map()
  readonly aliases: Map<number, readonly MessageAlias[]> = new Map()
  readonly holdsByMessage: Map<string, string | undefined> = new Map()
  readonly holds: Map<string, Hold | undefined> = new Map()
  /** By `windowKey`. */
  readonly windows: Map<string, ContactWindow | undefined> = new Map()
  readonly topUps: Map<string, TopUp | undefined> = new Map()
  readonly replays: Map<string, KeptAnswer | undefined> = new Map()

  /** @returns false where rows cannot be known, as the others under their hash were not read */
  apply(changes: Changes): boolean {
    let isKnown = true
    for (const message of changes.messages) {
      const isSame = (row: MessageRecord): boolean =>
        row.messageId === message.messageId && row.recipientRef === message.recipientRef
      isKnown = putUnder(this.messages, message, isSame) && isKnown
    }
    for (const alias of changes.aliases) {
      const isSame = (row: MessageAlias): boolean =>
        row.aliasId === alias.aliasId && row.recipientRef === alias.recipientRef
      isKnown = putUnder(this.aliases, alias, isSame) && isKnown
    }
    for (const [messageId, holdId] of changes.holdsByMessage) this.holdsByMessage.set(messageId, holdId)
    for (const hold of changes.holds) this.holds.set(hold.id, hold)
    for (const window of changes.windows) {
      this.windows.set(windowKey(window.senderId, window.recipientRef), window)
    }
    for (const topUp of changes.topUps) this.topUps.set(topUp.id, topUp)
    return isKnown
  }
}

/** Lists are never changed in place: a state that was given to a command has them. */
function putUnder<T extends { readonly hash: number }>(
  lists: Map<number, readonly T[]>,
  row: T,
  isSame: (other: T) => boolean,
): boolean {
  const list = lists.get(row.hash)
  if (list === undefined) return false
  lists.set(row.hash, list.length === 0 ? [row] : [...list.filter((other) => !isSame(other)), row])
  return true
}

/** The keys that are not known, each once. */
export function unknownOf<K>(keys: Iterable<K>, known: ReadonlyMap<K, unknown>): K[] {
  const unknown = new Set<K>()
  for (const key of keys) if (!known.has(key)) unknown.add(key)
  return [...unknown]
}
