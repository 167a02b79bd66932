import { describeUpgrades } from "../../src/storage/conformance/upgrades.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"

describeUpgrades("node:sqlite", async (body) => {
  const driver = openNodeDriver(":memory:")
  try {
    return await body(driver)
  } finally {
    driver.close()
  }
})
