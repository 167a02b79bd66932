import { LARGE_BODY_BYTES_MAX } from "../http/read-body.ts"
import type { FieldError } from "../problem.ts"

/** The most bytes that a file of rates has as it is sent. */
export const RATE_FILE_BYTES_MAX: number = LARGE_BODY_BYTES_MAX

/** A file of rates as text. */
export interface RateFile {
  /** For the engine's `parseRateCardFile`. */
  readonly csv: string
  /** The faults that the engine found in `csv`, at their places in the file. Rule FILE-9. */
  placeErrors(errors: readonly { readonly line: number; readonly message: string }[]): FieldError[]
}
