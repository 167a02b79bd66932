/** Every distinct order of the items; equal items are not told apart. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  const orders: T[][] = []
  for (const first of new Set(items)) {
    const rest = [...items]
    rest.splice(rest.indexOf(first), 1)
    for (const order of permutations(rest)) orders.push([first, ...order])
  }
  return orders
}
