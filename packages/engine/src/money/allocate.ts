import { allocate as allocateDinero, dinero, toSnapshot } from "dinero.js/bigint"
import { invariant } from "../result.ts"
import type { Micros } from "./micros.ts"

const UNITLESS = { code: "XXX", base: 10n, exponent: 0n } as const

/**
 * `amount` split in proportion to `ratios`, one part each in the same order; the parts sum to `amount`, and what does
 * not divide goes a micro at a time to the first ratios that are not zero. Rule MON-7.
 *
 * @param ratios - not negative, at least one above zero
 */
export function allocate(amount: Micros, ratios: readonly bigint[]): Micros[] {
  invariant(
    ratios.every((ratio) => ratio >= 0n),
    "a ratio is never negative",
  )
  invariant(
    ratios.some((ratio) => ratio > 0n),
    "an amount is split by at least one ratio",
  )
  const parts = allocateDinero(dinero({ amount, currency: UNITLESS, scale: 6n }), ratios)
  return parts.map((part) => toSnapshot(part).amount)
}
