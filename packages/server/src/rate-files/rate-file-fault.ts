import { refuse } from "@tollgate/engine"
import type { FieldError } from "../problem.ts"

/** A file that no rate card can be read from; `errors` is non-empty, at most `FILE_ERRORS_MAX`. */
export interface InvalidRateFile {
  readonly code: "invalid_rate_file"
  readonly errors: readonly FieldError[]
}

/** Most faults that a refused file lists. */
export const FILE_ERRORS_MAX = 100

export interface RefusedRateFile {
  readonly ok: false
  readonly refusal: InvalidRateFile
}

/** The refusal of a file as a whole. */
export function refuseFile(message: string): RefusedRateFile {
  return refuseCells([{ path: "", message }])
}

/** The refusal for faults of single cells, in their order, cut to the limit. */
export function refuseCells(errors: readonly FieldError[]): RefusedRateFile {
  return refuse({ code: "invalid_rate_file", errors: errors.slice(0, FILE_ERRORS_MAX) })
}

export const BROKEN_WORKBOOK = "The file is a broken XLSX workbook."
