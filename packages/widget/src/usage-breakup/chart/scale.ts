const STEPS = [1, 2, 2.5, 5, 10]
/** As many lines at most. */
const TICKS_MAX = 3

/**
 * Round values to draw lines at, above zero and up to the largest one: two or three, or one where no round step allows
 * more. Whole numbers, as both micros and messages are.
 */
export function ticksOf(largest: bigint): readonly bigint[] {
  const most = Number(largest)
  if (most <= 0) return []
  const size = 10 ** Math.floor(Math.log10(most / TICKS_MAX))
  const step = Math.max(
    1,
    Math.round((STEPS.find((step) => most / (step * size) < TICKS_MAX + 1) ?? 10) * size),
  )
  const count = Math.floor(most / step)
  return Array.from({ length: count }, (_, index) => BigInt(step) * BigInt(index + 1))
}
