import { scheduleSoon } from "../storage/group-commit.ts"
import { connectPostgres } from "../storage/postgres/connect.ts"
import { AsyncRun } from "../storage/postgres/run-async.ts"
import type { SqlHost } from "../storage/sql/sql-host.ts"
import { walletReads } from "../storage/sql/wallet-reads.ts"
import { CommandError } from "./command-error.ts"
import type { Snapshot } from "./open-snapshot.ts"

/**
 * The store of a Postgres as of one moment, for reading only, while servers go on writing: one transaction, which lasts
 * until the store is closed. Rules LED-7, PG-13.
 */
export async function openPostgresSnapshot(url: string): Promise<Snapshot> {
  const sql = connectPostgres(url, 1)
  const connection = await sql.reserve()
  const run = new AsyncRun(connection)
  await run.send("SET idle_in_transaction_session_timeout = 0")
  const [row] = await run.send("SELECT CAST(to_regclass('wallet') AS TEXT) AS found")
  if (row?.["found"] === null) {
    connection.release()
    await sql.end()
    throw new CommandError("There is no store in the database of DATABASE_URL.")
  }
  await run.send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  const host: SqlHost = {
    read: (work) => run.run(work),
    transaction: (work) => run.run(work()),
  }
  const pause = (): Promise<void> => new Promise((resolve) => scheduleSoon(resolve))
  const wallets = {
    ...walletReads(host, pause),
    close: async () => {
      await run.send("COMMIT")
      connection.release()
      await sql.end()
    },
  }
  return { wallets, host }
}
