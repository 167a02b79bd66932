import type { SqlValue } from "../sql-driver.ts"
import type { SqlRead, SqlWrite } from "../sql/request.ts"
import type { ColumnType } from "../sql/column.ts"
import { WALLET } from "../sql/tables.ts"
import { translate, translateMany } from "./dialect.ts"

/** A statement with its parameters, as it is sent. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Texts are put together once for each combination; there are as many as there are shapes of commands. */
const readTexts = new Map<string, string>()
const writeTexts = new Map<string, string>()

/** Reads of one moment and one round trip: each gives its rows as a list in JSON. Rule PG-14. */
export function combineReads(reads: readonly SqlRead[]): Statement {
  const key = reads.map(({ sql }) => sql).join("\n")
  let text = readTexts.get(key)
  if (text === undefined) {
    let before = 0
    const columns = reads.map(({ sql, values }, index) => {
      const own = shift(translate(sql).text, before)
      before += values.length
      return `(SELECT json_agg(t) FROM (${own}) AS t) AS r${index}`
    })
    text = `SELECT ${columns.join(", ")}`
    readTexts.set(key, text)
  }
  return { text, values: reads.flatMap(({ sql, values }) => bind(values, translate(sql).lists)) }
}

/** Rows that are to be written, encoded. */
export type HeldWrite = Omit<SqlWrite, "rows"> & { readonly rows: readonly (readonly SqlValue[])[] }

/**
 * Of the wallet's row: the revision that it has when nobody came between the reading and the writing; `undefined` where
 * there is no row yet.
 */
export interface Guard {
  readonly revision: number | undefined
}

/**
 * These writes as few statements, as a rule one: what it writes is all there or not at all. It begins with the wallet's
 * row, and fails as a division by zero (`OVERTAKEN`) where that has another revision. Rule PG-14.
 */
export function combineWrites(writes: readonly HeldWrite[], guard: Guard): Statement[] {
  const chunks: HeldWrite[][] = []
  let tables = new Set<string>()
  const isLarge = writes.reduce((sum, { rows }) => sum + rows.length, 0) > ROWS_IN_ONE_MAX
  // Who was overtaken must learn that, not that a row of his is there already.
  const isGuard = ({ sql }: HeldWrite): boolean => sql === WALLET.upsert
  for (const write of [...writes.filter(isGuard), ...writes.filter((one) => !isGuard(one))]) {
    const table = tableOf(write.sql)
    // A statement does not see what its other parts write: a row must not be there twice.
    if (chunks.length === 0 || isLarge || (tables.has(table) && !APART.has(table))) {
      chunks.push([])
      tables = new Set()
    }
    tables.add(table)
    chunks.at(-1)!.push(write)
  }
  return chunks.map((chunk) => oneStatement(chunk, guard))
}

export const OVERTAKEN = "22012"
/**
 * Of more rows each table is a statement: the server writes the first while the next are on their way, which was measured as
 * faster for batches of 100 events.
 */
const ROWS_IN_ONE_MAX = 200
/** Two statements of a group write these: rows that stay where they are, and the others. */
const APART: ReadonlySet<string> = new Set(["message"])
const TABLE = /^(?:INSERT INTO|DELETE FROM|UPDATE) (\w+)/

function tableOf(sql: string): string {
  return TABLE.exec(sql)?.[1] ?? ""
}

function oneStatement(writes: readonly HeldWrite[], guard: Guard): Statement {
  const isNew = guard.revision === undefined
  const values: unknown[] = []
  const key = `${isNew ? "new" : "old"}\n${writes.map(({ sql, types, rows }) => `${types === undefined ? rows.length : ""}${sql}`).join("\n")}`
  const known = writeTexts.get(key)
  const parts: string[] = []
  let isGuarded = false
  for (const write of writes) {
    const before = values.length
    if (write.sql === WALLET.upsert) {
      isGuarded = true
      values.push(...(write.rows[0] ?? []))
      if (!isNew) values.push(guard.revision)
      if (known === undefined) parts.push(`guard AS (${isNew ? insertWallet(before) : updateWallet(before)})`)
    } else if (write.types !== undefined) {
      values.push(...arraysOf(write.rows, write.types))
      if (known === undefined) {
        parts.push(`w${parts.length} AS (${shift(manyOf(write.sql, write.types), before)})`)
      }
    } else {
      for (const row of write.rows) {
        const { text, lists } = translate(write.sql)
        if (known === undefined) parts.push(`w${parts.length} AS (${shift(text, values.length)})`)
        values.push(...bind(row, lists))
      }
    }
  }
  if (known !== undefined) return { text: known, values }
  const text = `WITH ${parts.join(", ")} ${isGuarded ? "SELECT 1 / count(*) FROM guard" : "SELECT 1"}`
  writeTexts.set(key, text)
  return { text, values }
}

const WALLET_TYPES = WALLET.types.map((type) => (type === "integer" ? "bigint" : "text"))

function updateWallet(before: number): string {
  const set = WALLET.names
    .map((name, index) => `${name} = $${before + index + 1}::${WALLET_TYPES[index]}`)
    .slice(1)
  const revision = `$${before + WALLET.names.length + 1}::bigint`
  return `UPDATE wallet SET ${set.join(", ")}, revision = revision + 1
    WHERE id = $${before + 1} AND revision = ${revision} RETURNING 1`
}

function insertWallet(before: number): string {
  const values = WALLET.names.map((_, index) => `$${before + index + 1}::${WALLET_TYPES[index]}`)
  return `INSERT INTO wallet (${WALLET.names.join(", ")}, revision) VALUES (${values.join(", ")}, 1) RETURNING 1`
}

const manyTexts = new Map<string, string>()

function manyOf(sql: string, types: readonly ColumnType[]): string {
  let text = manyTexts.get(sql)
  if (text === undefined) manyTexts.set(sql, (text = translateMany(sql, types)))
  return text
}

function shift(text: string, by: number): string {
  return by === 0 ? text : text.replaceAll(/\$(\d+)/g, (_, number: string) => `$${Number(number) + by}`)
}

/** Parameters that come as the JSON of a list are bound as an array. */
export function bind(values: readonly SqlValue[], lists: ReadonlySet<number>): readonly unknown[] {
  if (lists.size === 0) return values
  return values.map((value, index) =>
    lists.has(index) ? arrayOf(JSON.parse(String(value)) as readonly (string | number)[]) : value,
  )
}

/** The text of an array of texts or integers. */
function arrayOf(list: readonly (string | number)[]): string {
  return `{${list.map((one) => (typeof one === "number" ? String(one) : quoted(one))).join(",")}}`
}

const ESCAPED = /["\\]/g

function quoted(text: string): string {
  return `"${text.replaceAll(ESCAPED, String.raw`\$&`)}"`
}

/** The columns of these rows, each as the text of an array. */
export function arraysOf(rows: readonly (readonly SqlValue[])[], types: readonly ColumnType[]): string[] {
  return types.map((type, column) => {
    let text = "{"
    for (const row of rows) {
      const value = row[column] ?? null
      if (text.length > 1) text += ","
      if (value === null) text += "NULL"
      else if (type === "integer") text += String(value)
      else text += quoted(String(value))
    }
    return `${text}}`
  })
}
