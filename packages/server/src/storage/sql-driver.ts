/** What may be bound. 64-bit amounts cross as decimal text, with `CAST(? AS INTEGER)` around the parameter. */
export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, SqlValue>>

export interface SqlStatement {
  run(...values: readonly SqlValue[]): void
  get(...values: readonly SqlValue[]): SqlRow | undefined
  all(...values: readonly SqlValue[]): readonly SqlRow[]
}

/**
 * The few calls of a SQLite host that the stores use; `node:sqlite` and a Durable Object's storage both have them.
 * Integers past 2^53 must be read as text (`CAST(x AS TEXT)`): a Durable Object would round them without a word.
 */
export interface SqlDriver {
  /** Prepared once for each text and kept. */
  prepare(sql: string): SqlStatement
  exec(sql: string): void
  /** All or nothing. The body must not return a promise. */
  transaction<T>(body: () => T): T
  /** Changes whenever another driver wrote to the same data: caches compare it. */
  version(): number
  /** Milliseconds of a clock that only goes on, by which a group knows how long it has worked. */
  now(): number
  close(): void
}
