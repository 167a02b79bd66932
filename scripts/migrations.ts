// Writes `packages/server/migrations` for `wrangler d1 migrations apply` from the catalog's schema. Run it after a migration
// was added there (`pnpm generate`); a test compares the two.
import { writeFileSync } from "node:fs"
import { d1Migrations } from "../packages/server/src/storage/d1/migrations.ts"

for (const { name, sql } of d1Migrations()) {
  writeFileSync(new URL(`../packages/server/migrations/${name}`, import.meta.url), sql)
}
