import type { SqlRow, SqlValue } from "../sql-driver.ts"
import type { Sql } from "../sql/request.ts"
import { all } from "../sql/request.ts"
import type { Table } from "../sql/table.ts"

/** The columns of one row, in the order of the table's, as the store keeps them: 64-bit amounts as decimal text. */
export type MovedRow = readonly SqlValue[]

const WIDE = /^CAST\(\w+ AS TEXT\) AS (\w+)$/
const WIDE_TEXT = /^(?:0|-?[1-9][0-9]{0,18})$/

/** How the rows of one table are read in order, and written, whatever they say. */
export interface MovedTable {
  readonly name: string
  /** Without the wallet's id, which leads the rows of a wallet. */
  readonly columns: readonly string[]
  /** The primary key without the wallet's id: places of `columns`. Rows come in its order. */
  readonly key: readonly number[]
  /** Whether the rows are a wallet's. */
  readonly isOwned: boolean
  readonly table: Table<never>
  /** What is wrong with the values, as a store would refuse them; `undefined` for a row that can be written. */
  faultOf(row: readonly unknown[]): string | undefined
  /** The same of the values of the key alone. */
  keyFaultOf(key: readonly unknown[]): string | undefined
  /** The next rows in the order of the key. */
  page(place: {
    readonly walletId?: string
    readonly after?: MovedRow
    readonly limit: number
  }): Sql<MovedRow[]>
  /** The row's values of the key. */
  keyOf(row: MovedRow): MovedRow
}

/**
 * @param key - columns of the primary key; those of a wallet's table begin with `wallet_id`
 * @param nullable - columns that may be null
 */
export function movedTable<T>(
  name: string,
  table: Table<T>,
  key: readonly string[],
  nullable: readonly string[] = [],
): MovedTable {
  // In the catalog's directory of wallets the id is a column like any other.
  const isOwned = key[0] === "wallet_id" && name !== "wallet_place"
  const selected = table.columns.split(", ").map((column) => {
    const wide = WIDE.exec(column)?.[1]
    return { column, name: wide ?? column, isWide: wide !== undefined }
  })
  const own = isOwned ? selected.filter((one) => one.name !== "wallet_id") : selected
  const columns = own.map((one) => one.name)
  const types = table.types.slice(-own.length)
  const keyNames = isOwned ? key.slice(1) : key
  const keyPlaces = keyNames.map((column) => columns.indexOf(column))
  const keyList = keyNames.join(", ")
  const marks = keyNames.map(() => "?").join(", ")
  const select = `SELECT ${own.map((one) => one.column).join(", ")} FROM ${name} WHERE ${isOwned ? "wallet_id = ?" : "TRUE"}`
  const order = keyList === "" ? "LIMIT ?" : `ORDER BY ${keyList} LIMIT ?`

  const allPlaces = columns.map((_, place) => place)
  const faultAt = (values: readonly unknown[], places: readonly number[]): string | undefined => {
    if (values.length !== places.length)
      return `${places.length} values are expected, ${values.length} are there`
    for (const [index, place] of places.entries()) {
      const { name: column, isWide } = own[place]!
      const value = values[index]
      if (value === null) {
        if (!nullable.includes(column)) return `${column} is null`
      } else if (isWide) {
        if (!isWideText(value)) return `${column} is not a 64-bit integer as text`
      } else if (types[place] === "integer") {
        if (!Number.isSafeInteger(value)) return `${column} is not an integer`
      } else if (typeof value !== "string") return `${column} is not text`
      else if (value.includes("\0")) return `${column} has a character that Postgres cannot keep`
    }
    return undefined
  }

  return {
    name,
    columns,
    key: keyPlaces,
    isOwned,
    table: table as unknown as Table<never>,
    faultOf: (row) => faultAt(row, allPlaces),
    keyFaultOf: (values) => faultAt(values, keyPlaces),
    *page({ walletId, after, limit }) {
      // A table with one row a wallet has no second page.
      if (keyList === "" && after !== undefined) return []
      const owner = isOwned ? [walletId ?? ""] : []
      const sql =
        after === undefined ? `${select} ${order}` : `${select} AND (${keyList}) > (${marks}) ${order}`
      const rows = yield* all(sql, ...owner, ...(after ?? []), limit)
      return rows.map((row: SqlRow) => columns.map((column) => row[column] ?? null))
    },
    keyOf: (row) => keyPlaces.map((place) => row[place] ?? null),
  }
}

function isWideText(value: unknown): boolean {
  return (
    typeof value === "string" && WIDE_TEXT.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value)
  )
}

/** The parameters of the table's insert. */
export function insertValues({ isOwned }: MovedTable, row: MovedRow, walletId: string): SqlValue[] {
  return isOwned ? [walletId, ...row] : [...row]
}
