import type { SqlDriver } from "./sql-driver.ts"

/** One step of a schema: SQL statements that are never changed after a release. Its place in the list is its number. */
export type Migration = string

/** The file was written by a newer Tollgate, whose tables this one does not know. */
export class NewerSchemaError extends Error {
  override readonly name = "NewerSchemaError"

  constructor(schema: string, { found, known }: { readonly found: number; readonly known: number }) {
    super(
      `the schema "${schema}" is at version ${found}; this version of Tollgate knows ${known}: upgrade Tollgate`,
    )
  }
}

/**
 * Brings one named schema up to the last of its migrations, each in a transaction of its own, each once. Several
 * schemas share one file. Rule STORE-5.
 *
 * @param migrations - all of them in order, the first is version 1
 */
export function migrate(driver: SqlDriver, schema: string, migrations: readonly Migration[]): void {
  driver.exec(
    "CREATE TABLE IF NOT EXISTS schema_version (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID",
  )
  const found = schemaVersion(driver, schema)
  if (found > migrations.length) throw new NewerSchemaError(schema, { found, known: migrations.length })

  for (const [index, sql] of migrations.entries()) {
    const version = index + 1
    driver.transaction(() => {
      // Asked again under the lock: another process may have come first.
      if (schemaVersion(driver, schema) >= version) return
      driver.exec(sql)
      driver
        .prepare(
          "INSERT INTO schema_version (name, version) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET version = ?2",
        )
        .run(schema, version)
    })
  }
}

/** The number of the last migration that ran; 0 for none. */
export function schemaVersion(driver: SqlDriver, schema: string): number {
  const row = driver.prepare("SELECT version FROM schema_version WHERE name = ?").get(schema)
  return Number(row?.["version"] ?? 0)
}
