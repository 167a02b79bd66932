import { invariant } from "../result.ts"
import type { Micros } from "../money/micros.ts"

/**
 * Prices in the hot path are micros held as safe integers, because adding two doubles costs a nanosecond and
 * adding two bigints tens of them. It is exact: every single fee is at most `PRICE_MICROS_MAX`, a charge has at most
 * `FEE_RULES_MAX` + 1 of them, a cap at most `CAP_MICROS_MAX`; so every sum formed in doubles (one charge, or one
 * counter of a month) stays below 2^53, where doubles hold every integer. Sums over charges are formed as bigint.
 */
export const PRICE_MICROS_MAX: Micros = 10n ** 12n
/** The most that a cap, or the amount of one month's capped fees, may be. */
export const CAP_MICROS_MAX: Micros = 10n ** 15n

/** A single fee as a safe integer. */
export function toPrice(micros: Micros): number {
  invariant(micros >= 0n && micros <= PRICE_MICROS_MAX, "a price is between zero and its limit")
  return Number(micros)
}
