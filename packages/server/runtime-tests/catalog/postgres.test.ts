import { afterAll, beforeAll, describe } from "vitest"
import { describeCatalog } from "../../src/catalog/conformance.ts"
import { POSTGRES_CATALOG_MIGRATIONS } from "../../src/storage/postgres/catalog-schema.ts"
import { connectPostgres } from "../../src/storage/postgres/connect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { postgresCatalog } from "../../src/storage/postgres/postgres-catalog.ts"
import { listenPostgres } from "../../src/storage/postgres/postgres-feed.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../../src/testing/start-postgres.ts"
import { systemTimer } from "../../src/timer.ts"

const CONNECTIONS_EACH = 4
const found = await findPostgres()

describe.skipIf("reason" in found)(
  `a real Postgres${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    let postgres: RunningPostgres
    beforeAll(async () => {
      if (!("reason" in found)) postgres = await startPostgres(found.binaries)
    })
    afterAll(() => postgres.stop())

    describeCatalog(
      "postgres",
      async () => {
        const url = await postgres.create()
        const closing: (() => Promise<void>)[] = []
        return {
          open: async (clock) => {
            const sql = connectPostgres(url, CONNECTIONS_EACH)
            await migratePostgres(sql, "catalog", POSTGRES_CATALOG_MIGRATIONS)
            const feed = await listenPostgres(sql, `handle ${closing.length}`, systemTimer)
            closing.push(async () => {
              await feed.close()
              await sql.end()
            })
            return postgresCatalog(sql, feed, clock)
          },
          dispose: async () => {
            for (const close of closing) await close()
            await postgres.drop(url)
          },
        }
      },
      "told",
    )
  },
)
