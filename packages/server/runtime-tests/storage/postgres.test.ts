import { afterAll, beforeAll, describe } from "vitest"
import { describeEngine, describeWalletStore, type StoreHost } from "../../src/storage/conformance.ts"
import { connectPostgres } from "../../src/storage/postgres/connect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { createPostgresWalletStore } from "../../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../../src/storage/postgres/schema.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../../src/testing/start-postgres.ts"

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

    const makeHost = async (): Promise<StoreHost> => {
      const url = await postgres.create()
      return {
        open: async () => {
          const sql = connectPostgres(url, CONNECTIONS_EACH)
          await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
          return createPostgresWalletStore(sql)
        },
        dispose: () => postgres.drop(url),
      }
    }
    describeWalletStore("postgres", makeHost)
    describeEngine("postgres", makeHost)
  },
)
