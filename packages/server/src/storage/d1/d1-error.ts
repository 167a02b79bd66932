import { StoreUnavailableError } from "../store-unavailable.ts"
import { GUARD_NAME } from "./guard-read.ts"

/** What a work had read was written by others before it could write. */
export class StaleReadError extends Error {
  override readonly name = "StaleReadError"
}

/** The statement itself is at fault, or what it writes: nothing that goes away by itself. */
const OURS = /SQLITE_(?:CONSTRAINT|ERROR|MISMATCH|TOOBIG)|D1_TYPE_ERROR/

/** D1 tells its errors in words alone. */
export function d1Error(error: unknown): unknown {
  const words = error instanceof Error ? error.message : String(error)
  if (words.includes(GUARD_NAME)) return new StaleReadError("others wrote what was read")
  return OURS.test(words) ? error : new StoreUnavailableError(error)
}
