import type {
  Allotment,
  Changes,
  Counter,
  Grant,
  Micros,
  OutboxRow,
  Wallet,
  WalletState,
} from "@tollgate/engine"
import { run, write, type Sql } from "./request.ts"
import type { BaseCache } from "./base-cache.ts"
import { KnownRows } from "./known-rows.ts"
import { LiveCounts } from "./live-counts.ts"
import type { LoadingRows } from "./load.ts"
import type { KeptAnswer } from "./replays.ts"
import { RowsToWrite } from "./rows-to-write.ts"
import { RollupSums, ROLLUP_ADD } from "./rollup-sums.ts"
import { ACCOUNT, ALLOTMENT, COUNTER, GRANT, OUTBOX, ROLLUP, WALLET } from "./tables.ts"
import { applyToBase, emptyBase, readBase, type WalletBase } from "./wallet-base.ts"

const DROP_ALLOTMENTS = "DELETE FROM allotment WHERE wallet_id = ?"

/** What the commands of a group decided: the last state of each row is written once, at its end. */
interface Unwritten {
  wallet?: Wallet
  readonly rows: RowsToWrite
  readonly accounts: Map<string, Micros>
  readonly grants: Map<string, Grant>
  allotments?: readonly Allotment[]
  readonly counters: Map<string, Counter>
  readonly rollups: RollupSums
  readonly liveCounts: LiveCounts
}

/** One group's view of the wallets that it touches: its reads see what it wrote. Rule STORE-9. */
export class GroupScope {
  readonly #cache: BaseCache
  readonly #bases = new Map<string, WalletBase>()
  readonly #rows = new Map<string, LoadingRows>()
  readonly #unwritten = new Map<string, Unwritten>()
  readonly #written = new Set<string>()
  /** In the order of the commands, of whichever wallet. */
  readonly #outbox: { readonly walletId: string; readonly rows: readonly OutboxRow[] }[] = []

  readonly #holdsBack: boolean

  /**
   * @param options.holdsBack - every row is written at the end, the wallet's whenever anything of the wallet is: where a
   *   statement costs more than its rows
   */
  constructor(cache: BaseCache, options: { readonly holdsBack?: boolean } = {}) {
    this.#cache = cache
    this.#holdsBack = options.holdsBack ?? false
  }

  *base(walletId: string): Sql<WalletBase | undefined> {
    let base = this.#bases.get(walletId)
    if (base === undefined) {
      base = this.#cache.get(walletId) ?? (yield* readBase(walletId))
      if (base !== undefined) this.#bases.set(walletId, base)
    }
    return base
  }

  /** The wallets that this group changes. */
  get written(): ReadonlySet<string> {
    return this.#written
  }

  /** A base that was read already, and the rows beside it. */
  adopt(base: WalletBase): void {
    this.#bases.set(base.wallet.id, base)
  }

  /** What is known of the wallet's rows. Where rows are written at once, the tables say it, to each command anew. */
  rows(walletId: string): LoadingRows {
    let rows = this.#rows.get(walletId)
    if (rows === undefined) {
      rows = { known: new KnownRows(), writeFirst: () => this.#writeRows(walletId) }
      if (this.#holdsBack) this.#rows.set(walletId, rows)
    }
    return rows
  }

  /** Keeps an answer for when its request comes again. */
  *keep(walletId: string, answer: KeptAnswer): Sql<void> {
    this.rows(walletId).known.replays.set(answer.key, answer)
    this.#unwrittenOf(walletId).rows.addAnswer(answer)
    if (!this.#holdsBack) yield* this.#writeRows(walletId)
  }

  /** Takes the changes of one command. The base is changed in place, so it counts only when the group commits. */
  *persist(walletId: string, changes: Changes, state: WalletState | undefined): Sql<void> {
    const base = (yield* this.base(walletId)) ?? emptyBase(changes.wallet)
    this.#bases.set(walletId, base)
    const unwritten = this.#unwrittenOf(walletId)
    this.#written.add(walletId)
    const { known } = this.rows(walletId)
    yield* unwritten.liveCounts.add(walletId, changes, { state, known })
    unwritten.rows.add(changes, base.wallet.lastCharge, state)
    if (!this.#holdsBack) {
      yield* unwritten.rows.write(walletId)
      yield* write(OUTBOX, OUTBOX.insert, changes.outbox, walletId)
    } else {
      this.#outbox.push({ walletId, rows: changes.outbox })
      // What cannot be known is read: after it is written.
      if (!known.apply(changes)) yield* unwritten.rows.write(walletId)
    }

    if (changes.wallet !== undefined) unwritten.wallet = changes.wallet
    for (const [key, balance] of changes.accounts) unwritten.accounts.set(key, balance)
    for (const grant of changes.grants) unwritten.grants.set(grant.id, grant)
    if (changes.allotments !== undefined) unwritten.allotments = changes.allotments
    for (const counter of changes.counters) unwritten.counters.set(`${counter.month}|${counter.key}`, counter)
    for (const delta of changes.rollups) unwritten.rollups.add(delta)
    applyToBase(base, changes)
  }

  *setRollupZone(walletId: string, zoneId: string): Sql<void> {
    const base = yield* this.base(walletId)
    if (base === undefined) return
    base.wallet = { ...base.wallet, rollupZone: zoneId }
    this.#written.add(walletId)
    this.#unwrittenOf(walletId).wallet = base.wallet
  }

  /** Writes what is still to be written; the last act of the group's transaction. */
  *flush(): Sql<void> {
    for (const [walletId, unwritten] of this.#unwritten) yield* this.#flushWallet(walletId, unwritten)
    this.#unwritten.clear()
    for (const { walletId, rows } of this.#outbox.splice(0)) {
      yield* write(OUTBOX, OUTBOX.insert, rows, walletId)
    }
  }

  /** After the commit: the next group starts from here. */
  keepBases(): void {
    for (const base of this.#bases.values()) this.#cache.put(base)
  }

  /** After a rollback: what the bases say was never so. */
  forget(): void {
    for (const walletId of this.#bases.keys()) this.#cache.drop(walletId)
  }

  *#writeRows(walletId: string): Sql<void> {
    const unwritten = this.#unwritten.get(walletId)
    if (unwritten !== undefined) yield* unwritten.rows.write(walletId)
  }

  #unwrittenOf(walletId: string): Unwritten {
    let unwritten = this.#unwritten.get(walletId)
    if (unwritten === undefined) {
      unwritten = {
        rows: new RowsToWrite(this.#holdsBack),
        accounts: new Map(),
        grants: new Map(),
        counters: new Map(),
        rollups: new RollupSums(),
        liveCounts: new LiveCounts(),
      }
      this.#unwritten.set(walletId, unwritten)
    }
    return unwritten
  }

  *#flushWallet(walletId: string, unwritten: Unwritten): Sql<void> {
    const { accounts, grants, allotments, counters } = unwritten
    const wallet = unwritten.wallet ?? (this.#holdsBack ? this.#bases.get(walletId)?.wallet : undefined)
    if (wallet !== undefined) yield* write(WALLET, WALLET.upsert, [wallet])
    yield* unwritten.rows.write(walletId)
    const balances = [...accounts].map(([key, balance]) => ({ key, balance }))
    yield* write(ACCOUNT, ACCOUNT.upsert, balances, walletId)
    yield* write(GRANT, GRANT.upsert, [...grants.values()], walletId)
    if (allotments !== undefined) yield* run(DROP_ALLOTMENTS, walletId)
    yield* write(ALLOTMENT, ALLOTMENT.insert, allotments ?? [], walletId)
    yield* write(COUNTER, COUNTER.upsert, [...counters.values()], walletId)
    for (const rows of unwritten.rollups.rounds()) yield* write(ROLLUP, ROLLUP_ADD, rows, walletId)
    yield* unwritten.liveCounts.flush(walletId)
  }
}
