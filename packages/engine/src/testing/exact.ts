/** A rational number, exact: what the models count in. `d` is above zero. */
export interface Exact {
  readonly n: bigint
  readonly d: bigint
}

export function exact(n: bigint, d = 1n): Exact {
  return { n, d }
}

export function times(a: Exact, b: Exact): Exact {
  return { n: a.n * b.n, d: a.d * b.d }
}

/** The nearest integer, a tie to the even one: found by looking at both neighbours. */
export function halfEven({ n, d }: Exact): bigint {
  let below = n / d
  if (below * d > n) below -= 1n
  const above = below + 1n
  const toBelow = n - below * d
  const toAbove = above * d - n
  if (toBelow < toAbove) return below
  if (toAbove < toBelow) return above
  return below % 2n === 0n ? below : above
}
