import { formatMicros, micros } from "../../money/amount.ts"
import type { Dimension, Usage } from "../usage.ts"

/** What one number, market or channel had. Amounts are decimal strings. */
export interface Rank {
  /** Its id or name; "" where the server knows none. */
  readonly name: string
  readonly messages: number
  readonly delivered: number
  readonly paid: number
  readonly free: number
  readonly amount: string
  readonly whatsappFees: string
  readonly otherFees: string
}

const AMOUNTS = ["amount", "whatsappFees", "otherFees"] as const
const COUNTS = ["messages", "delivered", "paid", "free"] as const

/** One rank for each value of the dimension, months added up; the dearest first, then the one with most messages. Rule UI-USE-14. */
export function foldRanks({ rows }: Usage, dimension: Dimension): readonly Rank[] {
  const sums = new Map<
    string,
    Record<(typeof AMOUNTS)[number], bigint> & Record<(typeof COUNTS)[number], number>
  >()
  for (const row of rows) {
    const name = row[dimension] ?? ""
    let sum = sums.get(name)
    if (sum === undefined) {
      sum = { amount: 0n, whatsappFees: 0n, otherFees: 0n, messages: 0, delivered: 0, paid: 0, free: 0 }
      sums.set(name, sum)
    }
    for (const amount of AMOUNTS) sum[amount] += micros(row[amount])
    for (const count of COUNTS) sum[count] += row[count]
  }
  return [...sums]
    .toSorted(([, left], [, right]) =>
      left.amount === right.amount ? right.messages - left.messages : right.amount > left.amount ? 1 : -1,
    )
    .map(([name, sum]) => ({
      ...sum,
      name,
      amount: formatMicros(sum.amount),
      whatsappFees: formatMicros(sum.whatsappFees),
      otherFees: formatMicros(sum.otherFees),
    }))
}
