// What `pnpm fixtures` runs: asks the server of this checkout again for what the tests of the elements are answered with.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { formatFixture } from "../test/support/element-fixtures/format-fixture.ts"
import { makeFixtures } from "../test/support/element-fixtures/make-fixtures.ts"

const folder = join(import.meta.dirname, "../packages/widget/src/testing/fixtures")

mkdirSync(folder, { recursive: true })
for (const [name, fixture] of Object.entries(await makeFixtures())) {
  writeFileSync(join(folder, `${name}.json`), formatFixture(fixture))
}
