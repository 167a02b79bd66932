import { invariant } from "../result.ts"

/**
 * `numerator / denominator` to the nearest integer, a tie to the even one. Symmetric in the sign. Rule MON-4.
 *
 * @param denominator - not zero
 */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  invariant(denominator !== 0n, "a denominator is never zero")

  const isNegative = numerator < 0n !== denominator < 0n
  const dividend = numerator < 0n ? -numerator : numerator
  const divisor = denominator < 0n ? -denominator : denominator
  const quotient = dividend / divisor
  const twiceRest = (dividend % divisor) * 2n

  const isUp = twiceRest > divisor || (twiceRest === divisor && quotient % 2n === 1n)
  const magnitude = isUp ? quotient + 1n : quotient
  return isNegative ? -magnitude : magnitude
}
