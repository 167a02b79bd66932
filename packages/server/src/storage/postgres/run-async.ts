import type { Sql as PostgresSql } from "postgres"
import type { SqlRow } from "../sql-driver.ts"
import type { Sql, SqlRead, SqlReply, SqlRequest, SqlWrite } from "../sql/request.ts"
import { arraysOf, bind, combineReads, type HeldWrite, type Statement } from "./combine.ts"
import type { Postgres, ReservedPostgres } from "./connect.ts"
import { translate, translateMany } from "./dialect.ts"

const inserts = new Map<string, string>()

/** Who may look at a write before it is sent, and refuse it. */
export type BeforeWrite = (write: SqlWrite) => void

/**
 * One connection's or the pool's work: reads are waited for, those that are asked together as one statement; writes are
 * sent and not waited for, as what comes after them on the connection sees them. `settled` waits for the writes.
 */
export class AsyncRun {
  readonly #sql: Postgres | ReservedPostgres
  readonly #beforeWrite: BeforeWrite | undefined
  readonly #writes: Promise<unknown>[] = []
  /** How many statements were read with. */
  reads = 0

  constructor(sql: Postgres | ReservedPostgres, beforeWrite?: BeforeWrite) {
    this.#sql = sql
    this.#beforeWrite = beforeWrite
  }

  async run<T>(work: Sql<T>): Promise<T> {
    let step = work.next(undefined)
    while (step.done !== true) {
      const answer = this.#answer(step.value)
      step = work.next(answer instanceof Promise ? await answer : answer)
    }
    return step.value
  }

  /** Sends one statement; the caller waits for it. What has parameters is prepared once a connection. */
  send(text: string, values: readonly unknown[] = []): Promise<readonly SqlRow[]> {
    const sent = (this.#sql as PostgresSql).unsafe(text, values as never[], { prepare: values.length > 0 })
    return sent.execute()
  }

  /** Sends what is waited for by `settled`. */
  post({ text, values }: Statement): void {
    const sent = this.send(text, values)
    // It is looked at in `settled`; until then a failure is nobody's.
    sent.catch(() => undefined)
    this.#writes.push(sent)
  }

  /** @throws what the first write that failed did */
  async settled(): Promise<void> {
    await Promise.all(this.#writes)
  }

  /** The rows of a write, once it may be sent. */
  protected admit(write: SqlWrite): HeldWrite {
    const held = { ...write, rows: [...write.rows] }
    this.#beforeWrite?.(held)
    return held
  }

  protected write(write: SqlWrite): void {
    const { sql, types, rows: all } = this.admit(write)
    if (types !== undefined && all.length > 1) {
      const text = inserts.get(sql) ?? translateMany(sql, types)
      inserts.set(sql, text)
      this.post({ text, values: arraysOf(all, types) })
      return
    }
    const { text, lists } = translate(sql)
    for (const row of all) this.post({ text, values: bind(row, lists) })
  }

  /** Called before each statement that reads. */
  protected beforeRead(): void {}

  #answer(request: SqlRequest): Promise<SqlReply> | SqlReply {
    if (request.kind === "write") return this.write(request) as undefined
    const reads: SqlRead[] = []
    this.#gather(request, reads)
    if (reads.length === 0) return placeIn(request, [])
    this.beforeRead()
    this.reads += 1
    const [first] = reads
    if (reads.length === 1 && first !== undefined) {
      const { text, lists } = translate(first.sql)
      return this.send(text, bind(first.values, lists)).then((rows) => placeIn(request, [rows]))
    }
    const { text, values } = combineReads(reads)
    return this.send(text, values).then(([row]) => {
      const answers = reads.map((_, index) => (row?.[`r${index}`] ?? []) as unknown as readonly SqlRow[])
      return placeIn(request, answers)
    })
  }

  /** Does the writes, and gathers the reads in their order. */
  #gather(request: SqlRequest, reads: SqlRead[]): void {
    if (request.kind === "read") reads.push(request)
    else if (request.kind === "write") this.write(request)
    else for (const one of request.requests) this.#gather(one, reads)
  }
}

/** The answers of the reads, in their order, where they were asked. */
function placeIn(request: SqlRequest, answers: (readonly SqlRow[])[]): SqlReply {
  if (request.kind === "read") return answers.shift()
  if (request.kind === "write") return undefined
  return request.requests.map((one) => placeIn(one, answers))
}

/** The work of a wallet's group: what it writes is held back until it is all known, or something must be read after it. */
export class GroupRun extends AsyncRun {
  #held: HeldWrite[] = []
  /** Sends what was held back before a read; absent where that cannot be. */
  sendHeld: ((writes: readonly HeldWrite[]) => void) | undefined

  /** What is held back. */
  take(): HeldWrite[] {
    return this.#held.splice(0)
  }

  protected override write(write: SqlWrite): void {
    this.#held.push(this.admit(write))
  }

  protected override beforeRead(): void {
    if (this.#held.length === 0) return
    if (this.sendHeld === undefined) throw new NeedsTransaction()
    this.sendHeld(this.take())
  }
}

/** The group reads what it wrote: that needs a transaction. */
export class NeedsTransaction extends Error {
  override readonly name = "NeedsTransaction"
}
