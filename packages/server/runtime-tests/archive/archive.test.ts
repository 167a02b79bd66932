import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describeArchive } from "./suite.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"
import { memorySegments } from "../../src/testing/memory-segments.ts"

describeArchive(
  "node:sqlite",
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "tollgate-archive-"))
    const path = join(directory, "wallets.db")
    return {
      segments: memorySegments(),
      open: async (options) => createSqlWalletStore(openNodeDriver(path), options),
      onDriver: async (body) => {
        const driver = openNodeDriver(path)
        const value = body(driver)
        driver.close()
        return value
      },
      dispose: () => rm(directory, { recursive: true }),
    }
  },
  { runs: 12 },
)
