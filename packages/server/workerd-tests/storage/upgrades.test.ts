import { describeUpgrades } from "../../src/storage/conformance/upgrades.ts"
import { openObjectDriver } from "../../src/storage/durable-object/object-driver.ts"
import { makeObject } from "./object-host.ts"

describeUpgrades("durable object", (body) => makeObject().run((storage) => body(openObjectDriver(storage))))
