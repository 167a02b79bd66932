import type { Allotment, Changes, Counter, Grant, Micros, Wallet, WalletState } from "@tollgate/engine"
import type { SqlDriver } from "../sql-driver.ts"
import type { BaseCache } from "./base-cache.ts"
import { persistRows } from "./persist.ts"
import { LiveCounts } from "./live-counts.ts"
import { RollupSums, ROLLUP_ADD } from "./rollup-sums.ts"
import { ACCOUNT, ALLOTMENT, COUNTER, GRANT, ROLLUP, WALLET } from "./tables.ts"
import { applyToBase, emptyBase, readBase, type WalletBase } from "./wallet-base.ts"

const DROP_ALLOTMENTS = "DELETE FROM allotment WHERE wallet_id = ?"

/** Rows that many commands of a group write over: the last state of each is written once, at its end. */
interface Unwritten {
  wallet?: Wallet
  readonly accounts: Map<string, Micros>
  readonly grants: Map<string, Grant>
  allotments?: readonly Allotment[]
  readonly counters: Map<string, Counter>
  readonly rollups: RollupSums
  readonly liveCounts: LiveCounts
}

/** One group's view of the wallets that it touches: its reads see what it wrote. Rule STORE-9. */
export class GroupScope {
  readonly driver: SqlDriver
  readonly #cache: BaseCache
  readonly #bases = new Map<string, WalletBase>()
  readonly #unwritten = new Map<string, Unwritten>()
  readonly #written = new Set<string>()

  constructor(driver: SqlDriver, cache: BaseCache) {
    this.driver = driver
    this.#cache = cache
  }

  base(walletId: string): WalletBase | undefined {
    let base = this.#bases.get(walletId)
    if (base === undefined) {
      base = this.#cache.get(walletId) ?? readBase(this.driver, walletId)
      if (base !== undefined) this.#bases.set(walletId, base)
    }
    return base
  }

  /** The wallets that this group changes. */
  get written(): ReadonlySet<string> {
    return this.#written
  }

  /** Takes the changes of one command. The base is changed in place, so it counts only when the group commits. */
  persist(walletId: string, changes: Changes, state: WalletState | undefined): void {
    const base = this.base(walletId) ?? emptyBase(changes.wallet)
    this.#bases.set(walletId, base)
    const unwritten = this.#unwrittenOf(walletId)
    unwritten.liveCounts.add(this.driver, walletId, changes, state)
    persistRows(this.driver, { walletId, lastCharge: base.wallet.lastCharge, changes, state })

    if (changes.wallet !== undefined) unwritten.wallet = changes.wallet
    for (const [key, balance] of changes.accounts) unwritten.accounts.set(key, balance)
    for (const grant of changes.grants) unwritten.grants.set(grant.id, grant)
    if (changes.allotments !== undefined) unwritten.allotments = changes.allotments
    for (const counter of changes.counters) unwritten.counters.set(`${counter.month}|${counter.key}`, counter)
    for (const delta of changes.rollups) unwritten.rollups.add(delta)
    applyToBase(base, changes)
  }

  setRollupZone(walletId: string, zoneId: string): void {
    const base = this.base(walletId)
    if (base === undefined) return
    base.wallet = { ...base.wallet, rollupZone: zoneId }
    this.#unwrittenOf(walletId).wallet = base.wallet
  }

  /** Writes what is still to be written; the last act of the group's transaction. */
  flush(): void {
    for (const [walletId, unwritten] of this.#unwritten) this.#flushWallet(walletId, unwritten)
    this.#unwritten.clear()
  }

  /** After the commit: the next group starts from here. */
  keep(): void {
    for (const base of this.#bases.values()) this.#cache.put(base)
  }

  /** After a rollback: what the bases say was never so. */
  forget(): void {
    for (const walletId of this.#bases.keys()) this.#cache.drop(walletId)
  }

  #unwrittenOf(walletId: string): Unwritten {
    let unwritten = this.#unwritten.get(walletId)
    if (unwritten === undefined) {
      unwritten = {
        accounts: new Map(),
        grants: new Map(),
        counters: new Map(),
        rollups: new RollupSums(),
        liveCounts: new LiveCounts(),
      }
      this.#unwritten.set(walletId, unwritten)
      this.#written.add(walletId)
    }
    return unwritten
  }

  #flushWallet(walletId: string, unwritten: Unwritten): void {
    const { driver } = this
    if (unwritten.wallet !== undefined) driver.prepare(WALLET.upsert).run(...WALLET.encode(unwritten.wallet))
    for (const [key, balance] of unwritten.accounts) {
      driver.prepare(ACCOUNT.upsert).run(...ACCOUNT.encode({ key, balance }, walletId))
    }
    for (const grant of unwritten.grants.values()) {
      driver.prepare(GRANT.upsert).run(...GRANT.encode(grant, walletId))
    }
    if (unwritten.allotments !== undefined) driver.prepare(DROP_ALLOTMENTS).run(walletId)
    for (const allotment of unwritten.allotments ?? []) {
      driver.prepare(ALLOTMENT.insert).run(...ALLOTMENT.encode(allotment, walletId))
    }
    for (const counter of unwritten.counters.values()) {
      driver.prepare(COUNTER.upsert).run(...COUNTER.encode(counter, walletId))
    }
    for (const delta of unwritten.rollups.rows()) {
      driver.prepare(ROLLUP_ADD).run(...ROLLUP.encode(delta, walletId))
    }
    unwritten.liveCounts.flush(driver, walletId)
  }
}
