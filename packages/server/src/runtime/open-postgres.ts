import { randomUUID } from "node:crypto"
import { connectPostgres } from "../storage/postgres/connect.ts"
import { POSTGRES_CATALOG_MIGRATIONS } from "../storage/postgres/catalog-schema.ts"
import { migratePostgres } from "../storage/postgres/migrate.ts"
import { catalogTransaction, postgresCatalog } from "../storage/postgres/postgres-catalog.ts"
import { postgresHost } from "../storage/postgres/postgres-host.ts"
import { listenPostgres } from "../storage/postgres/postgres-feed.ts"
import { createPostgresWalletStore } from "../storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../storage/postgres/schema.ts"
import { sweepAloneOn } from "../storage/postgres/sweep-alone.ts"
import { catalogMoving, catalogTables } from "../storage/moving/catalog-moving.ts"
import { MOVING_SCHEMA, POSTGRES_MOVING_MIGRATIONS } from "../storage/moving/schema.ts"
import { postgresMoving } from "../storage/postgres/postgres-moving.ts"
import { systemTimer } from "../timer.ts"
import type { OpenStore } from "./open-store.ts"

/** The catalog and the wallets in one Postgres database, its tables made or brought up to date. Rules PG-1, PG-9. */
export async function openPostgres(url: string, clock: () => number): Promise<OpenStore> {
  const sql = connectPostgres(url)
  await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
  await migratePostgres(sql, "catalog", POSTGRES_CATALOG_MIGRATIONS)
  await migratePostgres(sql, MOVING_SCHEMA, POSTGRES_MOVING_MIGRATIONS)
  const self = randomUUID()
  const feed = await listenPostgres(sql, self, systemTimer)
  const wallets = createPostgresWalletStore(sql, { committed: feed.committed })
  const catalog = postgresCatalog(sql, feed, clock)
  const movedWallets = postgresMoving(sql, { reads: wallets, clock })
  return {
    catalog,
    wallets: {
      ...wallets,
      close: async () => {
        await feed.close()
        await wallets.close()
      },
    },
    feed,
    sweepAlone: sweepAloneOn(sql, self, systemTimer),
    moving: (hasSecrets) => ({
      wallets: movedWallets,
      catalog: catalogMoving(
        catalogTables({
          host: postgresHost(sql),
          write: (work) => catalogTransaction(sql, feed, work),
          written: () => catalog.refresh(),
          hasSecrets,
        }),
      ),
    }),
  }
}
