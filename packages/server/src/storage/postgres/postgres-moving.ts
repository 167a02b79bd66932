import { scheduleSoon } from "../group-commit.ts"
import { storeMoving } from "../moving/store-moving.ts"
import type { DriverMovingOptions } from "../moving/driver-moving.ts"
import type { WalletMoving } from "../moving/wallet-moving.ts"
import { LOCK_NAME } from "./commit-group.ts"
import type { Postgres } from "./connect.ts"
import { createPartitions } from "./partitions.ts"
import { postgresHost } from "./postgres-host.ts"
import { inTransaction } from "./transaction.ts"

/** The wallets of a Postgres that has the tables of the wallets and of moving. */
export function postgresMoving(sql: Postgres, options: DriverMovingOptions): WalletMoving {
  const { beforeWrite } = createPartitions(sql)
  return storeMoving({
    ...options,
    host: postgresHost(sql),
    transaction: (walletId, work) =>
      inTransaction(
        sql,
        async (run) => {
          // Who opens the wallet waits for the same name, as there is no row yet.
          await run.send(LOCK_NAME, [walletId])
          return run.run(work())
        },
        { beforeWrite },
      ),
    pause: () => new Promise((resolve) => scheduleSoon(resolve)),
  })
}
