import { readdirSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { d1Migrations } from "../../src/storage/d1/migrations.ts"

const FOLDER = new URL("../../migrations/", import.meta.url)

it("[EDGE-5] the files for wrangler are what `pnpm generate` writes", () => {
  const files = readdirSync(FOLDER)
    .toSorted()
    .map((name) => ({ name, sql: readFileSync(new URL(name, FOLDER), "utf8") }))
  expect(files).toEqual(d1Migrations())
})
