import type { Catalog } from "../../catalog/catalog.ts"
import { catalogOn } from "../../catalog/sql-catalog.ts"
import type { Sql } from "../sql/request.ts"
import type { Postgres } from "./connect.ts"
import { postgresHost } from "./postgres-host.ts"
import type { PostgresFeed } from "./postgres-feed.ts"
import { inTransaction } from "./transaction.ts"

/** Writes of the catalog are few, and look before they write: one after the other, of all processes. */
const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tollgate catalog', 0))"

/** A write to the catalog, of which the other processes are told. */
export function catalogTransaction<T>(
  sql: Postgres,
  feed: Pick<PostgresFeed, "catalogNotice">,
  work: () => Sql<T>,
): Promise<T> {
  return inTransaction(sql, async (run) => {
    await run.send(LOCK)
    const value = await run.run(work())
    const { text, values } = feed.catalogNotice
    await run.send(text, values)
    return value
  })
}

/** The catalog on a Postgres that has its tables; other processes' writes drop its cache. Rule PG-11. */
export function postgresCatalog(
  sql: Postgres,
  feed: Pick<PostgresFeed, "catalogVersion" | "catalogNotice">,
  clock: () => number,
): Catalog {
  return catalogOn(
    {
      ...postgresHost(sql),
      transaction: (work) =>
        inTransaction(sql, async (run) => {
          await run.send(LOCK)
          return run.run(work())
        }),
      write: (work) => catalogTransaction(sql, feed, work),
      // One statement is whole by itself, and its row is its lock.
      single: (work) => postgresHost(sql).transaction(work),
      hearsOthers: true,
      version: feed.catalogVersion,
    },
    clock,
  )
}
