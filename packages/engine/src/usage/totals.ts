import type { Micros } from "../money/micros.ts"
import type { UsageCounts } from "./rollup.ts"

/** Counts summed up, with fees past any safe integer. */
export type UsageSums = {
  readonly [C in Exclude<keyof UsageCounts, "whatsappFees" | "otherFees">]: number
} & {
  readonly whatsappFees: Micros
  readonly otherFees: Micros
}

export interface UsageTotals extends UsageSums {
  /** sent + received. */
  readonly messages: number
  /** whatsappFees + otherFees; positive is what the customer paid, net of corrections. */
  readonly amount: Micros
}

export const NO_USAGE: UsageSums = {
  sent: 0,
  received: 0,
  delivered: 0,
  failed: 0,
  paid: 0,
  free: 0,
  whatsappFees: 0n,
  otherFees: 0n,
}

export function addUsage(a: UsageSums, b: UsageSums): UsageSums {
  return {
    sent: a.sent + b.sent,
    received: a.received + b.received,
    delivered: a.delivered + b.delivered,
    failed: a.failed + b.failed,
    paid: a.paid + b.paid,
    free: a.free + b.free,
    whatsappFees: a.whatsappFees + b.whatsappFees,
    otherFees: a.otherFees + b.otherFees,
  }
}

/** The totals of `rows`, zero for none. Rule USE-8. */
export function usageTotals(rows: Iterable<UsageSums>): UsageTotals {
  let sums = NO_USAGE
  for (const row of rows) sums = addUsage(sums, row)
  return { ...sums, messages: sums.sent + sums.received, amount: sums.whatsappFees + sums.otherFees }
}
