import type { Micros } from "../money/micros.ts"
import type { Charge } from "../pricing/charge.ts"
import type { Zone } from "../usage/calendar.ts"
import type { RollupDelta } from "../usage/rollup.ts"
import { counterKey, type Hold, type MessageRecord } from "../wallet/state.ts"
import type { TopUp } from "../wallet/top-up.ts"
import { decodeFacts, type EntryFacts } from "./entry-facts.ts"
import { Findings, type Finding } from "./finding.ts"
import { holdsAfter } from "./hold-changes.ts"
import { EntryFold, type FoldedBooks } from "./fold-entries.ts"
import type { ChargeSpan, JournalEntry } from "./journal-entry.ts"
import { verifyBooks, type WalletBooks } from "./verify-books.ts"
import { verifyEntry, verifyFolded, verifySpan } from "./verify-entry.ts"
import { HoldCheck } from "./verify-holds.ts"
import { MessageCheck } from "./verify-messages.ts"
import { RollupCheck, type RollupSlice } from "./verify-rollups.ts"
import { TopUpCheck } from "./verify-top-ups.ts"

export interface JournalToVerify {
  readonly walletId: string
  /** With it, recipients that were not erased are held against their `recipientRef`; null leaves that out. */
  readonly recipientKey: string | null
  /** The zone in which the store keeps day and month rollups. */
  readonly rollupZone: Zone
  /** Quarter-hour rollups before this quarter hour (since 1970 UTC) may be gone; absent = none is. */
  readonly quartersFrom?: number
  /** Which rollups are held against the charges; all unless given. `RollupVerifier` does the others. */
  readonly rollupSlice?: RollupSlice
  /** Heads that were published: a journal that ends before one, or has another hash there, was cut or rewritten. */
  readonly publishedHeads?: readonly { readonly sequence: number; readonly head: string }[]
}

/** Everything that verification compares with the journal, where it is all at hand. */
export interface AllBooks extends WalletBooks {
  /** All, closed ones too. */
  readonly holds: Iterable<Hold>
  readonly rollups: Iterable<RollupDelta>
  readonly topUps: Iterable<TopUp>
  /** Those that are kept; compared when they are given. */
  readonly messages?: Iterable<MessageRecord>
}

/**
 * Checks a journal against itself, its charges and the rows of its store: hash chain, gaps, sums, counters, books,
 * holds, top-ups, messages and rollups. Fed row by row, so that a wallet of any size fits. Rules LED-1 to LED-8.
 */
export class JournalVerifier {
  readonly #journal: JournalToVerify
  readonly #findings = new Findings()
  readonly #fold = new EntryFold()
  readonly #rollups: RollupCheck
  readonly #holds = new HoldCheck()
  readonly #messages = new MessageCheck()
  readonly #topUps = new TopUpCheck()
  readonly #published: Map<number, string>
  /** What charges counted and open holds reserve, by `counterKey`. */
  readonly #counted = new Map<string, { used: number; reserved: number }>()
  #grantsSum: Micros = 0n
  #holdsSum: Micros = 0n

  constructor(journal: JournalToVerify) {
    this.#journal = journal
    const { rollupZone, quartersFrom = Number.NEGATIVE_INFINITY, rollupSlice } = journal
    this.#rollups = new RollupCheck(rollupZone, quartersFrom, rollupSlice)
    this.#published = new Map(journal.publishedHeads?.map(({ sequence, head }) => [sequence, head]))
  }

  /** What the entries so far say that the books are. */
  get folded(): FoldedBooks {
    return this.#fold
  }

  /**
   * The next entry, from the first on.
   *
   * @param charges - of this entry, in order of number
   * @param span - what the store notes beside the entry, where it notes something
   */
  addEntry(entry: JournalEntry, charges: readonly Charge[], span?: ChargeSpan): void {
    verifyEntry(this.#findings, this.#fold, this.#journal, entry, charges)
    if (span !== undefined) verifySpan(this.#findings, this.#fold, entry, charges, span)
    const published = this.#published.get(entry.sequence)
    const place = { sequence: entry.sequence }
    if (published !== undefined) this.#findings.compare("published_head", published, entry.hash, place)
    let facts: EntryFacts
    try {
      facts = decodeFacts(entry.facts)
    } catch {
      this.#findings.compare("facts", "readable", "unreadable", place)
      facts = { lines: [], grants: [], holds: [], holdChanges: [], counters: [], topUps: [] }
    }
    const { holds, unknown } = holdsAfter(facts, this.#fold.openHolds)
    for (const which of unknown) this.#findings.compare("hold", "open before", "unknown", { ...place, which })
    const touched = this.#count(facts, holds, charges)
    for (const { id, remaining } of facts.grants) {
      this.#grantsSum += remaining - (this.#fold.grants.get(id)?.remaining ?? 0n)
    }
    for (const hold of holds) this.#holdsSum += heldBy(hold) - heldBy(this.#fold.openHolds.get(hold.id))
    this.#holds.addFacts(holds)
    this.#fold.add(entry, facts, charges)
    verifyFolded(this.#findings, this.#fold, { grants: this.#grantsSum, holds: this.#holdsSum }, entry, facts)
    for (const key of touched) {
      const { used, reserved } = this.#fold.counters.get(key) ?? { used: 0, reserved: 0 }
      const counted = this.#counted.get(key) ?? { used: 0, reserved: 0 }
      this.#findings.compare("counter", counted, { used, reserved }, { ...place, which: key })
    }
    this.#rollups.addCharges(charges)
  }

  /** One row of the store's rollups, in any order. */
  addRollup(row: RollupDelta): void {
    this.#rollups.addStored(row)
  }

  /** One row of the store's holds, in any order, after all entries. */
  addHold(row: Hold): void {
    this.#holds.addStored(this.#findings, this.#fold.openHolds, row)
  }

  /** One row of the store's top-ups, in any order, after all entries. */
  addTopUp(row: TopUp): void {
    this.#topUps.addStored(this.#findings, this.#fold, row)
  }

  /**
   * One row of the store's messages, in any order; those that it no longer keeps are not missed. Rule LED-8.
   *
   * @param charges - those of its numbers that are there
   */
  addMessage(row: MessageRecord, charges: readonly Charge[]): void {
    this.#messages.add(this.#findings, row, charges)
  }

  /** All differences, at most `FINDINGS_MAX`: none for a sound wallet. Call it once, after all entries and rows. */
  finish(books: WalletBooks): readonly Finding[] {
    for (const [sequence, head] of this.#published) {
      if (sequence > this.#fold.sequence) {
        this.#findings.compare("published_head", head, "none", { sequence })
      }
    }
    verifyBooks(this.#findings, this.#fold, books)
    this.#holds.finish(this.#findings, this.#fold.openHolds)
    this.#topUps.finish(this.#findings, this.#fold)
    this.#messages.finish(this.#findings)
    const { rollupZone, walletId } = this.#journal
    this.#findings.compare("wallet", walletId, books.wallet.id, { which: "id" })
    this.#findings.compare("wallet", rollupZone.id, books.wallet.rollupZone, { which: "rollupZone" })
    this.#rollups.finish(this.#findings)
    return this.#findings.list
  }

  /** Count what an entry's charges and holds count. @returns the counters that it touches */
  #count(facts: EntryFacts, holds: readonly Hold[], charges: readonly Charge[]): Set<string> {
    const touched = new Set(facts.counters.map(({ month, key }) => counterKey(month, key)))
    const add = (month: number, key: string, used: number, reserved: number) => {
      const place = counterKey(month, key)
      const known = this.#counted.get(place) ?? { used: 0, reserved: 0 }
      this.#counted.set(place, { used: known.used + used, reserved: known.reserved + reserved })
      touched.add(place)
    }
    for (const { counted } of charges) for (const [month, key, units] of counted) add(month, key, units, 0)
    for (const hold of holds) {
      for (const [month, key, units] of reservedBy(this.#fold.openHolds.get(hold.id)))
        add(month, key, 0, -units)
      for (const [month, key, units] of reservedBy(hold)) add(month, key, 0, units)
    }
    return touched
  }
}

/** All differences in a wallet whose rows are at hand. Rules LED-1 to LED-8. */
export function verifyJournal(
  journal: JournalToVerify,
  entries: Iterable<readonly [entry: JournalEntry, charges: readonly Charge[]]>,
  books: AllBooks,
): readonly Finding[] {
  const verifier = new JournalVerifier(journal)
  const byNumber = new Map<number, Charge>()
  for (const [entry, charges] of entries) {
    verifier.addEntry(entry, charges)
    for (const charge of charges) byNumber.set(charge.number, charge)
  }
  for (const row of books.holds) verifier.addHold(row)
  for (const row of books.rollups) verifier.addRollup(row)
  for (const row of books.topUps) verifier.addTopUp(row)
  for (const row of books.messages ?? []) {
    verifier.addMessage(
      row,
      row.charges.flatMap((number) => byNumber.get(number) ?? []),
    )
  }
  return verifier.finish(books)
}

function heldBy(hold: Hold | undefined): Micros {
  return hold === undefined || hold.state !== "open" ? 0n : hold.heldOwn + hold.heldShared
}

function reservedBy(hold: Hold | undefined): [month: number, key: string, units: number][] {
  if (hold === undefined || hold.state !== "open") return []
  return hold.lines.flatMap(({ reserves, remaining }) =>
    reserves === null || remaining === 0
      ? []
      : [[reserves[0], reserves[1], remaining] as [number, string, number]],
  )
}
