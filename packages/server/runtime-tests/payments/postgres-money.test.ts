import { afterAll, beforeAll, describe, it } from "vitest"
import { describeRefundRaces } from "../../src/payments/stripe/testing-races.ts"
import { expectMoneyAgrees } from "../../src/payments/stripe/testing-money.ts"
import { openStripeApp, type StripeApp } from "../../src/payments/stripe/testing-stripe.ts"
import { connectPostgres } from "../../src/storage/postgres/connect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { createPostgresWalletStore } from "../../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../../src/storage/postgres/schema.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../../src/testing/start-postgres.ts"

const CONNECTIONS = 4
const RUNS = 6
const found = await findPostgres()

describe.skipIf("reason" in found)(
  `money that goes back, on Postgres${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    let postgres: RunningPostgres
    beforeAll(async () => {
      if (!("reason" in found)) postgres = await startPostgres(found.binaries)
    })
    afterAll(() => postgres.stop())

    const open = async (): Promise<StripeApp> => {
      const url = await postgres.create()
      const sql = connectPostgres(url, CONNECTIONS)
      await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
      const wallets = createPostgresWalletStore(sql)
      const app = await openStripeApp({ isDirect: true, overrides: { wallets } })
      const before = { ...app }
      return Object.assign(app, {
        close: async () => {
          const findings = await before.close()
          await wallets.close()
          await postgres.drop(url)
          return findings
        },
      })
    }

    it("[BACK-6] whatever happens in whatever order, the ledger's processor account is what Stripe holds", () =>
      expectMoneyAgrees(open, { numRuns: RUNS }))
    describeRefundRaces(open)
  },
)
