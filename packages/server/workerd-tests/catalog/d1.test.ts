import { applyD1Migrations, env } from "cloudflare:test"
import { beforeAll } from "vitest"
import { describeCatalog } from "../../src/catalog/conformance.ts"
import { openD1Catalog } from "../../src/storage/d1/d1-catalog.ts"

beforeAll(() => applyD1Migrations(env.CATALOG, [...env.D1_MIGRATIONS]))

/** The database stays, and its tables are emptied. */
async function empty(): Promise<void> {
  const { results } = await env.CATALOG.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'd1_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite_%'",
  ).all<{ name: string }>()
  await env.CATALOG.batch(results.map(({ name }) => env.CATALOG.prepare(`DELETE FROM "${name}"`)))
}

describeCatalog(
  "d1",
  async () => ({
    open: async (clock) => openD1Catalog(env.CATALOG, clock),
    dispose: empty,
  }),
  "aged",
)
