import { setTimeout } from "node:timers/promises"
import type { Postgres, ReservedPostgres } from "./connect.ts"
import { AsyncRun, type BeforeWrite } from "./run-async.ts"

/** How often a transaction is begun anew after a deadlock, a lost connection and the like. */
const ATTEMPTS_MAX = 6
const FIRST_PAUSE_MS = 20
/** How often it is asked whether a commit that nobody answered took place. */
const COMMIT_QUESTIONS_MAX = 50
const COMMIT_QUESTION_PAUSE_MS = 100

/**
 * Since when this server counts transactions. One that crashes gives the ids of transactions of which it had written nothing
 * down to others: what it says of an id holds only for the life in which it was given. A crash also resets the statistics.
 */
const LIFE = "concat(pg_postmaster_start_time(), (SELECT stats_reset FROM pg_stat_wal))"
const TRANSACTION_ID = `SELECT CAST(pg_current_xact_id() AS TEXT) AS id, ${LIFE} AS life`
const STATUS = `SELECT pg_xact_status(CAST(CAST($1 AS TEXT) AS xid8)) AS status, ${LIFE} AS life`

const LOST: ReadonlySet<string> = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
])
/** A lost connection, serialization failure, deadlock, lock not available, a server that goes or comes. */
const RETRIED: ReadonlySet<string> = new Set([...LOST, "40001", "40P01", "55P03", "57P01", "57P02", "57P03"])

/** Nobody could say whether it was committed: it must not be done again here, as it may have been done. */
export class OutcomeUnknownError extends Error {
  override readonly name = "OutcomeUnknownError"

  constructor(cause?: unknown) {
    super("nobody can say whether a transaction was committed", { cause })
  }
}

/** The transaction wants to be begun anew once this was done. */
export class RetryAfter extends Error {
  override readonly name = "RetryAfter"
  readonly prepare: () => Promise<void>

  constructor(prepare: () => Promise<void>) {
    super("to be tried again")
    this.prepare = prepare
  }
}

/**
 * Runs `body` in a transaction: all or nothing, and again where that may help, so `body` may be called more than once.
 * A commit whose answer was lost is looked up, so that it is neither done twice nor taken for undone. Rules PG-5, PG-6.
 */
export function inTransaction<T>(
  sql: Postgres,
  body: (run: AsyncRun) => Promise<T>,
  options: { readonly beforeWrite?: BeforeWrite } = {},
): Promise<T> {
  return inTransactionOf(sql, (reserved) => new AsyncRun(reserved, options.beforeWrite), body)
}

/**
 * @param open - makes the run of each attempt on the connection that it has
 * @param wasWritten - looks up, where a commit was not answered, whether what it wrote is there; `undefined` where that says nothing
 */
export async function inTransactionOf<Run extends AsyncRun, T>(
  sql: Postgres,
  open: (reserved: ReservedPostgres) => Run,
  body: (run: Run) => Promise<T>,
  wasWritten: () => Promise<boolean> | undefined = () => undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce(sql, open, { body, wasWritten })
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX) throw error
      if (error instanceof RetryAfter) await error.prepare()
      else if (isRetried(error)) await setTimeout(FIRST_PAUSE_MS * 2 ** (attempt - 1))
      else throw error
    }
  }
}

function isLost(error: unknown): boolean {
  return error instanceof Error && "code" in error && LOST.has(String(error.code))
}

/** Whether doing it again may help; what became of it may be unknown. */
export function isRetried(error: unknown): boolean {
  return error instanceof Error && "code" in error && RETRIED.has(String(error.code))
}

interface Transaction<Run, T> {
  readonly body: (run: Run) => Promise<T>
  readonly wasWritten: () => Promise<boolean> | undefined
}

async function attemptOnce<Run extends AsyncRun, T>(
  sql: Postgres,
  open: (reserved: ReservedPostgres) => Run,
  { body, wasWritten }: Transaction<Run, T>,
): Promise<T> {
  const reserved = await sql.reserve()
  const run = open(reserved)
  let transaction: { readonly id: string; readonly life: string } | undefined
  let isCommitSent = false
  let value: T
  try {
    // Nothing is waited for before the first answer that the work itself needs.
    const begun = Promise.all([run.send("BEGIN"), run.send(TRANSACTION_ID)])
    begun.catch(() => undefined)
    value = await body(run)
    const [, ids] = await begun
    transaction = { id: String(ids[0]?.["id"]), life: String(ids[0]?.["life"]) }
    isCommitSent = true
    // Where one of the writes fails, the commit undoes all: its answer alone says nothing.
    const committed = run.send("COMMIT")
    committed.catch(() => undefined)
    await run.settled()
    await committed
  } catch (error) {
    const isGone = isLost(error) || (await run.send("ROLLBACK").then(() => false, isLost))
    // One that is gone is no longer reserved: the server has undone what it did, and the pool makes another.
    if (!isGone) reserved.release()
    if (!isCommitSent || transaction === undefined || !isRetried(error)) throw error
    if (await (wasWritten() ?? wasCommitted(sql, transaction))) return value!
    throw error
  }
  reserved.release()
  return value
}

/**
 * What became of a transaction whose commit nobody answered. Of one of an earlier life of the server it is not known: it is
 * taken for undone, and its work, which looks before it writes, is made anew.
 */
async function wasCommitted(
  sql: Postgres,
  { id, life }: { readonly id: string; readonly life: string },
): Promise<boolean> {
  for (let question = 0; question < COMMIT_QUESTIONS_MAX; question += 1) {
    try {
      const [row] = await sql.unsafe(STATUS, [id])
      if (row?.["life"] !== life) return false
      if (row["status"] === "committed") return true
      if (row["status"] === "aborted") return false
    } catch (error) {
      if (!isRetried(error)) throw error
    }
    await setTimeout(COMMIT_QUESTION_PAUSE_MS)
  }
  throw new OutcomeUnknownError()
}
