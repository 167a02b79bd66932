import type { Sql as PostgresSql } from "postgres"
import type { SqlRow, SqlValue } from "../sql-driver.ts"
import type { Sql, SqlReply, SqlRequest, SqlWrite } from "../sql/request.ts"
import type { Postgres, ReservedPostgres } from "./connect.ts"
import { columnsOf, translate, translateMany, type PostgresStatement } from "./dialect.ts"

const statements = new Map<string, PostgresStatement>()
const inserts = new Map<string, string>()

/** Who may look at a write before it is sent, and refuse it. */
export type BeforeWrite = (write: SqlWrite) => void

/**
 * One connection's or the pool's work: reads are waited for, writes are sent and not waited for, as what comes after
 * them on the connection sees them. `settled` waits for the writes.
 */
export class AsyncRun {
  readonly #sql: Postgres | ReservedPostgres
  readonly #beforeWrite: BeforeWrite | undefined
  readonly #writes: Promise<unknown>[] = []

  constructor(sql: Postgres | ReservedPostgres, beforeWrite?: BeforeWrite) {
    this.#sql = sql
    this.#beforeWrite = beforeWrite
  }

  async run<T>(work: Sql<T>): Promise<T> {
    let step = work.next(undefined)
    while (step.done !== true) step = work.next(await this.#answer(step.value))
    return step.value
  }

  /** Sends one statement; the caller waits for it. What has parameters is prepared once a connection. */
  send(text: string, values: readonly unknown[] = []): Promise<readonly SqlRow[]> {
    const sent = (this.#sql as PostgresSql).unsafe(text, values as never[], { prepare: values.length > 0 })
    return sent.execute()
  }

  /** @throws what the first write that failed did */
  async settled(): Promise<void> {
    await Promise.all(this.#writes)
  }

  #answer(request: SqlRequest): Promise<SqlReply> | SqlReply {
    switch (request.kind) {
      case "read":
        return this.#read(request.sql, request.values)
      case "write":
        this.#write(request)
        return undefined
      case "together":
        return Promise.all(request.requests.map(async (one) => this.#answer(one)))
    }
  }

  #read(sql: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    const { text, lists } = statementOf(sql)
    return this.send(text, bind(values, lists))
  }

  #write(write: SqlWrite): void {
    this.#beforeWrite?.(write)
    const { sql, types } = write
    const rows = [...write.rows]
    if (types !== undefined && rows.length > 1) {
      const text = inserts.get(sql) ?? translateMany(sql, types)
      inserts.set(sql, text)
      this.#keep(this.send(text, columnsOf(rows)))
      return
    }
    const { text, lists } = statementOf(sql)
    for (const row of rows) this.#keep(this.send(text, bind(row, lists)))
  }

  #keep(sent: Promise<unknown>): void {
    // It is looked at in `settled`; until then a failure is nobody's.
    sent.catch(() => undefined)
    this.#writes.push(sent)
  }
}

function statementOf(sql: string): PostgresStatement {
  let statement = statements.get(sql)
  if (statement === undefined) {
    statement = translate(sql)
    statements.set(sql, statement)
  }
  return statement
}

function bind(values: readonly SqlValue[], lists: ReadonlySet<number>): readonly unknown[] {
  if (lists.size === 0) return values
  return values.map((value, index) => (lists.has(index) ? (JSON.parse(String(value)) as unknown) : value))
}
