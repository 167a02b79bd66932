import {
  messageHash,
  type Changes,
  type Charge,
  type ContactWindow,
  type Hold,
  type JournalEntry,
  type MessageRecord,
  type SuspendedEvent,
  type TopUp,
  type WalletState,
} from "@tollgate/engine"
import { REPLAY, type KeptAnswer } from "./replays.ts"
import { run, write, type Sql } from "./request.ts"
import {
  CHARGE,
  CONTACT_WINDOW,
  HOLD,
  HOLD_MESSAGE,
  MESSAGE,
  MESSAGE_ALIAS,
  STORED_ENTRY,
  SUSPENDED,
  TOP_UP,
  type StoredAlias,
  type StoredEntry,
} from "./tables.ts"

const UPDATE_MESSAGE = MESSAGE.upsertKeeping("occurred_at")
const DROP_SUSPENDED = `DELETE FROM suspended
  WHERE wallet_id = ?1 AND key IN (SELECT value FROM json_each(?2))`

/**
 * Entries, charges, messages, holds and the like that commands decided, until they are written: the last state of each row
 * once, in one statement a table. Entries and charges are only ever added: one that is there already
 * fails the group.
 */
export class RowsToWrite {
  #entries: StoredEntry[] = []
  #charges: Charge[] = []
  /** Those whose first instant stays where it was leave the index by time alone, which is most of their cost. */
  #inPlace: MessageRecord[] = []
  #others: MessageRecord[] = []
  /** Where the row of a message is, as another command may change it again. */
  #places = new Map<string, { readonly list: MessageRecord[]; readonly index: number }>()
  #aliases = new Map<string, StoredAlias>()
  #holds = new Map<string, Hold>()
  #holdIds = new Map<string, string>()
  #windows = new Map<string, ContactWindow>()
  /** `undefined` where the event is dropped. */
  #suspended = new Map<string, SuspendedEvent | undefined>()
  #topUps = new Map<string, TopUp>()
  #answers: KeptAnswer[] = []

  readonly #isOfMany: boolean

  /** @param isOfMany - several commands add to it before it is written */
  constructor(isOfMany: boolean) {
    this.#isOfMany = isOfMany
  }

  /** @param lastCharge - the wallet's, before the command */
  add(changes: Changes, lastCharge: number, state: WalletState | undefined): void {
    this.#addEntries(changes, lastCharge)
    for (const charge of changes.charges) this.#charges.push(charge)
    for (const message of changes.messages) this.#addMessage(message, state)
    for (const alias of changes.aliases) {
      this.#aliases.set(`${alias.hash}|${alias.recipientRef}|${alias.aliasId}`, {
        ...alias,
        canonicalHash: messageHash(alias.canonicalId),
      })
    }
    for (const hold of changes.holds) this.#holds.set(hold.id, hold)
    for (const [messageId, holdId] of changes.holdsByMessage) this.#holdIds.set(messageId, holdId)
    for (const window of changes.windows) {
      this.#windows.set(`${window.senderId}|${window.recipientRef}`, window)
    }
    for (const key of changes.suspendedDrop) this.#suspended.set(key, undefined)
    for (const suspended of changes.suspendedPut) this.#suspended.set(suspended.key, suspended)
    for (const topUp of changes.topUps) this.#topUps.set(topUp.id, topUp)
  }

  addAnswer(answer: KeptAnswer): void {
    this.#answers.push(answer)
  }

  *write(walletId: string): Sql<void> {
    yield* write(STORED_ENTRY, STORED_ENTRY.insert, this.#entries)
    yield* write(CHARGE, CHARGE.insert, this.#charges, walletId)
    yield* write(MESSAGE, UPDATE_MESSAGE, this.#inPlace, walletId)
    yield* write(MESSAGE, MESSAGE.upsert, this.#others, walletId)
    yield* write(MESSAGE_ALIAS, MESSAGE_ALIAS.upsert, [...this.#aliases.values()], walletId)
    yield* write(HOLD, HOLD.upsert, [...this.#holds.values()], walletId)
    const holdIds = [...this.#holdIds].map(([messageId, holdId]) => ({ messageId, holdId }))
    yield* write(HOLD_MESSAGE, HOLD_MESSAGE.upsert, holdIds, walletId)
    yield* write(CONTACT_WINDOW, CONTACT_WINDOW.upsert, [...this.#windows.values()], walletId)
    const dropped = [...this.#suspended].filter(([, event]) => event === undefined).map(([key]) => key)
    if (dropped.length > 0) yield* run(DROP_SUSPENDED, walletId, JSON.stringify(dropped))
    const put = [...this.#suspended.values()].filter((event) => event !== undefined)
    yield* write(SUSPENDED, SUSPENDED.upsert, put, walletId)
    yield* write(TOP_UP, TOP_UP.upsert, [...this.#topUps.values()], walletId)
    yield* write(REPLAY, REPLAY.insert, this.#answers, walletId)
    this.#clear()
  }

  #clear(): void {
    this.#entries = []
    this.#charges = []
    this.#answers = []
    this.#inPlace = []
    this.#others = []
    for (const rows of [
      this.#places,
      this.#aliases,
      this.#holds,
      this.#holdIds,
      this.#windows,
      this.#suspended,
      this.#topUps,
    ]) {
      rows.clear()
    }
  }

  #addEntries({ entries, charges }: Changes, lastChargeBefore: number): void {
    let lastCharge = lastChargeBefore
    for (const entry of entries) {
      const own =
        entries.length === 1 ? charges : charges.filter((charge) => charge.sequence === entry.sequence)
      lastCharge = own.at(-1)?.number ?? lastCharge
      this.#entries.push(withSpan(entry, own, lastCharge))
    }
  }

  #addMessage(message: MessageRecord, state: WalletState | undefined): void {
    const isInPlace = state?.messages
      .get(message.hash)
      ?.some(
        (known) =>
          known.messageId === message.messageId &&
          known.recipientRef === message.recipientRef &&
          known.occurredAt === message.occurredAt,
      )
    let list = isInPlace === true ? this.#inPlace : this.#others
    if (this.#isOfMany) {
      const key = `${message.hash}|${message.recipientRef}|${message.messageId}`
      const place = this.#places.get(key)
      if (place !== undefined && (list === place.list || list === this.#inPlace)) {
        // What waits to be written may be new, or have moved: it stays among the others.
        place.list[place.index] = message
        return
      }
      if (place !== undefined) {
        // It moves now: its place among those that stay is taken by the last of them.
        const last = place.list.pop()
        if (last !== undefined && place.index < place.list.length) {
          place.list[place.index] = last
          this.#places.set(`${last.hash}|${last.recipientRef}|${last.messageId}`, place)
        }
        list = this.#others
      }
      this.#places.set(key, { list, index: list.length })
    }
    list.push(message)
  }
}

function withSpan(entry: JournalEntry, charges: readonly Charge[], lastCharge: number): StoredEntry {
  let firstInstant: number | null = null
  let lastInstant: number | null = null
  for (const { instant } of charges) {
    if (firstInstant === null || instant < firstInstant) firstInstant = instant
    if (lastInstant === null || instant > lastInstant) lastInstant = instant
  }
  return { ...entry, lastCharge, chargeCount: charges.length, firstInstant, lastInstant }
}
