import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { formatFixture } from "../support/element-fixtures/format-fixture.ts"
import { makeFixtures } from "../support/element-fixtures/make-fixtures.ts"

const FOLDER = join(import.meta.dirname, "../../packages/widget/src/testing/fixtures")

describe("what the tests of the elements are answered with", async () => {
  const fixtures = await makeFixtures()

  it.each(Object.entries(fixtures))(
    "%s is what this server says (else run `pnpm fixtures`)",
    (name, fixture) => {
      expect(readFileSync(join(FOLDER, `${name}.json`), "utf8")).toBe(formatFixture(fixture))
    },
  )
})
