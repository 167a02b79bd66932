import type { SqlDriver } from "../src/storage/sql-driver.ts"

/** What one table takes in a SQLite file, its indexes with it. */
export interface TableSize {
  readonly table: string
  readonly rows: number
  readonly bytes: number
}

const SIZES = `SELECT schema.tbl_name AS name, SUM(dbstat.pgsize) AS bytes
  FROM dbstat JOIN sqlite_schema AS schema ON schema.name = dbstat.name GROUP BY schema.tbl_name`

/** By name. Pages count whole, as they do for the limit of an object. */
export function tableSizes(driver: SqlDriver): ReadonlyMap<string, TableSize> {
  return new Map(
    driver
      .prepare(SIZES)
      .all()
      .map(({ name, bytes }) => {
        const table = String(name)
        const rows = driver.prepare(`SELECT COUNT(*) AS rows FROM "${table}"`).get()?.["rows"]
        return [table, { table, rows: Number(rows), bytes: Number(bytes) }]
      }),
  )
}
