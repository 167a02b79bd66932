import { closeSync, fsyncSync, openSync } from "node:fs"
import { DatabaseSync, type StatementSync } from "node:sqlite"
import { checkNumbers, isPromise } from "./check-values.ts"
import { startCheckpointer } from "./checkpointer.ts"
import type { SqlDriver, SqlRow, SqlStatement } from "../sql-driver.ts"

const BUSY_TIMEOUT_MS = 5000
const PAGE_CACHE_KIB = 64 * 1024
/**
 * Pages of the log (of 4 KiB) between two checkpoints. The commit that reaches them waits for the checkpoint: at 16,000
 * one in hundreds does, for some 30 ms; at 4,000 more than one in a hundred, for some 20.
 */
const CHECKPOINT_PAGES = 16_000

/** A `SqlDriver` that can also copy itself while it is written to. */
export interface NodeSqliteDriver extends SqlDriver {
  /** Writes a consistent copy to `path`, which must not be there yet, while other processes write. Takes as long as it takes. */
  backupTo(path: string): void
}

export interface NodeDriverOptions {
  /** Move pages out of the log in a thread of its own: for a server, whose commits should not wait for it. */
  readonly hasCheckpointer?: boolean
}

/**
 * A driver on one file of `node:sqlite`: WAL, every commit synced to the disk. Rules STORE-1 to STORE-4.
 *
 * @param path - a file that is made when it is not there, or `:memory:`
 */
export function openNodeDriver(path: string, options: NodeDriverOptions = {}): NodeSqliteDriver {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false })
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
     PRAGMA cache_size = -${PAGE_CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`,
  )
  const stopCheckpointer = options.hasCheckpointer === true ? startCheckpointer(path) : undefined
  const statements = new Map<string, SqlStatement>()
  const dataVersion = database.prepare("PRAGMA data_version")

  const prepare = (sql: string): SqlStatement => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = bindSafely(database.prepare(sql))
      statements.set(sql, statement)
    }
    return statement
  }

  return {
    prepare,
    exec: (sql) => database.exec(sql),
    transaction: (body) => {
      // IMMEDIATE takes the write lock first: what the body reads cannot be overtaken before it writes.
      database.exec("BEGIN IMMEDIATE")
      try {
        const value = body()
        if (isPromise(value)) throw new TypeError("the body of a transaction must not return a promise")
        database.exec("COMMIT")
        return value
      } catch (error) {
        // SQLite itself has rolled back after some errors, a full disk among them.
        if (database.isTransaction) database.exec("ROLLBACK")
        throw error
      }
    },
    version: () => (dataVersion.get() as { data_version: number }).data_version,
    now: () => performance.now(),
    close: () => {
      stopCheckpointer?.()
      database.close()
    },
    backupTo: (target) => {
      // A connection of its own, in one read transaction: writers go on, and the copy is of one moment.
      const source = path === ":memory:" ? database : new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
      source.prepare("VACUUM INTO ?").run(target)
      if (source !== database) source.close()
      syncFile(target)
    },
  }
}

function syncFile(path: string): void {
  const file = openSync(path, "r+")
  fsyncSync(file)
  closeSync(file)
}

function bindSafely(statement: StatementSync): SqlStatement {
  return {
    run: (...values) => {
      checkNumbers(values)
      statement.run(...values)
    },
    get: (...values) => {
      checkNumbers(values)
      return statement.get(...values) as SqlRow | undefined
    },
    all: (...values) => {
      checkNumbers(values)
      return statement.all(...values) as unknown as readonly SqlRow[]
    },
  }
}
