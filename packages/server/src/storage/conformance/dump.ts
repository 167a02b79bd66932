import type { SqlDriver, SqlValue } from "../sql-driver.ts"

/** All rows of all tables of a store, in order; 64-bit integers as decimal text. */
export type Dump = Readonly<Record<string, DumpedTable>>

export interface DumpedTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly SqlValue[])[]
}

export function dumpOf(driver: SqlDriver): Dump {
  // The runtime of Workers has tables of its own, which begin so.
  const names = driver
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '!_cf%' ESCAPE '!' ORDER BY name",
    )
    .all()
    .map(({ name }) => String(name))
  const tables = names
    .filter((name) => name !== "schema_version")
    .map((name) => [name, dumpTable(driver, name)] as const)
  return Object.fromEntries(tables)
}

function dumpTable(driver: SqlDriver, table: string): DumpedTable {
  const columns = columnsOf(driver, table)
  const read = columns.map(({ name, isInteger }) => (isInteger ? `CAST(${name} AS TEXT) AS ${name}` : name))
  const order = columns.map((_, index) => index + 1)
  const rows = driver.prepare(`SELECT ${read.join()} FROM ${table} ORDER BY ${order.join()}`).all()
  return {
    columns: columns.map(({ name }) => name),
    rows: rows.map((row) => columns.map(({ name }) => row[name]!)),
  }
}

/** Puts the rows into tables that are there, as far as there are tables and columns for them. */
export function writeDump(driver: SqlDriver, dump: Dump): void {
  for (const [table, { columns, rows }] of Object.entries(dump)) {
    const own = columnsOf(driver, table).filter(({ name }) => columns.includes(name))
    if (own.length === 0) continue
    const values = own.map(({ isInteger }) => (isInteger ? "CAST(? AS INTEGER)" : "?"))
    const insert = driver.prepare(
      `INSERT INTO ${table} (${own.map(({ name }) => name).join()}) VALUES (${values.join()})`,
    )
    const places = own.map(({ name }) => columns.indexOf(name))
    for (const row of rows) insert.run(...places.map((place) => row[place]!))
  }
}

function columnsOf(
  driver: SqlDriver,
  table: string,
): { readonly name: string; readonly isInteger: boolean }[] {
  return driver
    .prepare("SELECT name, type FROM pragma_table_info(?)")
    .all(table)
    .map(({ name, type }) => ({ name: String(name), isInteger: type === "INTEGER" }))
}
