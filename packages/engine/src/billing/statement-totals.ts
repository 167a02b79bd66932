import type { Micros } from "../money/micros.ts"
import { type StatementRow, unitPriceOf } from "./statement.ts"

/** What all rows of one group and label come to. */
export interface LabelTotal {
  readonly group: string
  readonly label: string
  readonly quantity: number
  /** As of a row: null unless the amount divides by the quantity exactly. */
  readonly unitPrice: Micros | null
  readonly amount: Micros
}

/** What all rows of one group come to: `debits` at most 0, `credits` at least, together `amount`. */
export interface GroupTotal {
  readonly group: string
  readonly debits: Micros
  readonly credits: Micros
  readonly amount: Micros
  readonly labels: readonly LabelTotal[]
}

interface Sums {
  readonly labels: Map<string, { quantity: number; amount: Micros }>
  debits: Micros
  credits: Micros
}

/** Sums of a statement's rows by group and label, in the order in which each first came. Rule STM-10. */
export class StatementTotals {
  readonly #groups = new Map<string, Sums>()

  add({
    group,
    label,
    quantity,
    amount,
  }: Pick<StatementRow, "group" | "label" | "quantity" | "amount">): void {
    let sums = this.#groups.get(group)
    if (sums === undefined) this.#groups.set(group, (sums = { labels: new Map(), debits: 0n, credits: 0n }))
    if (amount < 0n) sums.debits += amount
    else sums.credits += amount
    const known = sums.labels.get(label) ?? { quantity: 0, amount: 0n }
    sums.labels.set(label, { quantity: known.quantity + quantity, amount: known.amount + amount })
  }

  get groups(): readonly GroupTotal[] {
    return [...this.#groups].map(([group, { labels, debits, credits }]) => ({
      group,
      debits,
      credits,
      amount: debits + credits,
      labels: [...labels].map(([label, { quantity, amount }]) => ({
        group,
        label,
        quantity,
        unitPrice: unitPriceOf(amount, quantity),
        amount,
      })),
    }))
  }
}
