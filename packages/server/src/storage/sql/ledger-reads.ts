import type { Charge, JournalEntry, Micros } from "@tollgate/engine"
import {
  chargesBetween,
  chargesByNumber,
  lastChargeOf,
  readBalanceAt,
  readCharges,
  readEntries,
  readEntrySpans,
  type ChargeRange,
  type EntryRange,
  type NumberRange,
  type SpanRange,
} from "./read-ledger.ts"
import type { Sql } from "./request.ts"
import type { SqlHost } from "./sql-host.ts"
import type { EntrySpan } from "./tables.ts"

/** Numbers `(after, last]` of charges. */
export interface ChargeNumbers {
  readonly after: number
  readonly last: number
}

/** Where entries and charges are read, wherever they lie. All answers are in order of sequence or number. */
export interface LedgerReads {
  entries(walletId: string, range: EntryRange): Promise<readonly JournalEntry[]>
  entrySpans(walletId: string, range: SpanRange): Promise<readonly EntrySpan[]>
  balanceAt(walletId: string, at: number): Promise<Micros>
  charges(walletId: string, range: ChargeRange): Promise<readonly Charge[]>
  /** As many as `limit` where there are so many. */
  chargesBetween(walletId: string, range: NumberRange): Promise<readonly Charge[]>
  chargesByNumber(walletId: string, numbers: readonly number[]): Promise<readonly Charge[]>
  /** Of the newest entry; 0 before the first. */
  lastCharge(walletId: string): Promise<number>
  /** Where something is archived: */
  readonly archived?: {
    /** The charges of archived entries that have one with an instant in `[from, to)`, and some of them more. */
    numbers(walletId: string, from: number, to: number): Promise<readonly ChargeNumbers[]>
    /** The last charge that is no row of the table any more. */
    lastCharge(walletId: string): Sql<number>
  }
}

/** All of them in the tables. */
export function tableLedger(host: SqlHost): LedgerReads {
  return {
    entries: (walletId, range) => host.read(readEntries(walletId, range)),
    entrySpans: (walletId, range) => host.read(readEntrySpans(walletId, range)),
    balanceAt: (walletId, at) => host.read(readBalanceAt(walletId, at)),
    charges: (walletId, range) => host.read(readCharges(walletId, range)),
    chargesBetween: (walletId, range) => host.read(chargesBetween(walletId, range)),
    chargesByNumber: (walletId, numbers) => host.read(chargesByNumber(walletId, numbers)),
    lastCharge: (walletId) => host.read(lastChargeOf(walletId, Number.MAX_SAFE_INTEGER)),
  }
}
