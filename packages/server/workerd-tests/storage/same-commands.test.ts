import { env } from "cloudflare:workers"
import { beforeAll, expect, test } from "vitest"
import type { JournalsInNode } from "../../runtime-tests/storage/journals-in-node.ts"
import { drawLives } from "../../src/storage/conformance/lives.ts"
import { runLife } from "../../src/storage/conformance/wallet-in-step.ts"
import { makeObject } from "./object-host.ts"

const LIVES = 12
const seed = Math.floor(Math.random() * 2 ** 31)

const object: string[][] = []
let inNode: JournalsInNode
beforeAll(async () => {
  const asked = env.NODE.fetch(`http://node/journals?seed=${seed}&lives=${LIVES}`)
  for (const life of drawLives(seed, LIVES)) {
    const one = makeObject()
    const store = await one.openStore()
    object.push(await one.run(() => runLife(store, life)))
  }
  inNode = await (await asked).json()
})

test(`[INV-12] the same commands give the same answers, rows and hashes on an object and on SQLite in Node (seed ${seed})`, () => {
  expect(object).toEqual(inNode.sqlite)
  expect(object.flat().length).toBeGreaterThan(LIVES)
})

test(`[INV-12] and on Postgres (seed ${seed})`, ({ skip }) => {
  if (inNode.postgres === undefined) return skip("no Postgres is installed")
  expect(object).toEqual(inNode.postgres)
})
