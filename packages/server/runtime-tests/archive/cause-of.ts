import { expect } from "vitest"
import { StoreUnavailableError } from "../../src/storage/store-unavailable.ts"

/** What the store says that is wrong. */
export async function causeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StoreUnavailableError)
  const { cause } = error as StoreUnavailableError
  return cause instanceof Error ? cause.message : String(cause)
}
