export const FAULT_CHARACTERS_MAX = 64

interface Response {
  /** 0 or absent = none came. */
  readonly responseStatus?: number
  readonly response?: string
}

/** What became of one attempt at a delivery. */
export type Attempted =
  | ({ readonly kind: "delivered" } & Response)
  /** To be tried again, unless it was the last one. */
  | ({ readonly kind: "failed"; readonly fault: string; readonly retryAfter?: string | null } & Response)
  /** Trying again is of no use. */
  | ({ readonly kind: "dead"; readonly fault: string } & Response)
  /** The receiver says that there is no such endpoint any more. */
  | ({ readonly kind: "gone" } & Response)
  /** It was cut off by ourselves, and counts as none. */
  | { readonly kind: "stopped" }
