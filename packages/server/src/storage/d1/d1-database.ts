/** A database of Cloudflare D1, as far as it is used. */
export interface D1 {
  prepare(sql: string): D1Statement
  /** All of them in one transaction. */
  batch(statements: D1Statement[]): Promise<D1Result[]>
}

export interface D1Statement {
  bind(...values: unknown[]): D1Statement
  all(): Promise<D1Result>
}

export interface D1Result {
  readonly results: Record<string, unknown>[]
}
