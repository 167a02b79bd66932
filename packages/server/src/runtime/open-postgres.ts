import { randomUUID } from "node:crypto"
import { connectPostgres } from "../storage/postgres/connect.ts"
import { POSTGRES_CATALOG_MIGRATIONS } from "../storage/postgres/catalog-schema.ts"
import { migratePostgres } from "../storage/postgres/migrate.ts"
import { postgresCatalog } from "../storage/postgres/postgres-catalog.ts"
import { listenPostgres } from "../storage/postgres/postgres-feed.ts"
import { createPostgresWalletStore } from "../storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../storage/postgres/schema.ts"
import { sweepAloneOn } from "../storage/postgres/sweep-alone.ts"
import { systemTimer } from "../timer.ts"
import type { OpenStore } from "./open-store.ts"

/** The catalog and the wallets in one Postgres database, its tables made or brought up to date. Rules PG-1, PG-9. */
export async function openPostgres(url: string, clock: () => number): Promise<OpenStore> {
  const sql = connectPostgres(url)
  await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
  await migratePostgres(sql, "catalog", POSTGRES_CATALOG_MIGRATIONS)
  const self = randomUUID()
  const feed = await listenPostgres(sql, self, systemTimer)
  const wallets = createPostgresWalletStore(sql, { committed: feed.committed })
  return {
    catalog: postgresCatalog(sql, feed, clock),
    wallets: {
      ...wallets,
      close: async () => {
        await feed.close()
        await wallets.close()
      },
    },
    feed,
    sweepAlone: sweepAloneOn(sql, self, systemTimer),
  }
}
