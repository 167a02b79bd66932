import { CATALOG_MIGRATIONS } from "../../catalog/schema.ts"
import { GUARD_TABLE } from "./guard-read.ts"

/** A file of `packages/server/migrations`, which `wrangler d1 migrations apply` runs once, in order of their names. */
export interface D1Migration {
  readonly name: string
  readonly sql: string
}

const NUMBER_DIGITS = 4

/** The guard first, so that version n of the catalog's tables has the number n + 1 for ever. Rule EDGE-5. */
export function d1Migrations(): readonly D1Migration[] {
  const named = [
    { name: "guard", sql: GUARD_TABLE },
    ...CATALOG_MIGRATIONS.map((sql, index) => ({ name: `catalog_${index + 1}`, sql })),
  ]
  return named.map(({ name, sql }, index) => ({
    name: `${String(index + 1).padStart(NUMBER_DIGITS, "0")}_${name}.sql`,
    sql: `${sql.trim()}\n`,
  }))
}
