import type { Catalog } from "../../catalog/catalog.ts"
import { catalogOn } from "../../catalog/sql-catalog.ts"
import type { Sql } from "../sql/request.ts"
import type { Postgres } from "./connect.ts"
import { postgresHost } from "./postgres-host.ts"
import type { PostgresFeed } from "./postgres-feed.ts"
import { inTransaction } from "./transaction.ts"

/** Writes of the catalog are few, and look before they write: one after the other, of all processes. */
const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tollgate catalog', 0))"

/** The catalog on a Postgres that has its tables; other processes' writes drop its cache. Rule PG-11. */
export function postgresCatalog(
  sql: Postgres,
  feed: Pick<PostgresFeed, "catalogVersion" | "catalogNotice">,
  clock: () => number,
): Catalog {
  const transaction = <T>(work: () => Sql<T>, isTold: boolean): Promise<T> =>
    inTransaction(sql, async (run) => {
      await run.send(LOCK)
      const value = await run.run(work())
      const { text, values } = feed.catalogNotice
      if (isTold) await run.send(text, values)
      return value
    })
  return catalogOn(
    {
      ...postgresHost(sql),
      transaction: (work) => transaction(work, false),
      write: (work) => transaction(work, true),
      // One statement is whole by itself, and its row is its lock.
      single: (work) => postgresHost(sql).transaction(work),
      hearsOthers: true,
      version: feed.catalogVersion,
    },
    clock,
  )
}
