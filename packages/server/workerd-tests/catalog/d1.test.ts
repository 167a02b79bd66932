import { applyD1Migrations, env, reset } from "cloudflare:test"
import { describeCatalog, type MakeCatalogHost } from "../../src/catalog/conformance.ts"
import type { Catalog } from "../../src/catalog/catalog.ts"
import { withObjects } from "../../src/runtime/worker/with-objects.ts"
import { openD1Catalog } from "../../src/storage/d1/d1-catalog.ts"

/** The database and the objects of the tests' own Worker, empty. */
function hostOf(open: (clock: () => number) => Catalog): MakeCatalogHost {
  return async () => {
    await applyD1Migrations(env.CATALOG, [...env.D1_MIGRATIONS])
    return { open: async (clock) => open(clock), dispose: reset }
  }
}

describeCatalog(
  "d1",
  hostOf((clock) => openD1Catalog(env.CATALOG, clock)),
  "aged",
)
describeCatalog(
  "d1 and objects",
  hostOf((clock) => withObjects(openD1Catalog(env.CATALOG, clock), env)),
  "aged",
)
