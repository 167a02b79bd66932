import { get, together, type Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { within } from "../sql/wallet-reads.ts"
import { CATALOG_TABLES, CATALOG_TABLE_OF, isOpenSetting, KEPT_TABLES } from "./catalog-tables.ts"
import { insertValues, type MovedRow, type MovedTable } from "./moved-table.ts"
import { gatherRows, type Rows, type RowsCursor } from "./rows.ts"

const ROWS_AT_ONCE = 500
/** Their content may be large. */
const RATE_CARDS_AT_ONCE = 5
/** Rows of one call at most: each is looked for before it is written. */
export const CATALOG_PART_ROWS_MAX = 100

export interface CatalogPutOptions {
  /** Only look. */
  readonly isCheck: boolean
  /** What is there with another content stays, and is no contradiction. */
  readonly keepsTarget: boolean
}

export type CatalogPut =
  | {
      readonly kind: "taken"
      readonly added: number
      /** There already, equal. */
      readonly same: number
      /** There already, with another content, and left alone. */
      readonly kept: number
    }
  /** Nothing was written: these keys are there with another content. */
  | { readonly kind: "differs"; readonly keys: readonly string[] }
  /** Nothing was written: a row is none of this table. */
  | { readonly kind: "bad_row"; readonly index: number; readonly fault: string }

/** The port to a catalog for moving it. */
export interface CatalogMoving {
  /** The next rows. */
  rows(from: RowsCursor | undefined): Promise<Rows>
  /** Adds rows, at most `CATALOG_PART_ROWS_MAX`; none is ever changed. */
  put(table: string, rows: readonly MovedRow[], options: CatalogPutOptions): Promise<CatalogPut>
}

/** One table of a catalog at a time, wherever it lies. */
export interface CatalogTables {
  /** The rows after the row with these values of its key; none at the end. */
  page(table: string, after: MovedRow | undefined): Promise<readonly MovedRow[]>
  put: CatalogMoving["put"]
}

export interface CatalogTablesHost {
  readonly host: Pick<SqlHost, "read">
  /** All or nothing. It reads before it writes. */
  readonly write: <T>(work: () => Sql<T>) => Promise<T>
  /** After each write: what is in memory is old. */
  readonly written: () => void
  /** Whether settings that are secrets go out and in. */
  readonly hasSecrets: boolean
}

/** One catalog, out of it and into it. Rules MOVE-9, MOVE-11. */
export function catalogMoving(tables: CatalogTables): CatalogMoving {
  return {
    rows: (from) => gatherRows(CATALOG_TABLES, from, (table, after) => tables.page(table.name, after)),
    put: (table, rows, options) => tables.put(table, rows, options),
  }
}

/** The tables of one database. */
export function catalogTables({ host, write, written, hasSecrets }: CatalogTablesHost): CatalogTables {
  const isOpen = (row: MovedRow): boolean => hasSecrets || isOpenSetting(String(row[0]))
  const read = async (name: string, after: MovedRow | undefined): Promise<readonly MovedRow[]> => {
    const table = tableOf(name)
    let place = after
    for (;;) {
      const limit = name === "rate_card" ? RATE_CARDS_AT_ONCE : ROWS_AT_ONCE
      const rows = await host.read(table.page({ limit, ...(place === undefined ? {} : { after: place }) }))
      const shown = name === "setting" ? rows.filter(isOpen) : rows
      const last = rows.at(-1)
      if (shown.length > 0 || last === undefined) return shown
      place = table.keyOf(last)
    }
  }
  return {
    page: (table, after) => within(() => read(table, after)),
    put: async (name, rows, options) => {
      const table = tableOf(name)
      for (const [index, row] of rows.entries()) {
        const isSecret = name === "setting" && !isOpen(row)
        const fault =
          table.faultOf(row) ?? (isSecret ? `${String(row[0])} is no setting that is moved here` : undefined)
        if (fault !== undefined) return { kind: "bad_row", index, fault: `${name}: ${fault}` }
      }
      const put = await within(() =>
        options.isCheck ? host.read(compare(table, rows, options)) : write(() => add(table, rows, options)),
      )
      if (!options.isCheck) written()
      const { fresh: _fresh, ...told } = put
      return told
    },
  }
}

function tableOf(name: string): MovedTable {
  const table = CATALOG_TABLE_OF.get(name)
  if (table === undefined) throw new TypeError(`the catalog has no table ${name}`)
  return table
}

type Compared = CatalogPut & { readonly fresh: readonly MovedRow[] }

function* add(table: MovedTable, rows: readonly MovedRow[], options: CatalogPutOptions): Sql<Compared> {
  const compared = yield* compare(table, rows, options)
  if (compared.kind === "taken" && compared.fresh.length > 0) {
    const { insert, types } = table.table
    yield {
      kind: "write",
      sql: insert,
      rows: compared.fresh.map((row) => insertValues(table, row, "")),
      types,
    }
  }
  return compared
}

function* compare(table: MovedTable, rows: readonly MovedRow[], options: CatalogPutOptions): Sql<Compared> {
  const conditions = table.key.map((place) => `${table.columns[place]} = ?`).join(" AND ")
  const sql = `SELECT ${table.table.columns} FROM ${table.name} WHERE ${conditions}`
  const found = yield* together(...rows.map((row) => get(sql, ...table.keyOf(row))))
  const fresh: MovedRow[] = []
  const differing: string[] = []
  let same = 0
  let kept = 0
  for (const [index, row] of rows.entries()) {
    const there = found[index]
    if (there === undefined) fresh.push(row)
    else if (table.columns.every((column, place) => there[column] === row[place])) same += 1
    else if (stays(table, row, options)) kept += 1
    else differing.push(table.keyOf(row).join(" "))
  }
  if (differing.length > 0) return { kind: "differs", keys: differing, fresh: [] }
  return { kind: "taken", added: fresh.length, same, kept, fresh }
}

/**
 * A demo's store stays one, and no other becomes one (rule RUN-4). Two invoices with one number are a contradiction that leaving
 * one of them out would hide.
 */
function stays({ name }: MovedTable, row: MovedRow, { keepsTarget }: CatalogPutOptions): boolean {
  if (name === "invoice" || (name === "setting" && row[0] === "demo")) return false
  return keepsTarget || KEPT_TABLES.has(name)
}
