import { setTimeout } from "node:timers/promises"
import type { Postgres } from "./connect.ts"
import { AsyncRun, type BeforeWrite } from "./run-async.ts"

/** How often a transaction is begun anew after a deadlock, a lost connection and the like. */
const ATTEMPTS_MAX = 6
const FIRST_PAUSE_MS = 20
/** How often it is asked whether a commit that nobody answered took place. */
const COMMIT_QUESTIONS_MAX = 50
const COMMIT_QUESTION_PAUSE_MS = 100

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

/** The transaction wants to be begun anew once this was done. */
export class RetryAfter extends Error {
  override readonly name = "RetryAfter"
  readonly prepare: () => Promise<void>

  constructor(prepare: () => Promise<void>) {
    super("to be tried again")
    this.prepare = prepare
  }
}

export interface TransactionOptions {
  readonly beforeWrite?: BeforeWrite
}

/**
 * Runs `body` in a transaction: all or nothing, and again where that may help, so `body` may be called more than once.
 * A commit whose answer was lost is looked up, so that it is neither done twice nor taken for undone. Rules PG-5, PG-6.
 */
export async function inTransaction<T>(
  sql: Postgres,
  body: (run: AsyncRun) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce(sql, body, options)
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

function isRetried(error: unknown): boolean {
  return error instanceof Error && "code" in error && RETRIED.has(String(error.code))
}

async function attemptOnce<T>(
  sql: Postgres,
  body: (run: AsyncRun) => Promise<T>,
  { beforeWrite }: TransactionOptions,
): Promise<T> {
  const reserved = await sql.reserve()
  const run = new AsyncRun(reserved, beforeWrite)
  let transactionId: string | undefined
  let isCommitSent = false
  let value: T
  try {
    const begun = run.send("BEGIN")
    const asked = run.send("SELECT CAST(pg_current_xact_id() AS TEXT) AS id")
    await Promise.all([begun, asked])
    transactionId = String((await asked)[0]?.["id"])
    value = await body(run)
    await run.settled()
    isCommitSent = true
    await run.send("COMMIT")
  } catch (error) {
    const isGone = isLost(error) || (await run.send("ROLLBACK").then(() => false, isLost))
    // One that is gone is no longer reserved: the server has undone what it did, and the pool makes another.
    if (!isGone) reserved.release()
    if (!isCommitSent || transactionId === undefined || !isRetried(error)) throw error
    if (await wasCommitted(sql, transactionId)) return value!
    throw error
  }
  reserved.release()
  return value
}

/** What became of a transaction whose commit nobody answered. */
async function wasCommitted(sql: Postgres, transactionId: string): Promise<boolean> {
  for (let question = 0; question < COMMIT_QUESTIONS_MAX; question += 1) {
    try {
      const [row] = await sql.unsafe("SELECT pg_xact_status(CAST(CAST($1 AS TEXT) AS xid8)) AS status", [
        transactionId,
      ])
      if (row?.["status"] === "committed") return true
      if (row?.["status"] === "aborted") return false
    } catch (error) {
      if (!isRetried(error)) throw error
    }
    await setTimeout(COMMIT_QUESTION_PAUSE_MS)
  }
  throw new Error("nobody can say whether a transaction was committed")
}
