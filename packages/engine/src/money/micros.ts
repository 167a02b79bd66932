/** Money: an integer count of millionths of the currency's unit. Signed; the currency is kept beside it. Rule MON-1. */
export type Micros = bigint

export const MICROS_PER_UNIT = 1_000_000n

/**
 * The largest amount that is read from outside: nine billion units, either sign. A thousand of them sum inside a
 * signed 64-bit integer, and each one is exact as a `number` (below 2^53).
 */
export const AMOUNT_MICROS_MAX: Micros = 9_000_000_000n * MICROS_PER_UNIT

/** Sign, units without leading zeros, up to six decimals. Ten digits of units are more than the limit allows. */
const AMOUNT = /^(-?)(0|[1-9][0-9]{0,9})(?:\.([0-9]{1,6}))?$/

/**
 * The amount that `text` writes, or `undefined` when it is not an amount within `AMOUNT_MICROS_MAX`. Rule MON-2.
 *
 * @param text - units of the currency: an optional `-`, digits, up to six decimals
 */
export function parseAmount(text: string): Micros | undefined {
  const match = AMOUNT.exec(text)
  if (match === null) return undefined
  const [, sign, units = "", decimals = ""] = match
  const micros = BigInt(units) * MICROS_PER_UNIT + BigInt(decimals.padEnd(6, "0"))
  if (micros > AMOUNT_MICROS_MAX) return undefined
  return sign === "-" ? -micros : micros
}

/** The shortest decimal string of `micros`: no exponent, no trailing zeros, no `-0`. Any size. Rule MON-3. */
export function formatAmount(micros: Micros): string {
  const magnitude = micros < 0n ? -micros : micros
  const units = (magnitude / MICROS_PER_UNIT).toString()
  const rest = magnitude % MICROS_PER_UNIT
  const sign = micros < 0n ? "-" : ""
  if (rest === 0n) return sign + units
  return `${sign}${units}.${rest.toString().padStart(6, "0").replace(/0+$/, "")}`
}
