import type { SqlHost } from "../sql/sql-host.ts"
import type { Postgres } from "./connect.ts"
import { AsyncRun } from "./run-async.ts"
import { inTransaction } from "./transaction.ts"

/** Reads on any connection of the pool, each statement for itself; transactions on one of their own. */
export function postgresHost(sql: Postgres): SqlHost {
  return {
    read: (work) => new AsyncRun(sql).run(work),
    transaction: (work) => inTransaction(sql, (run) => run.run(work())),
  }
}
