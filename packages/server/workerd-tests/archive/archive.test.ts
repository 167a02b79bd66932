import { env } from "cloudflare:workers"
import { r2Segments } from "../../src/storage/archive/r2-segments.ts"
import { describeArchive } from "../../runtime-tests/archive/suite.ts"
import { openObjectDriver } from "../../src/storage/durable-object/object-driver.ts"
import type { TestSegments } from "../../src/testing/memory-segments.ts"
import { inside, makeObject } from "../storage/object-host.ts"

let archives = 0

/** A part of the bucket that nobody else uses. */
function bucketSegments(): TestSegments {
  archives += 1
  const prefix = `${archives}/`
  const segments = r2Segments(env.ARCHIVE)
  return {
    put: (key, bytes) => segments.put(prefix + key, bytes),
    get: (key) => segments.get(prefix + key),
    keys: async () => {
      const { objects } = await env.ARCHIVE.list({ prefix })
      return objects.map(({ key }) => key.slice(prefix.length)).sort()
    },
    remove: (key) => env.ARCHIVE.delete(prefix + key),
  }
}

describeArchive(
  "durable object and R2",
  async () => {
    const object = makeObject()
    return {
      segments: bucketSegments(),
      open: async (options) => inside(await object.openStore(options), object.run),
      onDriver: (body) => object.run((storage) => body(openObjectDriver(storage))),
      dispose: async () => {},
    }
  },
  { runs: 2 },
)
