import { readStatementLines } from "../ledger/entry-facts.ts"
import type { JournalEntry, StatementLine } from "../ledger/journal-entry.ts"
import type { Micros } from "../money/micros.ts"
import { invariant } from "../result.ts"
import { localDay, startOfLocalDay, type Zone } from "../usage/calendar.ts"

export const STATEMENT_BY = ["entry", "day"] as const
export type StatementBy = (typeof STATEMENT_BY)[number]

export interface StatementRow {
  /** Posting time of the entry, or first instant of the local day. */
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
  #balance: Micros
  #rowBalance: Micros
  #day: number | undefined
  #lines: Merged[] = []

  constructor({ opening, by, zone }: { opening: Micros; by: StatementBy; zone: Zone }) {
    this.#by = by
    this.#zone = zone
    this.#balance = opening
    this.#rowBalance = opening
  }

  /** After `finish`, the closing balance. */
  get balance(): Micros {
    return this.#balance
  }

  /** The rows that `entry` completes: its own, or those of the day before when it begins another. */
  add(entry: JournalEntry): readonly StatementRow[] {
    const lines = readStatementLines(entry).map((line) => ({ reference: `ent_${entry.sequence}`, ...line }))
    this.#balance = lines.reduce((balance, line) => balance + line.amount, this.#balance)
    invariant(this.#balance === entry.balanceAfter, "a statement's rows sum to the entry's balance")

    if (this.#by === "entry") {
      this.#lines = mergeLines([], lines)
      return this.#flush(entry.at)
    }
    const day = localDay(this.#zone, entry.at)
    const completed = day === this.#day ? [] : this.finish()
    this.#day = day
    this.#lines = mergeLines(this.#lines, lines)
    return completed
  }

  /** The rows of the last day; none where each entry has its own. */
  finish(): readonly StatementRow[] {
    return this.#day === undefined ? [] : this.#flush(startOfLocalDay(this.#zone, this.#day))
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

function unitPriceOf(amount: Micros, quantity: number): Micros | null {
  if (quantity <= 0 || amount % BigInt(quantity) !== 0n) return null
  return (amount < 0n ? -amount : amount) / BigInt(quantity)
}
