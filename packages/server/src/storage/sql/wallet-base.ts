import {
  counterKey,
  invariant,
  type Allotment,
  type Changes,
  type Counter,
  type Grant,
  type Micros,
  type Wallet,
} from "@tollgate/engine"
import { all, get, together, type Sql } from "./request.ts"
import { ACCOUNT, ALLOTMENT, COUNTER, GRANT, WALLET } from "./tables.ts"

const SELECT_WALLET = `SELECT ${WALLET.columns} FROM wallet WHERE id = ?`
const SELECT_WALLETS = `SELECT ${WALLET.columns} FROM wallet WHERE id IN (SELECT value FROM json_each(?))`
const SELECT_ACCOUNTS = `SELECT ${ACCOUNT.columns} FROM account WHERE wallet_id = ? ORDER BY key`
const SELECT_GRANTS = `SELECT ${GRANT.columns} FROM grant_lot WHERE wallet_id = ? AND remaining > 0 ORDER BY sequence, id`
const SELECT_ALLOTMENTS = `SELECT ${ALLOTMENT.columns} FROM allotment WHERE wallet_id = ? ORDER BY sender_id`
const SELECT_COUNTERS = `SELECT ${COUNTER.columns} FROM counter WHERE wallet_id = ? AND month = ? ORDER BY key`

/**
 * What every command of a wallet needs: its own row, accounts, open grants, allotments, and counters by month.
 * It is read once and then kept up by the changes of each command, inside a group and, by the hot cache, after it.
 */
export interface WalletBase {
  wallet: Wallet
  readonly accounts: Map<string, Micros>
  /** In order of sequence, then id. */
  grants: readonly Grant[]
  /** In order of sender. */
  allotments: readonly Allotment[]
  /** The months asked for so far, each with all of its counters by `counterKey`. */
  readonly months: Map<number, Map<string, Counter>>
}

export function* readWallet(walletId: string): Sql<Wallet | undefined> {
  const row = yield* get(SELECT_WALLET, walletId)
  return row && WALLET.decode(row)
}

export function* readWallets(walletIds: readonly string[]): Sql<readonly Wallet[]> {
  return (yield* all(SELECT_WALLETS, JSON.stringify(walletIds))).map(WALLET.decode)
}

export function* readAccounts(walletId: string): Sql<Map<string, Micros>> {
  const rows = (yield* all(SELECT_ACCOUNTS, walletId)).map(ACCOUNT.decode)
  return new Map(rows.map(({ key, balance }) => [key, balance]))
}

/** Those with something left, in order of sequence, then id. */
function* readOpenGrants(walletId: string): Sql<Grant[]> {
  return (yield* all(SELECT_GRANTS, walletId)).map(GRANT.decode)
}

export function* readAllotments(walletId: string): Sql<Allotment[]> {
  return (yield* all(SELECT_ALLOTMENTS, walletId)).map(ALLOTMENT.decode)
}

export function* readBase(walletId: string): Sql<WalletBase | undefined> {
  const [wallet, accounts, grants, allotments] = yield* together(
    readWallet(walletId),
    readAccounts(walletId),
    readOpenGrants(walletId),
    readAllotments(walletId),
  )
  return wallet && { wallet, accounts, grants, allotments, months: new Map() }
}

/** Where a new wallet starts: nothing but its row, which its first changes must have. */
export function emptyBase(wallet: Wallet | undefined): WalletBase {
  invariant(wallet !== undefined, "the first changes of a wallet make its row")
  return {
    wallet: { ...wallet, lastCharge: 0 },
    accounts: new Map(),
    grants: [],
    allotments: [],
    months: new Map(),
  }
}

/** All counters of one month by `counterKey`; read the first time that it is asked for. */
export function countersOf(base: WalletBase, month: number): Sql<Map<string, Counter>> {
  return readCounters(base.wallet.id, month, base.months)
}

export function* readCounters(
  walletId: string,
  month: number,
  months: WalletBase["months"],
): Sql<Map<string, Counter>> {
  let counters = months.get(month)
  if (counters === undefined) {
    const rows = (yield* all(SELECT_COUNTERS, walletId, month)).map(COUNTER.decode)
    counters = new Map(rows.map((counter) => [counterKey(counter.month, counter.key), counter]))
    months.set(month, counters)
  }
  return counters
}

/** Brings `base` to where the command leaves it: what a reading of the tables would give once they are written. */
export function applyToBase(base: WalletBase, changes: Changes): void {
  if (changes.wallet !== undefined) base.wallet = changes.wallet
  for (const [key, balance] of changes.accounts) base.accounts.set(key, balance)
  if (changes.grants.length > 0) base.grants = openGrants(base.grants, changes.grants)
  if (changes.allotments !== undefined) base.allotments = inOrder(changes.allotments, bySender)
  for (const counter of changes.counters) {
    base.months.get(counter.month)?.set(counterKey(counter.month, counter.key), counter)
  }
}

function openGrants(before: readonly Grant[], changed: readonly Grant[]): readonly Grant[] {
  const byId = new Map(before.map((grant) => [grant.id, grant]))
  for (const grant of changed) byId.set(grant.id, grant)
  return inOrder(
    [...byId.values()].filter((grant) => grant.remaining > 0n),
    byAge,
  )
}

function inOrder<T>(rows: readonly T[], compare: (left: T, right: T) => number): readonly T[] {
  return rows.toSorted(compare)
}

function byAge(left: Grant, right: Grant): number {
  return left.sequence - right.sequence || compareText(left.id, right.id)
}

function bySender(left: Allotment, right: Allotment): number {
  return compareText(left.senderId, right.senderId)
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
