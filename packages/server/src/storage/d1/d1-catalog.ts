import type { Catalog } from "../../catalog/catalog.ts"
import { catalogOn } from "../../catalog/sql-catalog.ts"
import type { D1 } from "./d1-database.ts"
import { d1Host } from "./d1-host.ts"

/**
 * The catalog on a D1 database whose migrations ran (`packages/server/migrations`). What other isolates write is seen when
 * what is kept in memory is too old: an isolate has one catalog, as two would not hear of each other. Rules EDGE-1 to EDGE-7.
 *
 * @param clock - milliseconds since 1970 UTC
 */
export function openD1Catalog(database: D1, clock: () => number): Catalog {
  return catalogOn(d1Host(database), clock)
}
