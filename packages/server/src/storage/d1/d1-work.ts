import type { SqlRow, SqlValue } from "../sql-driver.ts"
import type { Sql, SqlRead, SqlReply, SqlRequest } from "../sql/request.ts"
import { checkNumbers } from "../sqlite/check-values.ts"
import type { D1, D1Result, D1Statement } from "./d1-database.ts"
import { d1Error } from "./d1-error.ts"
import { guardRead, type GuardedRead } from "./guard-read.ts"

/**
 * `reading` writes nothing, `guarded` writes what it wants to at its end, `single` has one statement that writes and tells
 * its rows, and may read after it.
 */
export type D1WorkKind = "reading" | "guarded" | "single"

const SELECT = /^\s*SELECT\b/i

/** One attempt at a work. */
export class D1Work {
  readonly #database: D1
  readonly #kind: D1WorkKind
  readonly #reads: GuardedRead[] = []
  readonly #writes: D1Statement[] = []
  #asked = 0

  constructor(database: D1, kind: D1WorkKind) {
    this.#database = database
    this.#kind = kind
  }

  async run<T>(work: Sql<T>): Promise<T> {
    let step = work.next(undefined)
    while (step.done !== true) step = work.next(await this.#answer(step.value))
    return step.value
  }

  /** Writes what the work wanted to, all or nothing. */
  async commit(): Promise<void> {
    if (this.#writes.length === 0) return
    await this.#send([...this.#reads.map((read) => this.#bind(guardRead(read))), ...this.#writes])
  }

  async #answer(request: SqlRequest): Promise<SqlReply> {
    const reads: SqlRead[] = []
    this.#take(request, reads)
    if (reads.length === 0) return replyOf(request, [].values())
    const results = await this.#send(reads.map((read) => this.#bind(read)))
    const replies = results.map((result) => rowsOf(result))
    if (this.#kind === "guarded") {
      for (const [index, read] of reads.entries()) this.#reads.push({ ...read, rows: replies[index] ?? [] })
    }
    return replyOf(request, replies.values())
  }

  /** Keeps the writes of a request, and gathers its reads. */
  #take(request: SqlRequest, reads: SqlRead[]): void {
    switch (request.kind) {
      case "together":
        for (const one of request.requests) this.#take(one, reads)
        return
      case "write":
        if (this.#kind !== "guarded") throw new TypeError("this work may not write")
        for (const values of request.rows) this.#writes.push(this.#bind({ sql: request.sql, values }))
        return
      case "read":
        this.#asked += 1
        if (!SELECT.test(request.sql) && (this.#kind !== "single" || this.#asked > 1)) {
          throw new TypeError("a statement that writes and tells its rows is the first of a single work")
        }
        // The batch comes at the end: the work would not see what it wrote.
        if (this.#writes.length > 0) throw new TypeError("a work on D1 must read before it writes")
        reads.push(request)
    }
  }

  #bind({ sql, values }: { readonly sql: string; readonly values: readonly SqlValue[] }): D1Statement {
    checkNumbers(values)
    const statement = this.#database.prepare(sql)
    return values.length === 0 ? statement : statement.bind(...values)
  }

  async #send(statements: readonly D1Statement[]): Promise<readonly D1Result[]> {
    try {
      const [first] = statements
      return statements.length === 1 && first !== undefined
        ? [await first.all()]
        : await this.#database.batch([...statements])
    } catch (error) {
      throw d1Error(error)
    }
  }
}

/** Replies in the form in which they were asked for. */
function replyOf(request: SqlRequest, replies: IterableIterator<readonly SqlRow[]>): SqlReply {
  switch (request.kind) {
    case "read":
      return replies.next().value as readonly SqlRow[]
    case "write":
      return undefined
    case "together":
      return request.requests.map((one) => replyOf(one, replies))
  }
}

function rowsOf({ results }: D1Result): readonly SqlRow[] {
  const rows = results as readonly SqlRow[]
  for (const row of rows) checkNumbers(Object.values(row))
  return rows
}
