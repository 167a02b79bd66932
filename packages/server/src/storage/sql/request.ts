import type { SqlDriver, SqlRow, SqlValue } from "../sql-driver.ts"
import type { ColumnType } from "./column.ts"

/** One statement whose rows are wanted. */
export interface SqlRead {
  readonly kind: "read"
  readonly sql: string
  readonly values: readonly SqlValue[]
}

/** One statement for each of these rows of parameters; a host may do them all at once. */
export interface SqlWrite {
  readonly kind: "write"
  readonly sql: string
  /** Encoded one by one as they are asked for: a host that runs a statement a row need not hold them all. */
  readonly rows: Iterable<readonly SqlValue[]>
  /** Of the parameters, where they are the columns of a row that is inserted. */
  readonly types?: readonly ColumnType[]
}

/** Requests of which none needs the answer of another. */
export interface SqlTogether {
  readonly kind: "together"
  readonly requests: readonly SqlRequest[]
}

export type SqlRequest = SqlRead | SqlWrite | SqlTogether
/** Rows of a read; nothing of a write; a list of replies where several were asked for. */
export type SqlReply = readonly SqlRow[] | undefined | readonly SqlReply[]

/**
 * Work on a database that says what it wants to ask and is given the answers: written once, it runs synchronously in a
 * transaction of SQLite and asynchronously in one of Postgres. Rule STORE-24.
 */
export type Sql<T> = Generator<SqlRequest, T, SqlReply>

export function* all(sql: string, ...values: readonly SqlValue[]): Sql<readonly SqlRow[]> {
  return (yield { kind: "read", sql, values }) as readonly SqlRow[]
}

export function* get(sql: string, ...values: readonly SqlValue[]): Sql<SqlRow | undefined> {
  return ((yield { kind: "read", sql, values }) as readonly SqlRow[])[0]
}

export function* run(sql: string, ...values: readonly SqlValue[]): Sql<void> {
  yield { kind: "write", sql, rows: [values] }
}

/** What a table's rows are written with. */
interface Written<T> {
  readonly types: readonly ColumnType[]
  readonly encode: (row: T, walletId?: string) => SqlValue[]
}

/** Writes each of these rows. The rows have different keys. */
export function* write<T>(table: Written<T>, sql: string, rows: readonly T[], walletId?: string): Sql<void> {
  if (rows.length === 0) return
  yield { kind: "write", sql, rows: encoded(table, rows, walletId), types: table.types }
}

function encoded<T>(
  table: Written<T>,
  rows: readonly T[],
  walletId: string | undefined,
): Iterable<readonly SqlValue[]> {
  return {
    *[Symbol.iterator]() {
      for (const row of rows) yield table.encode(row, walletId)
    },
  }
}

type Results<P extends readonly Sql<unknown>[]> = { [I in keyof P]: P[I] extends Sql<infer T> ? T : never }

/** Several pieces of work that need nothing of each other: what they ask for at the same time is asked together. */
export function* together<const P extends readonly Sql<unknown>[]>(...parts: P): Sql<Results<P>> {
  const results: unknown[] = []
  let waiting = parts.map((part, index) => ({ part, index, step: part.next(undefined) }))
  for (;;) {
    const requests: SqlRequest[] = []
    const asking: typeof waiting = []
    for (const one of waiting) {
      if (one.step.done === true) results[one.index] = one.step.value
      else {
        requests.push(one.step.value)
        asking.push(one)
      }
    }
    if (asking.length === 0) return results as Results<P>
    const replies = (yield { kind: "together", requests }) as readonly SqlReply[]
    waiting = asking.map(({ part, index }, place) => ({ part, index, step: part.next(replies[place]) }))
  }
}

/** Does the work on a driver that answers at once. */
export function runSync<T>(driver: SqlDriver, work: Sql<T>): T {
  let step = work.next(undefined)
  while (step.done !== true) step = work.next(answer(driver, step.value))
  return step.value
}

function answer(driver: SqlDriver, request: SqlRequest): SqlReply {
  switch (request.kind) {
    case "read":
      return driver.prepare(request.sql).all(...request.values)
    case "write": {
      const statement = driver.prepare(request.sql)
      for (const row of request.rows) statement.run(...row)
      return undefined
    }
    case "together":
      return request.requests.map((one) => answer(driver, one))
  }
}
