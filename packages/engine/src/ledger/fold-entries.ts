import type { Micros } from "../money/micros.ts"
import type { Charge } from "../pricing/charge.ts"
import { counterKey, type Allotment, type Counter, type Grant, type Hold } from "../wallet/state.ts"
import type { AutoRecharge } from "../wallet/recharge-settings.ts"
import type { TopUp } from "../wallet/top-up.ts"
import { accountKey } from "./account.ts"
import { decodeFacts, type EntryFacts, type WalletSettings } from "./entry-facts.ts"
import { holdsAfter } from "./hold-changes.ts"
import { GENESIS_HASH } from "./hash-chain.ts"
import type { JournalEntry } from "./journal-entry.ts"

/** What a journal says that the rows of its wallet are. Rule LED-7. */
export interface FoldedBooks {
  /** Of the last entry; 0, 64 zeros and the beginning of time before the first. */
  readonly sequence: number
  readonly head: string
  readonly lastEntryAt: number
  /** Instant of the first entry; null before it. */
  readonly openedAt: number | null
  /** Number of the last charge; 0 before the first. */
  readonly lastCharge: number
  readonly balance: Micros
  readonly held: Micros
  /** By `accountKey`, zeros included. */
  readonly accounts: ReadonlyMap<string, Micros>
  /** By id, those that are used up too. */
  readonly grants: ReadonlyMap<string, Grant>
  /** Open ones by id. */
  readonly openHolds: ReadonlyMap<string, Hold>
  /** By `counterKey`. */
  readonly counters: ReadonlyMap<string, Counter>
  readonly allotments: ReadonlyMap<string, Allotment>
  readonly settings: WalletSettings | null
  /** By id; none of before entries kept them. */
  readonly topUps: ReadonlyMap<string, TopUp>
  readonly recharge: AutoRecharge | null
}

/** Folds entries to books, one entry at a time. It grows with grants, top-ups, open holds and counters, not with entries. Rule LED-7. */
export class EntryFold implements FoldedBooks {
  sequence = 0
  head: string = GENESIS_HASH
  lastEntryAt: number = Number.NEGATIVE_INFINITY
  openedAt: number | null = null
  lastCharge = 0
  balance: Micros = 0n
  held: Micros = 0n
  settings: WalletSettings | null = null
  recharge: AutoRecharge | null = null
  allotments: ReadonlyMap<string, Allotment> = new Map()
  readonly accounts: Map<string, Micros> = new Map()
  readonly grants: Map<string, Grant> = new Map()
  readonly openHolds: Map<string, Hold> = new Map()
  readonly counters: Map<string, Counter> = new Map()
  readonly topUps: Map<string, TopUp> = new Map()

  /**
   * @param facts - of the entry, decoded
   * @param charges - of the entry, in order of number
   */
  add(entry: JournalEntry, facts: EntryFacts, charges: readonly Charge[]): void {
    this.sequence = entry.sequence
    this.head = entry.hash
    this.lastEntryAt = entry.at
    this.openedAt ??= entry.at
    this.lastCharge = charges.at(-1)?.number ?? this.lastCharge
    for (const { account, sender, amount } of entry.postings) {
      const key = accountKey(account, sender)
      this.accounts.set(key, (this.accounts.get(key) ?? 0n) + amount)
      if (account === "customer:available" || account === "customer:held") this.balance += amount
      if (account === "customer:held") this.held += amount
    }
    for (const grant of facts.grants) this.grants.set(grant.id, grant)
    for (const hold of holdsAfter(facts, this.openHolds).holds) {
      if (hold.state === "open") this.openHolds.set(hold.id, hold)
      else this.openHolds.delete(hold.id)
    }
    for (const counter of facts.counters) this.counters.set(counterKey(counter.month, counter.key), counter)
    if (facts.allotments !== undefined) {
      this.allotments = new Map(facts.allotments.map((one) => [one.senderId, one]))
    }
    for (const topUp of facts.topUps) this.topUps.set(topUp.id, topUp)
    if (facts.recharge !== undefined) this.recharge = facts.recharge
    if (facts.settings !== undefined) this.settings = facts.settings
  }
}

/** The books after `entries`, each with its charges, from the first on. Rule LED-7. */
export function foldEntries(
  entries: Iterable<readonly [entry: JournalEntry, charges: readonly Charge[]]>,
): FoldedBooks {
  const fold = new EntryFold()
  for (const [entry, charges] of entries) fold.add(entry, decodeFacts(entry.facts), charges)
  return fold
}
