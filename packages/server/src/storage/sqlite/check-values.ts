import type { SqlValue } from "../sql-driver.ts"

/** Hosts bind every number as a double and NaN as NULL: what a double cannot tell apart is refused. Rule STORE-2. */
export function checkNumbers(values: readonly SqlValue[]): void {
  for (const value of values) {
    if (typeof value !== "number") continue
    if (!Number.isFinite(value)) throw new RangeError("a number that is not finite cannot be bound")
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new RangeError("an integer past 2^53 must be bound as text")
    }
  }
}

export function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function"
}
