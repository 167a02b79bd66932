import type { SqlRow, SqlValue } from "../sql-driver.ts"
import type { Column, ColumnType } from "./column.ts"

export type Columns<T> = { readonly [Field in keyof T]-?: Column<T[Field]> }

/** The statements and the coding of one table whose rows are `T`. */
export interface Table<T> {
  readonly name: string
  /** All of its columns, in the order of the parameters of the statements. */
  readonly names: readonly string[]
  /** What to select for `decode`. */
  readonly columns: string
  /** Of the parameters of the statements, in order. */
  readonly types: readonly ColumnType[]
  /** Fails when the key is there. */
  readonly insert: string
  /** Writes over the row that has the key. */
  readonly upsert: string
  /** `upsert`, which leaves these columns of an existing row alone, and so the indexes over them. */
  upsertKeeping(...columns: readonly string[]): string
  /** The parameters of the statements above. `walletId` comes first where the rows do not name their wallet. */
  readonly encode: (row: T, walletId?: string) => SqlValue[]
  readonly decode: (row: SqlRow) => T
  /** `decode`, which throws unless `encode` would write each column as it stands: a space in a list's JSON is seen too. */
  readonly decodeExact: (row: SqlRow) => T
}

/**
 * A table from the coding of every field, in the order of its columns; a field that is missing does not compile.
 * Columns are the fields in snake_case.
 *
 * @param key - columns of the primary key; with `wallet_id`, a column that is no field leads the row
 */
export function table<T extends object>(name: string, key: readonly string[], columns: Columns<T>): Table<T> {
  const fields = (Object.keys(columns) as (keyof T & string)[]).map((field) => ({
    field,
    name: snakeCase(field),
    column: columns[field] as Column<unknown>,
  }))
  const isOwned = key.includes("wallet_id") && !fields.some((field) => field.name === "wallet_id")
  const names = [...(isOwned ? ["wallet_id"] : []), ...fields.map((field) => field.name)]
  const binds = [
    ...(isOwned ? ["?"] : []),
    ...fields.map(({ column }) => (column.isWide ? "CAST(? AS INTEGER)" : "?")),
  ]
  const insert = `INSERT INTO ${name} (${names.join(", ")}) VALUES (${binds.join(", ")})`

  const upsertKeeping = (...kept: readonly string[]): string => {
    const written = names.filter((column) => !key.includes(column) && !kept.includes(column))
    const set = written.map((column) => `${column} = excluded.${column}`).join(", ")
    return `${insert} ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${set}`
  }

  const decode = (row: SqlRow): T => {
    const decoded: Record<string, unknown> = {}
    for (const { field, name, column } of fields) decoded[field] = column.decode(row[name])
    return decoded as T
  }

  return {
    name,
    names,
    columns: fields
      .map(({ name, column }) => (column.isWide ? `CAST(${name} AS TEXT) AS ${name}` : name))
      .join(", "),
    types: [...(isOwned ? (["text"] as const) : []), ...fields.map(({ column }) => column.type)],
    insert,
    upsert: upsertKeeping(),
    upsertKeeping,
    encode: (row, walletId) => {
      const values: SqlValue[] = isOwned ? [walletId ?? missingWallet(name)] : []
      for (const { field, column } of fields) values.push(column.encode(row[field]))
      return values
    },
    decode,
    decodeExact: (row) => {
      const decoded = decode(row)
      for (const { field, name: column, column: coding } of fields) {
        if (coding.encode(decoded[field]) !== row[column]) {
          throw new TypeError(`${name}.${column} is not as a store writes it`)
        }
      }
      return decoded
    },
  }
}

function snakeCase(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function missingWallet(table: string): never {
  throw new TypeError(`a row of ${table} needs its wallet`)
}
