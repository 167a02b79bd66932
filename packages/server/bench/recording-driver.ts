import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { timeOf } from "../../engine/bench/measure.ts"
import type { SqlDriver, SqlValue } from "../src/storage/sql-driver.ts"
import { createSqlWalletStore } from "../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../src/storage/sqlite/node-driver.ts"

/** One row as it was written, and the statement that wrote it. */
interface WrittenRow {
  readonly sql: string
  readonly values: readonly SqlValue[]
}
/** The rows of one commit, in their order. */
export type Commit = readonly WrittenRow[]

/** A driver that remembers every row written in a transaction, besides writing it. */
export function recordingDriver(driver: SqlDriver, commits: Commit[]): SqlDriver {
  let rows: WrittenRow[] | undefined
  return {
    ...driver,
    prepare(sql) {
      const statement = driver.prepare(sql)
      return {
        ...statement,
        run(...values) {
          rows?.push({ sql, values })
          statement.run(...values)
        },
      }
    },
    transaction(body) {
      const own: WrittenRow[] = []
      rows = own
      const value = driver.transaction(body)
      rows = undefined
      if (own.length > 0) commits.push(own)
      return value
    },
  }
}

/** The store's own tables in a file of their own, with nothing around them. */
export interface BareTables {
  /** Writes rows that a store had written: one transaction each, prepared statements, no store. @returns milliseconds */
  write(commits: readonly Commit[]): Promise<number>
}

export async function openBareTables(folder: string, name: string): Promise<BareTables> {
  const path = join(folder, `${name}.sqlite`)
  await createSqlWalletStore(openNodeDriver(path)).close()
  const database = new DatabaseSync(path)
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000",
  )
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>()
  const statementOf = (sql: string) => {
    let statement = statements.get(sql)
    if (statement === undefined) statements.set(sql, (statement = database.prepare(sql)))
    return statement
  }
  return {
    write: (commits) =>
      timeOf(() => {
        for (const rows of commits) {
          database.exec("BEGIN IMMEDIATE")
          for (const { sql, values } of rows) statementOf(sql).run(...values)
          database.exec("COMMIT")
        }
      }),
  }
}
