/** What a decision returns: the value, or a refusal from a closed union with a stable `code`. */
export type Result<T, R> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: R }

export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function refuse<const R>(refusal: R): { readonly ok: false; readonly refusal: R } {
  return { ok: false, refusal }
}

/** A bug in Tollgate, never a fault of the caller: HTTP answers 500 and says nothing inside. */
export class InvariantError extends Error {
  override readonly name = "InvariantError"
}

export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}
