import { NewerSchemaError, type Migration } from "../migrations.ts"
import type { Postgres } from "./connect.ts"

const VERSIONS = `CREATE TABLE IF NOT EXISTS schema_version
  (name TEXT COLLATE "C" PRIMARY KEY, version BIGINT NOT NULL)`
/** Whoever comes first does them; the others wait, and find them done. */
const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tollgate migrations', 0))"

/** Brings one named schema up to the last of its migrations, each once, however many processes start together. Rule PG-9. */
export async function migratePostgres(
  sql: Postgres,
  schema: string,
  migrations: readonly Migration[],
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction.unsafe(LOCK)
    await transaction.unsafe(VERSIONS)
    const [row] = await transaction.unsafe("SELECT version FROM schema_version WHERE name = $1", [schema])
    const found = Number(row?.["version"] ?? 0)
    if (found > migrations.length) throw new NewerSchemaError(schema, { found, known: migrations.length })
    for (const migration of migrations.slice(found)) await transaction.unsafe(migration)
    await transaction.unsafe(
      `INSERT INTO schema_version (name, version) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET version = excluded.version`,
      [schema, migrations.length],
    )
  })
}
