import type { Charge } from "../pricing/charge.ts"
import { accountKey, type Account, type Posting } from "../ledger/account.ts"
import { encodeFacts, type WalletSettings } from "../ledger/entry-facts.ts"
import { holdChange } from "../ledger/hold-changes.ts"
import { mergeLines } from "../ledger/merge-lines.ts"
import { canonicalPostings, digestCharges, hashEntry } from "../ledger/hash-chain.ts"
import type { EntryKind, JournalEntry, StatementLine } from "../ledger/journal-entry.ts"
import type { Micros } from "../money/micros.ts"
import type { Meters } from "../pricing/meters.ts"
import { invariant } from "../result.ts"
import { rollupsOf } from "../usage/rollups-of.ts"
import type { Zone } from "../usage/calendar.ts"
import { DraftRows } from "./draft-rows.ts"
import { burn, GRANT_PRIORITY_DEFAULT } from "./grants.ts"
import { isLow, isOverdrawn } from "./low-balance.ts"
import { isUnsettled } from "./is-unsettled.ts"
import type { Allotment, Changes, Counter, Grant, Hold, OutboxRow, Wallet, WalletState } from "./state.ts"
import type { AutoRecharge } from "./recharge-settings.ts"
import type { TopUp, TopUpRow } from "./top-up.ts"
import { counterKey } from "./state.ts"

export type NewGrant = Omit<Grant, "remaining" | "priority" | "createdAt" | "sequence"> & {
  readonly priority?: number
}

/** With ids as long as they may be, an entry of so many holds that end stays below 2 MB, which a Durable Object takes. */
export const HOLDS_PER_ENTRY_MAX = 2_000

interface OpenEntry {
  readonly kind: EntryKind
  readonly commandId: string
  readonly postings: Map<string, Posting>
  readonly lines: StatementLine[]
  readonly charges: Charge[]
  readonly grants: Map<string, Grant>
  readonly holds: Map<string, Hold>
  readonly topUps: Map<string, TopUp>
  recharge?: AutoRecharge
  settings?: WalletSettings
  allotments?: readonly Allotment[]
  note?: string
}

/**
 * One command's work on a wallet: it reads what was loaded, keeps what changed, and seals it into journal entries.
 * Only what `changes()` returns leaves it, so a decision that refuses drops the draft and nothing happened.
 */
export class WalletDraft {
  readonly at: number
  readonly outbox: OutboxRow[] = []
  /** Messages, windows, suspense: what the journal does not hash. */
  readonly rows: DraftRows
  readonly #state: WalletState
  readonly #before: Wallet
  #wallet: Wallet
  #balance: Micros
  #held: Micros
  #lastCharge: number
  readonly #accounts: Map<string, Micros>
  readonly #accountsChanged = new Set<string>()
  readonly #grants: Map<string, Grant>
  readonly #grantsChanged = new Set<string>()
  readonly #holds: Map<string, Hold>
  /** As the last sealed entry left them. */
  readonly #holdsSealed: Map<string, Hold>
  readonly #holdsChanged = new Set<string>()
  #allotments: ReadonlyMap<string, Allotment>
  #allotmentsChanged = false
  readonly #entries: JournalEntry[] = []
  readonly #charges: Charge[] = []
  #entry: OpenEntry | null = null
  /** Names the alerts, and an entry that the command brings about. */
  #commandId: string
  readonly #counters = new Map<string, Counter>()

  constructor(state: WalletState, now: number, commandId = "") {
    this.#commandId = commandId
    this.#state = state
    this.rows = new DraftRows(state)
    this.#before = state.wallet
    this.#wallet = state.wallet
    this.#balance = state.wallet.balance
    this.#held = state.wallet.held
    this.#lastCharge = state.wallet.lastCharge
    this.#accounts = new Map(state.accounts)
    this.#grants = new Map(state.grants.map((grant) => [grant.id, grant]))
    this.#holds = new Map(state.holds)
    this.#holdsSealed = new Map(state.holds)
    this.#allotments = new Map(state.allotments.map((allotment) => [allotment.senderId, allotment]))
    // The clock may jump back; posting times of a wallet never do, so that a statement stays in order (LED-6).
    this.at = Math.max(now, state.wallet.lastEntryAt)
  }

  /** The wallet's row as it is now: money moves between entries too. */
  get wallet(): Wallet {
    const { balance, held, lastCharge } = this.#wallet
    if (balance !== this.#balance || held !== this.#held || lastCharge !== this.#lastCharge) {
      this.#wallet = {
        ...this.#wallet,
        balance: this.#balance,
        held: this.#held,
        lastCharge: this.#lastCharge,
      }
    }
    return this.#wallet
  }

  get commandId(): string {
    return this.#commandId
  }

  get balance(): Micros {
    return this.#balance
  }

  get state(): WalletState {
    return this.#state
  }

  balanceOf(account: Account, sender?: string): Micros {
    return this.#accounts.get(accountKey(account, sender)) ?? 0n
  }

  get available(): Micros {
    return this.#balance - this.#held
  }

  get openGrants(): Grant[] {
    return [...this.#grants.values()].filter((grant) => grant.remaining > 0n)
  }

  grant(id: string): Grant | undefined {
    return this.#grants.get(id)
  }

  get allotments(): ReadonlyMap<string, Allotment> {
    return this.#allotments
  }

  hold(id: string): Hold | undefined {
    return this.#holds.get(id)
  }

  get holds(): Iterable<Hold> {
    return this.#holds.values()
  }

  get nextSequence(): number {
    return this.#wallet.sequence + 1
  }

  /** Begin the entry that all postings, lines and rows until `seal` belong to. */
  begin(kind: EntryKind, commandId: string): void {
    invariant(this.#entry === null, "one entry at a time")
    this.#entry = {
      kind,
      commandId,
      postings: new Map(),
      lines: [],
      charges: [],
      grants: new Map(),
      holds: new Map(),
      topUps: new Map(),
    }
  }

  post(account: Account, sender: string | undefined, amount: Micros): void {
    if (amount === 0n) return
    const entry = this.#open()
    const key = accountKey(account, sender)
    const posted = entry.postings.get(key)
    const sum = (posted?.amount ?? 0n) + amount
    entry.postings.set(
      key,
      sender === undefined ? { account, amount: sum } : { account, sender, amount: sum },
    )
    this.#accounts.set(key, (this.#accounts.get(key) ?? 0n) + amount)
    this.#accountsChanged.add(key)
    if (account === "customer:available" || account === "customer:held") this.#balance += amount
    if (account === "customer:held") this.#held += amount
  }

  line(line: StatementLine): void {
    if (line.amount !== 0n) this.#open().lines.push(line)
  }

  /** Add credit to the shared part, or a number's: it first repays a negative balance, the rest can be spent. The caller posts the other side. Rule GRANT-3. */
  addCredit(grant: NewGrant, sender?: string): void {
    const before = this.#balance
    this.post("customer:available", sender, grant.amount)
    const after = this.#balance
    const remaining = (after > 0n ? after : 0n) - (before > 0n ? before : 0n)
    this.putGrant({
      priority: GRANT_PRIORITY_DEFAULT,
      ...grant,
      remaining,
      createdAt: this.at,
      sequence: this.nextSequence,
    })
  }

  /** Take `amount` out of the balance for a sender (its own part first), burning grants. The caller posts the other side. Rule ALLOT-2. */
  spend(sender: string | undefined, amount: Micros): void {
    const before = this.#balance
    const allotment = sender === undefined ? undefined : this.#allotments.get(sender)
    if (allotment === undefined) {
      this.post("customer:available", undefined, -amount)
    } else {
      const own = this.balanceOf("customer:available", sender)
      const fromOwn = !allotment.mayUseShared ? amount : own <= 0n ? 0n : own < amount ? own : amount
      this.post("customer:available", sender, -fromOwn)
      this.post("customer:available", undefined, fromOwn - amount)
    }
    const after = this.#balance
    const burnt = (before > 0n ? before : 0n) - (after > 0n ? after : 0n)
    if (burnt > 0n) for (const grant of burn(this.#grants.values(), burnt)) this.putGrant(grant)
  }

  putGrant(grant: Grant): void {
    this.#grants.set(grant.id, grant)
    this.#grantsChanged.add(grant.id)
    this.#open().grants.set(grant.id, grant)
  }

  putHold(hold: Hold): void {
    this.#holds.set(hold.id, hold)
    this.#holdsChanged.add(hold.id)
    this.#open().holds.set(hold.id, hold)
  }

  putAllotments(allotments: readonly Allotment[]): void {
    this.#allotments = new Map(allotments.map((allotment) => [allotment.senderId, allotment]))
    this.#allotmentsChanged = true
    this.#open().allotments = allotments
  }

  putSettings(settings: Partial<WalletSettings>): void {
    this.#wallet = { ...this.wallet, ...settings }
    const { customerId, currency, status, planId, overdraftLimit, lowBalanceThreshold, creditName } =
      this.#wallet
    this.#open().settings = {
      customerId,
      currency,
      status,
      planId,
      overdraftLimit,
      lowBalanceThreshold,
      creditName,
      suspendedBy: this.#wallet.suspendedBy,
    }
  }

  /** A top-up as it is from this entry on. */
  putTopUp(topUp: TopUpRow): TopUp {
    const changed = {
      ...topUp,
      isUnsettled: isUnsettled(topUp),
      updatedAt: this.at,
      sequence: this.nextSequence,
    }
    this.#open().topUps.set(changed.id, changed)
    this.rows.putTopUp(changed)
    return changed
  }

  putRecharge(recharge: AutoRecharge): void {
    this.#wallet = { ...this.wallet, recharge }
    this.#open().recharge = recharge
  }

  note(note: string): void {
    this.#open().note = note
  }

  nextChargeNumber(): number {
    return this.#lastCharge + 1
  }

  charge(charge: Charge): void {
    this.#lastCharge = charge.number
    this.#open().charges.push(charge)
  }

  setNextDueAt(nextDueAt: number | null): void {
    if (nextDueAt !== this.#wallet.nextDueAt) this.#wallet = { ...this.#wallet, nextDueAt }
  }

  alert(topic: OutboxRow["topic"], payload: OutboxRow["payload"]): void {
    const id = `${this.#wallet.id}:${this.#commandId}:${this.outbox.length}`
    this.outbox.push({ id, topic, at: this.at, payload: { walletId: this.#wallet.id, ...payload } })
  }

  /** Close the entry: its postings sum to zero, its hash follows the one before. An entry that did nothing is dropped. Rules LED-1 to LED-5. */
  seal(meters?: Meters): void {
    const entry = this.#open()
    this.#entry = null
    const postings = canonicalPostings(entry.postings.values())
    invariant(
      postings.reduce((sum, { amount }) => sum + amount, 0n) === 0n,
      "the postings of an entry sum to zero",
    )
    const counters = (meters?.takeChanged() ?? []).sort(
      (a, b) => a.month - b.month || (a.key < b.key ? -1 : 1),
    )
    const hasEffect =
      postings.length > 0 ||
      entry.charges.length > 0 ||
      entry.grants.size > 0 ||
      entry.holds.size > 0 ||
      counters.length > 0 ||
      entry.topUps.size > 0 ||
      entry.recharge !== undefined ||
      entry.settings !== undefined ||
      entry.allotments !== undefined
    if (!hasEffect) return

    const sequence = this.nextSequence
    const facts = encodeFacts({
      lines: mergeLines(entry.lines),
      ...(entry.settings === undefined ? {} : { settings: entry.settings }),
      grants: [...entry.grants.values()],
      holds: [...entry.holds.values()].filter(({ id }) => !this.#holdsSealed.has(id)),
      holdChanges: [...entry.holds.values()].flatMap((hold) => {
        const before = this.#holdsSealed.get(hold.id)
        return before === undefined ? [] : [holdChange(before, hold)]
      }),
      counters,
      ...(entry.allotments === undefined ? {} : { allotments: entry.allotments }),
      topUps: [...entry.topUps.values()],
      ...(entry.recharge === undefined ? {} : { recharge: entry.recharge }),
      ...(entry.note === undefined ? {} : { note: entry.note }),
    })
    const unsealed = {
      walletId: this.#wallet.id,
      sequence,
      previousHash: this.#wallet.head,
      at: this.at,
      commandId: entry.commandId,
      kind: entry.kind,
      postings,
      chargesDigest: digestCharges(entry.charges),
      facts,
    }
    for (const hold of entry.holds.values()) this.#holdsSealed.set(hold.id, hold)
    const hash = hashEntry(unsealed)
    this.#entries.push({ ...unsealed, hash, balanceAfter: this.#balance })
    for (const charge of entry.charges) this.#charges.push(charge)
    for (const counter of counters) this.#counters.set(counterKey(counter.month, counter.key), counter)
    this.#wallet = { ...this.wallet, sequence, head: hash, lastEntryAt: this.at, updatedAt: this.at }
  }

  /** Go on with the same command in another entry when this one has as many holds as it may. Rule LED-9. */
  goOnWhenFull(meters: Meters): void {
    const { kind, commandId, holds } = this.#open()
    if (holds.size < HOLDS_PER_ENTRY_MAX) return
    this.seal(meters)
    this.begin(kind, commandId)
  }

  /** All rows to write. Everything is checked by now: nothing after this can fail. */
  changes(rollupZone: Zone): Changes {
    invariant(this.#entry === null, "the last entry is sealed")
    this.#alertOnCrossings()
    const grants = [...this.#grantsChanged].map((id) => this.#grants.get(id)!)
    const holds = [...this.#holdsChanged].map((id) => this.#holds.get(id)!)
    return {
      ...this.rows.changes(),
      ...(this.wallet === this.#before ? {} : { wallet: this.wallet }),
      entries: this.#entries,
      charges: this.#charges,
      accounts: [...this.#accountsChanged].map((key) => [key, this.#accounts.get(key)!] as const),
      grants,
      ...(this.#allotmentsChanged ? { allotments: [...this.#allotments.values()] } : {}),
      holds,
      counters: [...this.#counters.values()],
      rollups: this.#charges.length === 0 ? [] : rollupsOf(this.#charges, rollupZone),
      outbox: this.outbox,
    }
  }

  #open(): OpenEntry {
    invariant(this.#entry !== null, "an entry is open")
    return this.#entry
  }

  #alertOnCrossings(): void {
    const was = this.#before
    const is = this.wallet
    const alert = (topic: OutboxRow["topic"]): void =>
      this.alert(topic, { balance: is.balance.toString(), available: (is.balance - is.held).toString() })
    if (isOverdrawn(is) && !isOverdrawn(was)) alert("balance.overdrawn")
    if (isLow(is) && !isLow(was)) alert("balance.low")
    else if ((isLow(was) || isOverdrawn(was)) && !isLow(is) && !isOverdrawn(is)) alert("balance.recovered")
  }
}
