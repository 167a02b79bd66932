import { describeFaults } from "../../src/storage/conformance/faults.ts"
import { describeUpgrades, type OnDriver } from "../../src/storage/conformance/upgrades.ts"
import { openObjectDriver } from "../../src/storage/durable-object/object-driver.ts"
import { makeObject } from "./object-host.ts"

const onNew: OnDriver = (body) => makeObject().run((storage) => body(openObjectDriver(storage)))

describeUpgrades("durable object", onNew)
describeFaults("durable object", onNew)
