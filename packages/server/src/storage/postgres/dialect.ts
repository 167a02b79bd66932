import type { ColumnType } from "../sql/column.ts"

/** A statement as Postgres takes it. */
export interface PostgresStatement {
  readonly text: string
  /** Parameters that come as the JSON of a list and are bound as an array, from 0. */
  readonly lists: ReadonlySet<number>
}

const LIST = /= ANY \(\$(\d+)\)/g
const statements = new Map<string, PostgresStatement>()

/**
 * The statement that SQLite is given, for Postgres: numbered parameters, 64-bit integers, lists as arrays. All else is
 * written so that both read it the same way. Rule PG-3.
 */
export function translate(sql: string): PostgresStatement {
  let statement = statements.get(sql)
  if (statement === undefined) statements.set(sql, (statement = translated(sql)))
  return statement
}

function translated(sql: string): PostgresStatement {
  let next = 0
  const text = sql
    .replaceAll(/\?(\d*)/g, (_, number: string) => `$${number === "" ? (next += 1) : number}`)
    .replaceAll(" AS INTEGER)", " AS BIGINT)")
    .replaceAll(/IN \(SELECT value FROM json_each\(\$(\d+)\)\)/g, "= ANY ($$$1)")
    .replaceAll(/json_each\(\$(\d+)\)/g, "json_array_elements(CAST($$$1 AS TEXT)::json)")
  const lists = new Set([...text.matchAll(LIST)].map((match) => Number(match[1]) - 1))
  return { text, lists }
}

/** The insert of one row as an insert of many: each parameter is an array, one element a row. Rule PG-4. */
export function translateMany(sql: string, types: readonly ColumnType[]): string {
  const [head = "", rest = ""] = sql.split(/ VALUES \((?:\?|CAST\(\? AS INTEGER\)|, )+\)/)
  const arrays = types.map((type, index) => `$${index + 1}::${type === "integer" ? "bigint" : "text"}[]`)
  return `${head} SELECT * FROM unnest(${arrays.join(", ")})${translate(rest).text}`
}
