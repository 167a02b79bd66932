import type { Charge } from "../pricing/charge.ts"
import type { JournalEntry } from "../ledger/journal-entry.ts"
import { messageHash } from "../ledger/fingerprint.ts"
import type { AllBooks } from "../ledger/verify-journal.ts"
import type { Micros } from "../money/micros.ts"
import { invariant } from "../result.ts"
import type { RollupDelta } from "../usage/rollup.ts"
import {
  counterKey,
  DUE_HOLDS_LIMIT_DEFAULT,
  windowKey,
  type Allotment,
  type Changes,
  type ContactWindow,
  type Counter,
  type Decision,
  type Grant,
  type Hold,
  type MessageAlias,
  type MessageRecord,
  type Names,
  type OutboxRow,
  type SuspendedEvent,
  type Wallet,
  type WalletState,
} from "../wallet/state.ts"
import type { TopUp } from "../wallet/top-up.ts"

/** How often one command may ask for more: each time it must name something new. */
const LOADS_MAX = 8

/**
 * One wallet's rows in memory: the reference host of the engine. `load` hands out only what was named, and `apply`
 * refuses a row that was there and not loaded, so that a command which names too little is noticed.
 */
export class MemoryWallet {
  wallet: Wallet
  allotments: readonly Allotment[] = []
  readonly entries: JournalEntry[] = []
  readonly charges: Charge[] = []
  readonly accounts: Map<string, Micros> = new Map()
  readonly grants: Map<string, Grant> = new Map()
  readonly holds: Map<string, Hold> = new Map()
  readonly holdsByMessage: Map<string, string> = new Map()
  readonly counters: Map<string, Counter> = new Map()
  /** By message id and recipientRef, as are the aliases. */
  readonly messages: Map<string, MessageRecord> = new Map()
  readonly aliases: Map<string, MessageAlias> = new Map()
  readonly windows: Map<string, ContactWindow> = new Map()
  readonly suspended: Map<string, SuspendedEvent> = new Map()
  readonly topUps: Map<string, TopUp> = new Map()
  readonly rollups: RollupDelta[] = []
  readonly outbox: Map<string, OutboxRow> = new Map()

  /** @param opened - what `decideOpen` wrote */
  constructor(opened: Changes) {
    invariant(opened.wallet !== undefined, "a wallet opens with its row")
    this.wallet = opened.wallet
    this.apply(opened)
  }

  /** The part of the wallet that is named, and nothing else. */
  load(names: Names): WalletState {
    const messages = this.#messagesOf(names)
    const carried = [...messages.values()].flat()
    const holdsByMessage = pick(this.holdsByMessage, this.#idsOf(names.messageIds))
    const open = [...this.holds.values()]
      .filter(({ state }) => state === "open")
      .sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1))
    const { dueBy, dueLimit = DUE_HOLDS_LIMIT_DEFAULT } = names
    const isDue = this.wallet.nextDueAt !== null && this.wallet.nextDueAt <= dueBy
    const due = isDue ? open.filter(({ expiresAt }) => expiresAt <= dueBy).slice(0, dueLimit) : []
    const holdIds = [
      ...(names.holdIds ?? []),
      ...carried.map(({ holdId }) => holdId),
      ...holdsByMessage.values(),
      ...due.map(({ id }) => id),
    ]
    const months = new Set(names.months)
    return {
      wallet: this.wallet,
      accounts: new Map(this.accounts),
      grants: [...this.grants.values()].filter(({ remaining }) => remaining > 0n),
      allotments: this.allotments,
      holds: pick(this.holds, holdIds),
      nextHoldExpiryAt: isDue ? (open.find((hold) => !due.includes(hold))?.expiresAt ?? null) : null,
      dueBy,
      dueLimit,
      holdsByMessage,
      counters: new Map([...this.counters].filter(([, { month }]) => months.has(month))),
      months,
      messages,
      aliases: this.#aliasesOf(names),
      windows: pick(
        this.windows,
        (names.windows ?? []).map((pair) => windowKey(...pair)),
      ),
      suspended: this.#suspendedOf(names, carried),
      topUps: pick(this.topUps, names.topUpIds ?? []),
    }
  }

  /** Load, decide, and persist, loading more as long as the decision asks for it. */
  execute<T>(names: Names, decide: (state: WalletState) => Decision<T>): T {
    let wanted = names
    for (let load = 0; load < LOADS_MAX; load++) {
      const state = this.load(wanted)
      const decision = decide(state)
      if ("more" in decision) {
        wanted = decision.more
        continue
      }
      if (decision.changes !== undefined) {
        this.#checkLoaded(state, decision.changes)
        this.apply(decision.changes)
      }
      return decision.answer
    }
    throw new Error("a command names what it needs in a few loads")
  }

  /** Write rows. An entry, charge or alert that is there already is a bug: they are never edited. */
  apply(changes: Changes): void {
    for (const entry of changes.entries) {
      invariant(entry.sequence === this.entries.length + 1, "a journal has no gaps")
      this.entries.push(entry)
    }
    for (const charge of changes.charges) {
      invariant(charge.number === this.charges.length + 1, "charges have no gaps")
      this.charges.push(charge)
    }
    for (const row of changes.outbox) {
      invariant(!this.outbox.has(row.id), "an outbox row has an id of its own")
      this.outbox.set(row.id, row)
    }
    if (changes.wallet !== undefined) this.wallet = changes.wallet
    if (changes.allotments !== undefined) this.allotments = changes.allotments
    for (const [key, balance] of changes.accounts) this.accounts.set(key, balance)
    for (const grant of changes.grants) this.grants.set(grant.id, grant)
    for (const hold of changes.holds) this.holds.set(hold.id, hold)
    for (const [messageId, holdId] of changes.holdsByMessage) this.holdsByMessage.set(messageId, holdId)
    for (const counter of changes.counters) this.counters.set(counterKey(counter.month, counter.key), counter)
    for (const message of changes.messages) {
      this.messages.set(`${message.messageId}|${message.recipientRef}`, message)
    }
    for (const alias of changes.aliases) this.aliases.set(`${alias.aliasId}|${alias.recipientRef}`, alias)
    for (const window of changes.windows) {
      this.windows.set(windowKey(window.senderId, window.recipientRef), window)
    }
    for (const key of changes.suspendedDrop) this.suspended.delete(key)
    for (const event of changes.suspendedPut) this.suspended.set(event.key, event)
    for (const topUp of changes.topUps) this.topUps.set(topUp.id, topUp)
    this.rollups.push(...changes.rollups)
  }

  /** Each entry with its charges. */
  *journal(): Generator<readonly [JournalEntry, readonly Charge[]]> {
    for (const entry of this.entries) {
      yield [entry, this.charges.filter(({ sequence }) => sequence === entry.sequence)]
    }
  }

  /** All that verification compares with the journal. */
  books(): AllBooks {
    return {
      wallet: this.wallet,
      accounts: this.accounts,
      grants: [...this.grants.values()],
      holds: [...this.holds.values()],
      counters: [...this.counters.values()],
      allotments: this.allotments,
      rollups: this.rollups,
      topUps: [...this.topUps.values()],
      messages: [...this.messages.values()],
    }
  }

  /** The ids, and what they are aliases of, through every link. */
  #idsOf(messageIds: readonly string[] = []): Set<string> {
    const ids = new Set(messageIds)
    for (let size = -1; size < ids.size;) {
      size = ids.size
      for (const { aliasId, canonicalId } of this.aliases.values()) if (ids.has(aliasId)) ids.add(canonicalId)
    }
    return ids
  }

  #aliasesOf({ messageIds }: Names): Map<number, MessageAlias[]> {
    const wanted = this.#idsOf(messageIds)
    return byHash([...this.aliases.values()].filter(({ aliasId }) => wanted.has(aliasId)))
  }

  #messagesOf(names: Names): Map<number, MessageRecord[]> {
    const ids = this.#idsOf(names.messageIds)
    return byHash([...this.messages.values()].filter(({ messageId }) => ids.has(messageId)))
  }

  #suspendedOf({ messageIds, suspendedPage }: Names, carried: readonly MessageRecord[]): SuspendedEvent[] {
    const hashes = new Set(
      [...(messageIds ?? []), ...carried.map(({ messageId }) => messageId)].map(messageHash),
    )
    const hasWaiting = carried.some(({ suspended }) => suspended > 0)
    const keys = new Set(suspendedPage?.keys)
    return [...this.suspended.values()]
      .filter(({ hash, key }) => (hasWaiting && hashes.has(hash)) || keys.has(key))
      .sort((a, b) => a.receivedAt - b.receivedAt || (a.key < b.key ? -1 : 1))
  }

  #checkLoaded(state: WalletState, changes: Changes): void {
    for (const { month } of changes.counters)
      invariant(state.months.has(month), "a counter's month was named")
    for (const { id } of changes.holds) {
      invariant(state.holds.has(id) || !this.holds.has(id), "a hold that is written was loaded")
    }
    for (const { senderId, recipientRef } of changes.windows) {
      const key = windowKey(senderId, recipientRef)
      invariant(state.windows.has(key) || !this.windows.has(key), "a window that is written was loaded")
    }
    for (const { hash, messageId, recipientRef } of changes.messages) {
      const isLoaded = state.messages.get(hash)?.some((one) => one.messageId === messageId) === true
      const isKnown = this.messages.has(`${messageId}|${recipientRef}`)
      invariant(isLoaded || !isKnown, "a message that is written was loaded")
    }
    for (const { id } of changes.topUps) {
      invariant(state.topUps.has(id) || !this.topUps.has(id), "a top-up that is written was loaded")
    }
  }
}

function pick<K, V>(map: ReadonlyMap<K, V>, keys: Iterable<K>): Map<K, V> {
  const picked = new Map<K, V>()
  for (const key of keys) {
    const value = map.get(key)
    if (value !== undefined) picked.set(key, value)
  }
  return picked
}

function byHash<T extends { readonly hash: number }>(rows: readonly T[]): Map<number, T[]> {
  const map = new Map<number, T[]>()
  for (const row of rows) map.set(row.hash, [...(map.get(row.hash) ?? []), row])
  return map
}
