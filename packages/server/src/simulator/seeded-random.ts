/** Draws that a seed decides: the same seed gives the same draws, on every machine. Not for secrets. */
export interface SeededRandom {
  /** At least 0, below 1. */
  fraction(): number
  /** A whole number of `[from, to]`. */
  whole(from: number, to: number): number
  /** True with this probability, 0 to 1. */
  isChance(probability: number): boolean
  /** One of a non-empty list. */
  pick<T>(list: readonly T[]): T
  /** One of a non-empty list, each as often as its weight says. */
  pickWeighted<T extends { readonly weight: number }>(list: readonly T[]): T
  /** So many lower-case hex digits. */
  hex(digits: number): string
}

const TWO_TO_32 = 4_294_967_296

/** Tommy Ettinger's mulberry32: 32 bits of state, a period of 2^32, no correlation that traffic would show. Rule SIM-1. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_32
  }
  const whole = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1))
  return {
    fraction,
    whole,
    isChance: (probability) => fraction() < probability,
    pick: (list) => list[whole(0, list.length - 1)]!,
    pickWeighted(list) {
      let left = fraction() * list.reduce((sum, { weight }) => sum + weight, 0)
      return list.find(({ weight }) => (left -= weight) < 0) ?? list.at(-1)!
    },
    hex: (digits) => Array.from({ length: digits }, () => whole(0, 15).toString(16)).join(""),
  }
}
