/** A request that did not do what it should. `code` is the server's (`insufficient_funds`, ...) or one of ours. */
export class TollgateError extends Error {
  override readonly name = "TollgateError"
  /**
   * The server's problem code, or: `offline` and `network` (no answer), `no_token` (the page gave none), `expired`
   * (the token ended and no new one came), `no_server` (nobody told where it is).
   */
  readonly code: string
  /** HTTP status; 0 where there was no answer. */
  readonly status: number
  /** The problem document (RFC 9457), with its facts; empty where there was no answer. */
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: string, status = 0, facts: Readonly<Record<string, unknown>> = {}) {
    super(typeof facts["detail"] === "string" ? facts["detail"] : code)
    this.code = code
    this.status = status
    this.facts = facts
  }

  /** What was thrown, as one of these. */
  static of(thrown: unknown): TollgateError {
    return thrown instanceof TollgateError ? thrown : new TollgateError("internal")
  }
}
