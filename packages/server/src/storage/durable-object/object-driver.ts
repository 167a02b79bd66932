import type { SqlDriver, SqlRow, SqlStatement, SqlValue } from "../sql-driver.ts"
import { checkNumbers, isPromise } from "../sqlite/check-values.ts"

/** The storage of a SQLite-backed Durable Object, as far as it is used. */
export interface ObjectStorage {
  readonly sql: {
    exec(sql: string, ...values: unknown[]): ObjectCursor
  }
  transactionSync<T>(body: () => T): T
}

interface ObjectCursor {
  toArray(): Record<string, unknown>[]
  readonly rowsWritten: number
}

/**
 * What a statement of the store takes, with the decision around it, in ms: a settle of 100 events is 220 to 320 of them.
 * Rule DO-6.
 */
const STATEMENT_MS = 0.02

/** What the drivers on one storage know of each other. */
interface Shared {
  /** Statements that wrote, of all of them. */
  writes: number
  isInTransaction: boolean
}

const sharedOf = new WeakMap<ObjectStorage, Shared>()

/**
 * A driver on the storage of one Durable Object. It has no file of its own: the runtime keeps what is written, and holds an
 * answer back until it is durable. Rules STORE-2, STORE-3, DO-1 to DO-6.
 */
export function openObjectDriver(storage: ObjectStorage): SqlDriver {
  const shared = sharedOf.get(storage) ?? { writes: 0, isInTransaction: false }
  sharedOf.set(storage, shared)
  let ownWrites = 0
  let statements = 0

  const noteWrite = (): void => {
    shared.writes += 1
    ownWrites += 1
  }
  const query = (sql: string, values: readonly SqlValue[]): readonly SqlRow[] => {
    checkNumbers(values)
    statements += 1
    const cursor = storage.sql.exec(sql, ...values)
    const rows = cursor.toArray() as SqlRow[]
    if (cursor.rowsWritten > 0) noteWrite()
    // An integer past 2^53 has been rounded by now, without a word.
    for (const row of rows) checkNumbers(Object.values(row))
    return rows
  }

  return {
    // The runtime keeps prepared statements itself, by their text.
    prepare: (sql): SqlStatement => ({
      run: (...values) => void query(sql, values),
      get: (...values) => query(sql, values)[0],
      all: (...values) => query(sql, values),
    }),
    exec: (sql) => {
      storage.sql.exec(sql)
      noteWrite()
    },
    transaction: (body) => {
      if (shared.isInTransaction) throw new Error("a transaction is under way")
      shared.isInTransaction = true
      try {
        return storage.transactionSync(() => {
          const value = body()
          // The runtime would take the promise for an end and keep what was written.
          if (isPromise(value)) throw new TypeError("the body of a transaction must not return a promise")
          return value
        })
      } finally {
        shared.isInTransaction = false
      }
    },
    version: () => shared.writes - ownWrites,
    // The runtime's clocks stand still while code runs.
    now: () => statements * STATEMENT_MS,
    close: () => {},
  }
}
