import { StoreUnavailableError } from "../../storage/store-unavailable.ts"

/** Asks an object. One that does not answer, for whatever reason, is a store that is unavailable for now. */
export async function askObject<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw new StoreUnavailableError(error)
  }
}
