import { scheduleSoon } from "../storage/group-commit.ts"
import { POSTGRES_CATALOG_MIGRATIONS } from "../storage/postgres/catalog-schema.ts"
import { connectPostgres } from "../storage/postgres/connect.ts"
import { AsyncRun } from "../storage/postgres/run-async.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../storage/postgres/schema.ts"
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
  const fault = await schemaFault(run)
  if (fault !== undefined) {
    connection.release()
    await sql.end()
    throw new CommandError(fault)
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

/** Why the tables of this database cannot be read: they are not brought up to date here, as a server does when it starts. */
async function schemaFault(run: AsyncRun): Promise<string | undefined> {
  const [row] = await run.send("SELECT CAST(to_regclass('wallet') AS TEXT) AS found")
  if (row?.["found"] === null) return "There is no store in the database of DATABASE_URL."
  const versions = await run.send("SELECT name, version FROM schema_version")
  for (const [schema, { length: known }] of Object.entries(SCHEMAS)) {
    const found = Number(versions.find(({ name }) => name === schema)?.["version"] ?? 0)
    if (found === known) continue
    return (
      `The tables in the database of DATABASE_URL (${schema}, version ${found}) are of another version of Tollgate than this one ` +
      `(${known}). Use that version, or start this one's server there once.`
    )
  }
  return undefined
}

const SCHEMAS = { wallets: POSTGRES_WALLET_MIGRATIONS, catalog: POSTGRES_CATALOG_MIGRATIONS }
