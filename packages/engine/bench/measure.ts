/** One line of the report. `measured` and `budget` are words for a reader; `met` is null where there is no budget. */
export interface Row {
  readonly what: string
  readonly measured: string
  readonly budget: string
  readonly met: boolean | null
}

/** Write a row to the process that collects them: one JSON object a line. */
export function report(row: Row): void {
  process.stdout.write(`${JSON.stringify(row)}\n`)
}

/** The middle value, or the mean of the two in the middle. @param values - non-empty */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value that a share `quantile` of `values` does not exceed. @param values - non-empty */
export function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * quantile) - 1)]!
}

/** Milliseconds that `body` takes. */
export async function timeOf(body: () => void | Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await body()
  return performance.now() - startedAt
}

/** What several ways of doing the same took: a list of results each, one for every repetition. */
export type Results<Name extends string> = Readonly<Record<Name, readonly number[]>>

/**
 * Run each way once in turn, `repetitions` times over, so that a slow spell of the machine falls on all of them. The
 * first `warmUps` rounds are not counted.
 */
export async function interleave<Name extends string>(
  ways: Readonly<Record<Name, () => number | Promise<number>>>,
  { repetitions, warmUps = 1 }: { readonly repetitions: number; readonly warmUps?: number },
): Promise<Results<Name>> {
  const names = Object.keys(ways) as Name[]
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -warmUps; round < repetitions; round++) {
    for (const name of names) {
      const result = await ways[name]()
      if (round >= 0) results[name].push(result)
    }
  }
  return results
}

/** The median of the ratios of matching repetitions. */
export function medianRatio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((value, index) => value / under[index]!))
}

/** A number with three significant digits, with `k` or `M` where it is large. */
export function formatCount(value: number): string {
  if (value >= 999_500) return `${Number((value / 1e6).toPrecision(3))} M`
  if (value >= 9_995) return `${Number((value / 1e3).toPrecision(3))} k`
  return `${Number(value.toPrecision(3))}`
}
