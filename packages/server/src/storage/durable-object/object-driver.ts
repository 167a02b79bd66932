import type { SqlDriver, SqlRow, SqlStatement, SqlValue } from "../sql-driver.ts"
import { checkNumbers, isPromise } from "../sqlite/check-values.ts"

/** The storage of a SQLite-backed Durable Object, as far as it is used. */
export interface ObjectStorage {
  readonly sql: {
    exec(sql: string, ...values: unknown[]): { toArray(): Record<string, unknown>[] }
  }
  transactionSync<T>(body: () => T): T
}

/**
 * A driver on the storage of one Durable Object. It has no file of its own: the runtime keeps what is written, and holds an
 * answer back until it is durable. Rules STORE-2, DO-1.
 */
export function openObjectDriver(storage: ObjectStorage): SqlDriver {
  const exec = (sql: string, values: readonly SqlValue[]): readonly SqlRow[] => {
    checkNumbers(values)
    return storage.sql.exec(sql, ...values).toArray() as SqlRow[]
  }
  return {
    // The runtime keeps prepared statements itself, by their text.
    prepare: (sql): SqlStatement => ({
      run: (...values) => void exec(sql, values),
      get: (...values) => exec(sql, values)[0],
      all: (...values) => exec(sql, values),
    }),
    exec: (sql) => void storage.sql.exec(sql),
    transaction: (body) =>
      storage.transactionSync(() => {
        const value = body()
        // The runtime would take the promise for an end and keep what was written.
        if (isPromise(value)) throw new TypeError("the body of a transaction must not return a promise")
        return value
      }),
    // Nobody else writes to an object's storage.
    version: () => 0,
    close: () => {},
  }
}
