import type { CatalogHost } from "../../catalog/catalog-db.ts"
import type { Sql } from "../sql/request.ts"
import { StoreUnavailableError } from "../store-unavailable.ts"
import type { D1 } from "./d1-database.ts"
import { D1Work } from "./d1-work.ts"
import { StaleReadError } from "./d1-error.ts"

/** How often a work is made anew because others wrote what it had read. Of many at once one always comes through. */
const ATTEMPTS_MAX = 24
const PAUSE_MS_MAX = 10

/**
 * Work on a D1 database, which has no transaction that waits for us: reads are sent as they come, writes are kept until the
 * work has ended and go in one batch, together with a check that the reads would say the same now. Where they would not,
 * nothing is written and the work is made anew. Rules EDGE-1 to EDGE-4.
 */
export function d1Host(database: D1): CatalogHost {
  const transaction = async <T>(work: () => Sql<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      const made = new D1Work(database, "guarded")
      const value = await made.run(work())
      try {
        await made.commit()
        return value
      } catch (error) {
        if (!(error instanceof StaleReadError)) throw error
        if (attempt >= ATTEMPTS_MAX) throw new StoreUnavailableError(error)
      }
      await pause(attempt)
    }
  }
  return {
    read: (work) => new D1Work(database, "reading").run(work),
    single: (work) => new D1Work(database, "single").run(work()),
    transaction,
    write: transaction,
    // What other isolates write is not heard of here.
    version: () => 0,
    hearsOthers: false,
  }
}

/** Those that met must not meet again. */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * PAUSE_MS_MAX * attempt)
  })
}
