/** The store could not read or write. Nothing of the command was kept: it may be sent again with the same key. */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError"

  constructor(cause: unknown) {
    super("the store is unavailable", { cause })
  }
}
