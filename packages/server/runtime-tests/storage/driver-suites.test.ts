import { describeFaults } from "../../src/storage/conformance/faults.ts"
import { describeUpgrades, type OnDriver } from "../../src/storage/conformance/upgrades.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"

const onNew: OnDriver = async (body) => {
  const driver = openNodeDriver(":memory:")
  try {
    return await body(driver)
  } finally {
    driver.close()
  }
}

describeUpgrades("node:sqlite", onNew)
describeFaults("node:sqlite", onNew)
