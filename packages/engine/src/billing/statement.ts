import { readStatementLines } from "../ledger/entry-facts.ts"
import type { JournalEntry, StatementLine } from "../ledger/journal-entry.ts"
import type { Micros } from "../money/micros.ts"
import { invariant } from "../result.ts"
import { localDay, localMonth, startOfLocalDay, startOfLocalMonth, type Zone } from "../usage/calendar.ts"

/** A row for each group and label of an entry, a local day, a local month, or of all of it. */
export const STATEMENT_BY = ["entry", "day", "month", "total"] as const
export type StatementBy = (typeof STATEMENT_BY)[number]

export interface StatementRow {
  /** Posting time of the entry, or first instant of the local day, the local month or the statement. */
  readonly at: number
  readonly type: "debit" | "credit"
  readonly group: string
  readonly label: string
  readonly quantity: number
  /** Micros a unit, not negative; null unless the amount divides by the quantity exactly. */
  readonly unitPrice: Micros | null
  /** Signed micros, never 0: debits below zero. */
  readonly amount: Micros
  /** The wallet's balance after this row. */
  readonly balance: Micros
  /** The lines' own reference, else the entry as `ent_<sequence>`; "" for a row that merges several. */
  readonly reference: string
}

/** The balance before `entry`. Rule STM-2. */
export function balanceBefore(entry: JournalEntry): Micros {
  return readStatementLines(entry).reduce((balance, line) => balance - line.amount, entry.balanceAfter)
}

/**
 * The customer's running-balance view of consecutive entries: `add` each in order, then `finish`. Opening plus all rows
 * is the closing balance, exactly: an entry that does not follow on is a bug. Rules STM-2 to STM-7.
 */
export class Statement {
  readonly #by: StatementBy
  readonly #zone: Zone
  readonly #from: number
  #balance: Micros
  #rowBalance: Micros
  /** The day or month under way. */
  #span: number | undefined
  #lines: Merged[] = []

  /** @param from - when the statement begins */
  constructor({ opening, by, zone, from }: { opening: Micros; by: StatementBy; zone: Zone; from: number }) {
    this.#by = by
    this.#zone = zone
    this.#from = from
    this.#balance = opening
    this.#rowBalance = opening
  }

  /** After `finish`, the closing balance. */
  get balance(): Micros {
    return this.#balance
  }

  /** The rows that `entry` completes: its own, or those of the day or month before when it begins another. */
  add(entry: JournalEntry): readonly StatementRow[] {
    const lines = readStatementLines(entry).map((line) => ({ reference: `ent_${entry.sequence}`, ...line }))
    this.#balance = lines.reduce((balance, line) => balance + line.amount, this.#balance)
    invariant(this.#balance === entry.balanceAfter, "a statement's rows sum to the entry's balance")

    if (this.#by === "entry") {
      this.#lines = mergeLines([], lines)
      return this.#flush(entry.at)
    }
    const span = this.#spanOf(entry.at)
    const completed = span === this.#span ? [] : this.finish()
    this.#span = span
    this.#lines = mergeLines(this.#lines, lines)
    return completed
  }

  /** The rows of the last day or month, or of all; none where each entry has its own. */
  finish(): readonly StatementRow[] {
    return this.#span === undefined ? [] : this.#flush(this.#startOf(this.#span))
  }

  #spanOf(at: number): number {
    if (this.#by === "day") return localDay(this.#zone, at)
    return this.#by === "month" ? localMonth(this.#zone, at) : 0
  }

  #startOf(span: number): number {
    if (this.#by === "day") return startOfLocalDay(this.#zone, span)
    return this.#by === "month" ? startOfLocalMonth(this.#zone, span) : this.#from
  }

  #flush(at: number): readonly StatementRow[] {
    const rows = this.#lines
      .filter(({ amount }) => amount !== 0n)
      .map(({ group, label, quantity, amount, reference }): StatementRow => {
        this.#rowBalance += amount
        const type = amount < 0n ? "debit" : "credit"
        const unitPrice = unitPriceOf(amount, quantity)
        return { at, type, group, label, quantity, unitPrice, amount, balance: this.#rowBalance, reference }
      })
    this.#lines = []
    return rows
  }
}

type Merged = Required<StatementLine>

/** One line for each group and label, in the order of the first of each. */
function mergeLines(merged: readonly Merged[], lines: readonly Merged[]): Merged[] {
  const byName = new Map(merged.map((line) => [nameOf(line), line]))
  for (const line of lines) {
    const known = byName.get(nameOf(line))
    if (known === undefined) byName.set(nameOf(line), line)
    else {
      byName.set(nameOf(line), {
        ...known,
        quantity: known.quantity + line.quantity,
        amount: known.amount + line.amount,
        reference: known.reference === line.reference ? known.reference : "",
      })
    }
  }
  return [...byName.values()]
}

function nameOf({ group, label }: StatementLine): string {
  return JSON.stringify([group, label])
}

/** Micros a unit, when the amount divides by the quantity exactly. Rule STM-7. */
export function unitPriceOf(amount: Micros, quantity: number): Micros | null {
  if (quantity <= 0 || amount % BigInt(quantity) !== 0n) return null
  return (amount < 0n ? -amount : amount) / BigInt(quantity)
}
