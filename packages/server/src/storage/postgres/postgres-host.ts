import type { SqlHost } from "../sql/sql-host.ts"
import type { Postgres } from "./connect.ts"
import { AsyncRun } from "./run-async.ts"
import { inTransaction } from "./transaction.ts"

/** Takes the row's lock, and tells groups that read before it that they were overtaken. */
const COUNT_ON = "UPDATE wallet SET revision = revision + 1 WHERE id = $1"

/** Reads on any connection of the pool, each statement for itself; transactions on one of their own. */
export function postgresHost(sql: Postgres): SqlHost {
  return {
    read: (work) => new AsyncRun(sql).run(work),
    transaction: (work, walletId) =>
      inTransaction(sql, (run) => {
        if (walletId !== undefined) run.post({ text: COUNT_ON, values: [walletId] })
        return run.run(work())
      }),
  }
}
