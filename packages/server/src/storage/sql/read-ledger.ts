import type { Charge, JournalEntry, Micros } from "@tollgate/engine"
import { all, get, type Sql } from "./request.ts"
import type { WalletStore } from "../wallet-store.ts"
import { CHARGE, ENTRY_SPAN, JOURNAL_ENTRY, type EntrySpan } from "./tables.ts"

export type EntryRange = Parameters<WalletStore["entries"]>[1]
export type ChargeRange = Parameters<WalletStore["charges"]>[1]
export type SpanRange = Parameters<WalletStore["entrySpans"]>[1]

/** Numbers or sequences `(after, last]`, at most `limit` of them. `isExact` as of the port. */
export interface NumberRange {
  readonly after: number
  readonly last: number
  readonly limit: number
  readonly isExact?: boolean
}

/** An entry, and the balance after it; sequence 0 before the first. */
export interface EntryPlace {
  readonly sequence: number
  readonly balance: Micros
}

const ENTRIES = `SELECT ${JOURNAL_ENTRY.columns} FROM journal_entry
  WHERE wallet_id = ?1 AND sequence > ?2 AND sequence <= ?3 ORDER BY sequence LIMIT ?4`
const SPANS = `SELECT ${ENTRY_SPAN.columns} FROM journal_entry
  WHERE wallet_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3`
/** Posting times only go up with the sequence, so that a range of times is a range of sequences. */
const LAST_BEFORE = `SELECT sequence, CAST(balance_after AS TEXT) AS balance_after FROM journal_entry
  WHERE wallet_id = ?1 AND at < ?2 ORDER BY at DESC, sequence DESC LIMIT 1`
const LAST_CHARGE = `SELECT last_charge FROM journal_entry
  WHERE wallet_id = ?1 AND sequence <= ?2 ORDER BY sequence DESC LIMIT 1`
const CHARGES = `SELECT ${CHARGE.columns} FROM charge
  WHERE wallet_id = ?1 AND number > ?2 AND number <= ?3 ORDER BY number LIMIT ?4`
const CHARGES_BY_NUMBER = `SELECT ${CHARGE.columns} FROM charge
  WHERE wallet_id = ?1 AND number IN (SELECT value FROM json_each(?2)) ORDER BY number`

export function* readEntries(walletId: string, range: EntryRange): Sql<readonly JournalEntry[]> {
  const { fromAt, toAt, afterSequence = 0, limit, isExact = false } = range
  const after = fromAt === undefined ? 0 : (yield* lastBefore(walletId, fromAt)).sequence
  const last = toAt === undefined ? Number.MAX_SAFE_INTEGER : (yield* lastBefore(walletId, toAt)).sequence
  return yield* entriesBetween(walletId, { after: Math.max(after, afterSequence), last, limit, isExact })
}

export function* entriesBetween(
  walletId: string,
  { after, last, limit, isExact = false }: NumberRange,
): Sql<readonly JournalEntry[]> {
  const rows = yield* all(ENTRIES, walletId, after, last, limit)
  return rows.map(isExact ? JOURNAL_ENTRY.decodeExact : JOURNAL_ENTRY.decode)
}

/** What `STORED_ENTRY` keeps beside each entry. */
export function* readEntrySpans(
  walletId: string,
  { afterSequence, limit }: SpanRange,
): Sql<readonly EntrySpan[]> {
  return (yield* all(SPANS, walletId, afterSequence, limit)).map(ENTRY_SPAN.decode)
}

export function* readBalanceAt(walletId: string, at: number): Sql<Micros> {
  return (yield* lastBefore(walletId, at)).balance
}

/** The last entry posted before that instant. */
export function* lastBefore(walletId: string, at: number): Sql<EntryPlace> {
  const row = yield* get(LAST_BEFORE, walletId, at)
  if (row === undefined) return { sequence: 0, balance: 0n }
  return { sequence: row["sequence"] as number, balance: BigInt(row["balance_after"] as string) }
}

/** In order of number. */
export function* readCharges(walletId: string, range: ChargeRange): Sql<readonly Charge[]> {
  const { limit, isExact = false } = range
  return yield* chargesBetween(walletId, { ...(yield* chargeBounds(walletId, range)), limit, isExact })
}

/** Which numbers are asked for: `(after, last]`. Charges of entries are found by the numbers that the entries say. */
function* chargeBounds(
  walletId: string,
  { afterNumber = 0, fromSequence, toSequence }: Omit<ChargeRange, "limit" | "isExact">,
): Sql<{ readonly after: number; readonly last: number }> {
  const after = fromSequence === undefined ? 0 : yield* lastChargeOf(walletId, fromSequence - 1)
  const last = toSequence === undefined ? Number.MAX_SAFE_INTEGER : yield* lastChargeOf(walletId, toSequence)
  return { after: Math.max(after, afterNumber), last }
}

/** The number of the last charge up to and with an entry. */
export function* lastChargeOf(walletId: string, sequence: number): Sql<number> {
  return (yield* lastChargeInTable(walletId, sequence)) ?? 0
}

/** Undefined where no entry up to that one is in the table. */
export function* lastChargeInTable(walletId: string, sequence: number): Sql<number | undefined> {
  return (yield* get(LAST_CHARGE, walletId, sequence))?.["last_charge"] as number | undefined
}

/** Charges numbered `(after, last]`, at most `limit` of them, in order. */
export function* chargesBetween(
  walletId: string,
  { after, last, limit, isExact = false }: NumberRange,
): Sql<readonly Charge[]> {
  const rows = yield* all(CHARGES, walletId, after, last, limit)
  return rows.map(isExact ? CHARGE.decodeExact : CHARGE.decode)
}

export function* chargesByNumber(walletId: string, numbers: readonly number[]): Sql<readonly Charge[]> {
  if (numbers.length === 0) return []
  return (yield* all(CHARGES_BY_NUMBER, walletId, JSON.stringify(numbers))).map(CHARGE.decode)
}
