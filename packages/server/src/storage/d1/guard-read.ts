import type { SqlRow, SqlValue } from "../sql-driver.ts"

/** A read, and what it was answered. */
export interface GuardedRead {
  readonly sql: string
  readonly values: readonly SqlValue[]
  readonly rows: readonly SqlRow[]
}

/** Its name is in the error of a batch that came too late. */
export const GUARD_NAME = "nobody_wrote_between"

/** A table that takes no row: a batch that tries to put one there fails whole. */
export const GUARD_TABLE: string = `CREATE TABLE catalog_guard (
  is_same INTEGER NOT NULL CONSTRAINT ${GUARD_NAME} CHECK (is_same = 1)
) STRICT;
`

/**
 * A statement that fails unless this read still has the same answer. SQLite writes text and safe integers in JSON as
 * `JSON.stringify` does, and the catalog has nothing else. Rule EDGE-2.
 */
export function guardRead({ sql, values, rows }: GuardedRead): {
  readonly sql: string
  readonly values: readonly SqlValue[]
} {
  const [first] = rows
  const guard = "INSERT INTO catalog_guard (is_same) SELECT 0 WHERE"
  // Nothing names the columns of no rows, and nothing but their being there needs to be compared.
  if (first === undefined) return { sql: `${guard} EXISTS (${sql})`, values }
  const columns = Object.keys(first).map((column) => `"${column}"`)
  const now = `SELECT json_group_array(json_array(${columns.join(", ")})) FROM (${sql})`
  return {
    sql: `${guard} (${now}) IS NOT ?`,
    values: [...values, JSON.stringify(rows.map((row) => Object.values(row)))],
  }
}
