import { beforeAll, expect, test } from "vitest"
import { journalsInNode, type JournalsInNode } from "./journals-in-node.ts"

const LIVES = 10
const seed = Math.floor(Math.random() * 2 ** 31)

let journals: JournalsInNode
beforeAll(async () => {
  journals = await journalsInNode(seed, LIVES)
})

test(`[INV-12] commands give what the engine in memory and its model give, on SQLite (seed ${seed})`, () => {
  expect(journals.sqlite.flat().length).toBeGreaterThan(LIVES)
})

test(`[INV-12] the same commands give the same answers, rows and hashes on SQLite and Postgres (seed ${seed})`, ({
  skip,
}) => {
  const { sqlite, postgres } = journals
  if (postgres === undefined) return skip("no Postgres is installed")
  expect(postgres).toEqual(sqlite)
})
