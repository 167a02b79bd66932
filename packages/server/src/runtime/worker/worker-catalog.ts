import type { Catalog } from "../../catalog/catalog.ts"
import { openD1Catalog } from "../../storage/d1/d1-catalog.ts"
import { withObjects } from "./with-objects.ts"
import type { WorkerEnv } from "./worker-env.ts"

let catalog: Catalog | undefined

/** One for all that run in this isolate, so that each sees at once what another wrote. */
export function workerCatalog(env: WorkerEnv, clock: () => number): Catalog {
  return (catalog ??= withObjects(openD1Catalog(env.CATALOG, clock), env))
}
