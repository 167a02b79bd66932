import { StoreUnavailableError } from "../storage/store-unavailable.ts"

/** Rows that cannot even be read: a changed byte broke their form. The message names the place. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError"
}

/** What the reading gives; a store that cannot give it becomes an `UnreadableError` about this place. */
export async function readable<T>(place: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    const cause = error.cause instanceof Error ? error.cause.message : String(error.cause)
    throw new UnreadableError(`${place}: cannot be read: ${cause}`)
  }
}
