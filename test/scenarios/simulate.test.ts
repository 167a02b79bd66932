import { makeTraffic } from "@tollgate/server/simulator/make-traffic.ts"
import { afterAll, expect, it } from "vitest"
import { readBooks } from "../support/books.ts"
import { dataFolder, runTollgate, startProcess } from "../support/process-host.ts"
import { makeTenant } from "../support/tenant.ts"
import { postGupshup, postMeta } from "../support/webhooks.ts"

const SEED = 20_261_122
const MESSAGES = 240
const SECONDS = 2
const folder = dataFolder()
afterAll(() => folder.remove())

it("[SIM-1] simulated traffic is charged once a trigger, as often as the traffic says, and verifies", async () => {
  const server = await startProcess(folder.path)
  const tenant = await makeTenant(server.operator, "traffic", { credit: "100" })
  const { operator, senderId, appId } = tenant
  const args = ["--url", server.url, "--senders", `${senderId}=${appId}`, "--seed", String(SEED)]
  const rate = ["--rate", String(MESSAGES / SECONDS), "--seconds", String(SECONDS)]
  const ran = await runTollgate(folder.path, ["simulate", ...args, ...rate])
  expect([ran.code, ran.stderr]).toEqual([0, ""])

  const deliveries = makeTraffic({
    seed: SEED,
    senders: [{ id: senderId, phoneNumber: "15550783881", gupshupAppId: appId }],
    provider: "both",
    messages: MESSAGES,
    startAt: Date.now(),
    spanMs: SECONDS * 1000,
  })
  const kinds = new Map<string, Set<string>>()
  for (const { messageId, kind } of deliveries.flatMap((delivery) => delivery.events)) {
    kinds.set(messageId, (kinds.get(messageId) ?? new Set()).add(kind))
  }
  const count = (...wanted: string[]): number =>
    [...kinds.values()].filter((told) => wanted.some((kind) => told.has(kind))).length
  const books = await readBooks(tenant)
  expect(books.usage.totals).toMatchObject({
    sent: count("sent", "delivered", "read", "billing"),
    delivered: count("delivered", "read", "billing"),
    failed: count("failed"),
    received: count("received"),
  })
  expect(books.messages).toHaveLength(kinds.size)
  expect((await operator.get("/v1/suspense")).body.data).toEqual([])
  const [, posted] = /^all .*?(\d+) +(\d+) +(\d+) +(\d+) +(\d+)/m.exec(ran.stdout) ?? []
  expect(Number(posted)).toBe(deliveries.length)
  expect(ran.stdout).toContain(books.usage.totals.amount)

  // Told once more, in the order of the traffic, everything is known and nothing is charged.
  const proof = (await operator.get(`${tenant.wallet}/proof`)).body
  for (const { provider, body } of deliveries) {
    const answer = await (provider === "meta" ? postMeta : postGupshup)(operator, body)
    expect(answer.body).toMatchObject({ accepted: 0, suspended: 0, charged: "0" })
  }
  expect((await operator.get(`${tenant.wallet}/proof`)).body).toEqual(proof)
  expect(await server.end("SIGTERM")).toBe(0)
  const verified = await runTollgate(folder.path, ["verify"])
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("all sound")])
})

it("[SIM-10] without a server, it says what to do", async () => {
  const ran = await runTollgate(folder.path, ["simulate", "--url", "http://127.0.0.1:9", "--seconds", "1"])
  expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining("Nothing answers")])
})
