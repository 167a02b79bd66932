import type { SqlValue } from "../storage/sql-driver.ts"
import { all, together, type Sql } from "../storage/sql/request.ts"
import type { SqlHost } from "../storage/sql/sql-host.ts"
import type { Table } from "../storage/sql/table.ts"
import type { ListPage, PageRequest } from "./catalog.ts"

/** The most that a cached read may be behind. */
export const CATALOG_CACHE_MS = 60_000
/** The same of who is let in, where writes of others are not heard of: what was revoked ends soon. */
export const CREDENTIAL_CACHE_MS = 5_000
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

/** Where the catalog's work is done. */
export interface CatalogHost extends SqlHost {
  /** A transaction after which caches everywhere are to be dropped. */
  write<T>(work: () => Sql<T>): Promise<T>
  /** Work whose first statement writes and tells its rows (`RETURNING`), all that it writes; it may read after it. */
  single<T>(work: () => Sql<T>): Promise<T>
  /** Changes whenever somebody else wrote, if `hearsOthers`. */
  version(): number
  /** Else what others write is seen when what is in memory is too old. */
  readonly hearsOthers: boolean
}

/** How a cached read stays fresh where writes of others are not heard of, and each trip to the database counts. */
export interface Freshness {
  /** The most that it may be behind, ms. */
  readonly ageMs?: number
  /** A small read, made each time: what was read before holds while its answer is the same. */
  readonly mark?: () => Sql<SqlValue>
  /** Whether an answer says that nothing was found, which is not kept. */
  readonly isNone?: (value: unknown) => boolean
  /** What is asked for next, read in the same trip, each under its own key. */
  readonly ahead?: () => Sql<readonly ReadAhead[]>
}

/** Of lists in which a first record counts at once, whoever made it. */
export const SOME_OR_ASKED_AGAIN: Freshness = {
  isNone: (value) => Array.isArray(value) && value.length === 0,
}

interface Kept {
  readonly value: unknown
  readonly readAt: number
  readonly mark: SqlValue | undefined
}

/** A key, and what is kept under it. */
export type ReadAhead = readonly [key: string, value: unknown]

/** What the parts of the SQL catalog share: one cache, and writes that drop it. Rules CATALOG-1, CATALOG-2. */
export interface CatalogDb {
  read<T>(work: Sql<T>): Promise<T>
  /** All or nothing, of what is not cached. It reads before it writes. */
  transaction<T>(work: () => Sql<T>): Promise<T>
  /** One statement that writes and tells its rows, and reads after it, of what is not cached. */
  single<T>(work: () => Sql<T>): Promise<T>
  /** All or nothing, and drops the cache. It reads before it writes. */
  write<T>(work: () => Sql<T>): Promise<T>
  /** The value read before under this key, if nothing was written since and it is fresh; `undefined` is not kept. */
  cached<T>(key: string, work: () => Sql<T>, freshness?: Freshness): Promise<T>
  /** Reads in one go what is not in memory of these, and keeps what the work tells of them. Which of these there are. */
  readAhead(
    keys: readonly string[],
    work: (missing: readonly string[]) => Sql<readonly ReadAhead[]>,
  ): Promise<ReadonlySet<string>>
  one<T>(table: Table<T>, name: string, where: Where): Sql<T | undefined>
  all<T>(table: Table<T>, name: string, where: Where, order: string): Sql<readonly T[]>
  page<T>(options: PageOptions<T>, page: PageRequest): Promise<ListPage<T>>
  refresh(): void
}

export function catalogDb(host: CatalogHost, clock: () => number): CatalogDb {
  const cache = new Map<string, Kept>()
  let version = host.version()
  let filledAt = clock()
  let generation = 0

  const refresh = (): void => {
    cache.clear()
    generation += 1
    version = host.version()
    filledAt = clock()
  }

  /** Drops what may be out of date. */
  const freshen = (): void => {
    const age = clock() - filledAt
    if (host.version() !== version || age >= CATALOG_CACHE_MS || age < 0 || cache.size > CACHE_ENTRIES_MAX) {
      refresh()
    }
  }

  /** What is kept under this key, unless it is too old. */
  const keptOf = (key: string, ageMs: number): Kept | undefined => {
    freshen()
    const kept = cache.get(key)
    return kept !== undefined && clock() - kept.readAt < ageMs ? kept : undefined
  }

  return {
    read: (work) => host.read(work),
    transaction: (work) => host.transaction(work),
    single: (work) => host.single(work),
    refresh,
    async cached<T>(key: string, work: () => Sql<T>, freshness: Freshness = {}): Promise<T> {
      const {
        ageMs = CATALOG_CACHE_MS,
        mark: markOf,
        ahead,
      } = host.hearsOthers ? ({} as Freshness) : freshness
      // Also where others are heard of: their word comes a little after their write.
      const { isNone } = freshness
      const kept = keptOf(key, ageMs)
      if (kept !== undefined && (markOf === undefined || (await host.read(markOf())) === kept.mark)) {
        return kept.value as T
      }
      const asked = generation
      const readAt = clock()
      const [value, mark, next] = await host.read(
        together(
          work(),
          markOf === undefined ? nothing() : markOf(),
          ahead === undefined ? nothing() : ahead(),
        ),
      )
      // What was read before a write is not kept after it.
      if (asked === generation && host.version() === version) {
        if (value !== undefined && isNone?.(value) !== true) cache.set(key, { value, readAt, mark })
        for (const [nextKey, nextValue] of next ?? []) {
          cache.set(nextKey, { value: nextValue, readAt, mark: undefined })
        }
      }
      return value
    },
    async readAhead(keys, work) {
      freshen()
      const missing = keys.filter((key) => !cache.has(key))
      const found = new Set(keys.filter((key) => cache.has(key)))
      if (missing.length === 0) return found
      const asked = generation
      const readAt = clock()
      const read = await host.read(work(missing))
      const isFresh = asked === generation && host.version() === version
      for (const [key, value] of read) {
        found.add(key)
        if (isFresh) cache.set(key, { value, readAt, mark: undefined })
      }
      return found
    },
    async write<T>(work: () => Sql<T>): Promise<T> {
      try {
        return await host.write(work)
      } finally {
        refresh()
      }
    },
    *one<T>(table: Table<T>, name: string, where: Where): Sql<T | undefined> {
      return (yield* select(table, name, { where, rest: "LIMIT 1" }))[0]
    },
    all: (table, name, where, order) => select(table, name, { where, rest: `ORDER BY ${order}` }),
    async page<T>(
      { table, name, where, order: [at, id], positionOf }: PageOptions<T>,
      page: PageRequest,
    ): Promise<ListPage<T>> {
      const after = page.after === undefined ? "" : `AND (${at}, ${id}) > (?, ?)`
      const place = page.after === undefined ? [] : [page.after.at, page.after.id]
      const rest = `${after} ORDER BY ${at}, ${id} LIMIT ?`
      const rows = await host.read(select(table, name, { where, rest, values: [...place, page.limit + 1] }))
      const shown = rows.slice(0, page.limit)
      const last = shown.at(-1)
      return rows.length <= page.limit || last === undefined
        ? { rows: shown }
        : { rows: shown, next: positionOf(last) }
    },
  }
}

// oxlint-disable-next-line require-yield -- it asks for nothing
function* nothing(): Sql<undefined> {
  return undefined
}

interface Selection {
  readonly where: Where
  readonly rest: string
  readonly values?: readonly SqlValue[]
}

function* select<T>(table: Table<T>, name: string, { where, rest, values = [] }: Selection): Sql<T[]> {
  const conditions = Object.entries(where).filter(
    (entry): entry is [string, SqlValue] => entry[1] !== undefined,
  )
  const terms = conditions.map(([column, value]) => (value === null ? `${column} IS NULL` : `${column} = ?`))
  const sql = `SELECT ${table.columns} FROM ${name} WHERE ${["TRUE", ...terms].join(" AND ")} ${rest}`
  const compared = conditions.map(([, value]) => value).filter((value) => value !== null)
  return (yield* all(sql, ...compared, ...values)).map((row) => table.decode(row))
}
