import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describeCatalog } from "../../src/catalog/conformance.ts"
import { openSqlCatalog } from "../../src/catalog/sql-catalog.ts"
import type { SqlDriver } from "../../src/storage/sql-driver.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"

describeCatalog(
  "node:sqlite",
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "tollgate-catalog-"))
    const drivers: SqlDriver[] = []
    return {
      open: async (clock) => {
        const driver = openNodeDriver(join(directory, "catalog.db"))
        drivers.push(driver)
        return openSqlCatalog(driver, clock)
      },
      dispose: async () => {
        for (const driver of drivers) driver.close()
        await rm(directory, { recursive: true })
      },
    }
  },
  "at_once",
)
