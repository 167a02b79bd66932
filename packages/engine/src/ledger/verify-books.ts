import type { Micros } from "../money/micros.ts"
import { counterKey, type Allotment, type Counter, type Grant, type Wallet } from "../wallet/state.ts"
import type { Findings, FindingKind } from "./finding.ts"
import type { FoldedBooks } from "./fold-entries.ts"

/** The rows of a wallet as a store keeps them, but for those that come one by one: holds, rollups, messages. */
export interface WalletBooks {
  readonly wallet: Wallet
  /** By `accountKey`. */
  readonly accounts: ReadonlyMap<string, Micros>
  /** All, those that are used up too. */
  readonly grants: Iterable<Grant>
  readonly counters: Iterable<Counter>
  /** Compared when they are given. */
  readonly allotments?: Iterable<Allotment>
  /** Units that open holds reserve, where the store keeps the sum; compared when it is given. */
  readonly heldMessages?: number
}

/** Compare a store's rows with what the journal says they are. Rule LED-7. */
export function verifyBooks(findings: Findings, folded: FoldedBooks, books: WalletBooks): void {
  verifyWallet(findings, folded, books.wallet)
  const nonZero = (accounts: ReadonlyMap<string, Micros>) =>
    new Map([...accounts].filter(([, balance]) => balance !== 0n))
  compareRows(findings, "account", nonZero(folded.accounts), nonZero(books.accounts))
  compareRows(
    findings,
    "grant",
    folded.grants,
    byKey(books.grants, ({ id }) => id),
  )
  const nonEmpty = (counters: Iterable<Counter>) =>
    byKey(
      [...counters].filter(({ used, reserved }) => used !== 0 || reserved !== 0),
      ({ month, key }) => counterKey(month, key),
    )
  compareRows(findings, "counter", nonEmpty(folded.counters.values()), nonEmpty(books.counters))
  if (books.heldMessages !== undefined) {
    findings.compare("wallet", heldMessages(folded), books.heldMessages, { which: "heldMessages" })
  }
  if (books.allotments === undefined) return
  compareRows(
    findings,
    "allotment",
    folded.allotments,
    byKey(books.allotments, ({ senderId }) => senderId),
  )
}

function verifyWallet(findings: Findings, folded: FoldedBooks, wallet: Wallet): void {
  const expected: Partial<Wallet> = {
    ...folded.settings,
    recharge: folded.recharge,
    balance: folded.balance,
    held: folded.held,
    sequence: folded.sequence,
    head: folded.head,
    lastEntryAt: folded.lastEntryAt,
    lastCharge: folded.lastCharge,
    updatedAt: folded.lastEntryAt,
    ...(folded.openedAt === null ? {} : { createdAt: folded.openedAt }),
  }
  for (const [field, value] of Object.entries(expected)) {
    findings.compare("wallet", value, wallet[field as keyof Wallet], { which: field })
  }
  const due = soonestDue(folded)
  if (due !== null && (wallet.nextDueAt === null || wallet.nextDueAt > due)) {
    findings.compare("wallet", `${due} or earlier`, wallet.nextDueAt, { which: "nextDueAt" })
  }
}

function heldMessages({ openHolds }: FoldedBooks): number {
  return [...openHolds.values()]
    .flatMap(({ lines }) => lines)
    .reduce((sum, { remaining }) => sum + remaining, 0)
}

/** The earliest instant at which an open hold, or a grant that was not due yet, falls due. */
function soonestDue({ openHolds, grants, lastEntryAt }: FoldedBooks): number | null {
  const instants = [...openHolds.values()].map(({ expiresAt }) => expiresAt)
  for (const { remaining, expiresAt } of grants.values()) {
    if (remaining > 0n && expiresAt !== null && expiresAt > lastEntryAt) instants.push(expiresAt)
  }
  return instants.length === 0 ? null : instants.reduce((a, b) => Math.min(a, b))
}

function byKey<T>(rows: Iterable<T>, keyOf: (row: T) => string): Map<string, T> {
  return new Map([...rows].map((row) => [keyOf(row), row]))
}

function compareRows(
  findings: Findings,
  what: FindingKind,
  expected: ReadonlyMap<string, unknown>,
  found: ReadonlyMap<string, unknown>,
): void {
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    findings.compare(what, expected.get(key) ?? "none", found.get(key) ?? "none", { which: key })
  }
}
