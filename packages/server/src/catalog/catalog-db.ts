import type { SqlDriver, SqlValue } from "../storage/sql-driver.ts"
import type { Table } from "../storage/sql/table.ts"
import type { ListPage, PageRequest } from "./catalog.ts"

/** The most that a cached read may be behind. */
export const CATALOG_CACHE_MS = 60_000
const CACHE_ENTRIES_MAX = 50_000

/** Conditions joined by AND: column to value. An absent value is no condition. */
export type Where = Readonly<Record<string, SqlValue | undefined>>

export interface PageOptions<T> {
  readonly table: Table<T>
  readonly name: string
  readonly where: Where
  /** The columns of a `Position`, and how to read them from a row. */
  readonly order: readonly [at: string, id: string]
  readonly positionOf: (row: T) => { readonly at: number; readonly id: string }
}

/** What the parts of the SQL catalog share: the driver, one cache, writes that drop it. Rules CATALOG-1, CATALOG-2. */
export interface CatalogDb {
  readonly driver: SqlDriver
  /** The value read before under this key, if nothing was written since and it is young; `undefined` is not kept. */
  cached<T>(key: string, read: () => T): T
  /** Runs in one transaction and drops the cache. */
  write<T>(body: () => T): T
  one<T>(table: Table<T>, name: string, where: Where): T | undefined
  all<T>(table: Table<T>, name: string, where: Where, order: string): readonly T[]
  page<T>(options: PageOptions<T>, page: PageRequest): ListPage<T>
  refresh(): void
}

export function catalogDb(driver: SqlDriver, clock: () => number): CatalogDb {
  const cache = new Map<string, unknown>()
  let version = driver.version()
  let filledAt = clock()

  const refresh = (): void => {
    cache.clear()
    version = driver.version()
    filledAt = clock()
  }

  const select = <T>(table: Table<T>, name: string, where: Where, rest: string, values: SqlValue[]): T[] => {
    const conditions = Object.entries(where).filter(
      (entry): entry is [string, SqlValue] => entry[1] !== undefined,
    )
    const terms = conditions.map(([column]) => `${column} IS ?`)
    const sql = `SELECT ${table.columns} FROM ${name} WHERE ${["1", ...terms].join(" AND ")} ${rest}`
    const bound = [...conditions.map(([, value]) => value), ...values]
    return driver
      .prepare(sql)
      .all(...bound)
      .map((row) => table.decode(row))
  }

  return {
    driver,
    refresh,
    cached<T>(key: string, read: () => T): T {
      const age = clock() - filledAt
      if (
        driver.version() !== version ||
        age >= CATALOG_CACHE_MS ||
        age < 0 ||
        cache.size > CACHE_ENTRIES_MAX
      ) {
        refresh()
      }
      const kept = cache.get(key)
      if (kept !== undefined) return kept as T
      const value = read()
      if (value !== undefined) cache.set(key, value)
      return value
    },
    write<T>(body: () => T): T {
      try {
        return driver.transaction(body)
      } finally {
        refresh()
      }
    },
    one: (table, name, where) => select(table, name, where, "LIMIT 1", [])[0],
    all: (table, name, where, order) => select(table, name, where, `ORDER BY ${order}`, []),
    page<T>(
      { table, name, where, order: [at, id], positionOf }: PageOptions<T>,
      page: PageRequest,
    ): ListPage<T> {
      const after = page.after === undefined ? "" : `AND (${at}, ${id}) > (?, ?)`
      const values = page.after === undefined ? [] : [page.after.at, page.after.id]
      const rest = `${after} ORDER BY ${at}, ${id} LIMIT ?`
      const rows = select(table, name, where, rest, [...values, page.limit + 1])
      const shown = rows.slice(0, page.limit)
      const last = shown.at(-1)
      return rows.length <= page.limit || last === undefined
        ? { rows: shown }
        : { rows: shown, next: positionOf(last) }
    },
  }
}
