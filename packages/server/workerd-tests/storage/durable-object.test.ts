import { describeEngine, describeWalletStore } from "../../src/storage/conformance.ts"
import { makeObjectHost } from "./object-host.ts"

describeWalletStore("durable object with its cache", async () => makeObjectHost())
describeWalletStore("durable object without a cache", async () => makeObjectHost({ cachedWalletsMax: 0 }))
describeEngine("durable object", async () => makeObjectHost())
