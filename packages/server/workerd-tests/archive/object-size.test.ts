import { env } from "cloudflare:workers"
import { expect, test } from "vitest"
import { archiveAll } from "../../runtime-tests/archive/host.ts"
import { AFTER_ALL, fill, openFunded } from "../../runtime-tests/archive/traffic.ts"
import { r2Segments } from "../../src/storage/archive/r2-segments.ts"
import { inside, makeObject } from "../storage/object-host.ts"

test("[ARCH-3] an object becomes smaller by what goes into the archive", async () => {
  const object = makeObject()
  const options = {
    segments: r2Segments(env.ARCHIVE),
    segmentSizes: { charges: 500, entries: 5, bytes: 1_000_000 },
  }
  const store = inside(await object.openStore(options), object.run)
  const size = (): Promise<number> => object.run(({ sql }) => sql.databaseSize)
  await openFunded(store)
  await fill(store, { entries: 10, messages: 300 })
  const before = await size()
  expect(await archiveAll(store, AFTER_ALL)).toEqual({ charges: 3000, entries: 10 })
  // A row of a charge has some 400 bytes; those of messages stay.
  expect(before - (await size())).toBeGreaterThan(3000 * 300)
})
