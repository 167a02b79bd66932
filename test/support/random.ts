/** Numbers that look random and come again with the same seed: a failed run can be repeated. */
export interface Random {
  /** A whole number of `[0, below)`. */
  below(limit: number): number
  pick<T>(items: readonly T[]): T
}

/** mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return { below, pick: (items) => items[below(items.length)]! }
}
