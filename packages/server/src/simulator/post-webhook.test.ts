import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { serve } from "@hono/node-server"
import { afterEach, describe, expect, it } from "vitest"
import type { Config } from "../deps.ts"
import { DEMO_GUPSHUP_APP, DEMO_SENDER, demoCustomer } from "../demo/demo-tenant.ts"
import { seedDemo, seedOtherPasts } from "../demo/seed.ts"
import { TEST_NOW, testApp } from "../testing/test-app.ts"
import { discoverSenders, parseSenders } from "./find-senders.ts"
import { formatTallies } from "./format-tallies.ts"
import { makeTraffic } from "./make-traffic.ts"
import { postWebhook } from "./post-webhook.ts"
import { EMPTY_TALLY } from "./tally.ts"

const SECRET = "an app secret"
const TOKEN = "a token of Gupshup's callbacks"
const SENDER = { id: DEMO_SENDER, phoneNumber: "15550783881", gupshupAppId: DEMO_GUPSHUP_APP }
const ONE = { senders: [SENDER], messages: 1, startAt: TEST_NOW, spanMs: 1 }
const [BY_META] = makeTraffic({ ...ONE, seed: 1, provider: "meta" })
const [BY_GUPSHUP] = makeTraffic({ ...ONE, seed: 2, provider: "gupshup" })

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** The demo behind a real socket; the url it answers at. */
async function startDemo(config: Partial<Config> = {}): Promise<string> {
  const test = testApp({ isDemo: true, ...config }, { remoteAddress: () => "127.0.0.1" })
  await seedDemo(test.deps, { daysMax: 1 })
  await seedOtherPasts(test.deps, { daysMax: 1 })
  const server = serve({ fetch: test.app.fetch, port: 0, hostname: "127.0.0.1" }) as Server
  servers.push(server)
  await new Promise((resolve) => server.once("listening", resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe("postWebhook", () => {
  it("[SIM-9] signs Meta's bodies and sends Gupshup's token", async () => {
    const url = await startDemo({ metaAppSecret: SECRET, gupshupToken: TOKEN })
    const target = { url, appSecret: SECRET, gupshupToken: TOKEN }
    expect(await postWebhook(target, BY_META!)).toMatchObject({ accepted: 1, duplicates: 0 })
    expect(await postWebhook(target, BY_META!)).toMatchObject({ accepted: 0, duplicates: 1 })
    expect(await postWebhook(target, BY_GUPSHUP!)).toMatchObject({ accepted: 1, charged: 1_000n })
    await expect(postWebhook({ url }, BY_META!)).rejects.toThrow(
      "The server refuses meta webhooks with 401. The signature does not match the body.",
    )
    await expect(postWebhook({ url }, BY_GUPSHUP!)).rejects.toThrow("refuses gupshup webhooks with 401")
  })

  it("[SIM-9] says that nothing answers", async () => {
    const url = await startDemo()
    servers.splice(0)[0]!.close()
    await expect(postWebhook({ url }, BY_META!)).rejects.toThrow(`Nothing answers at ${url} (ECONNREFUSED).`)
    await expect(discoverSenders(url)).rejects.toThrow(`Nothing answers at ${url}. Start the demo`)
  })
})

describe("senders", () => {
  it("[SIM-10] finds the demo's, with their apps and currencies", async () => {
    const senders = await discoverSenders(await startDemo())
    expect(senders[0]).toEqual({ ...SENDER, currency: "USD" })
    expect(senders).toContainEqual({
      id: "158072934066266",
      phoneNumber: "919999999998",
      currency: "INR",
    })
    const [empty] = demoCustomer("cus_demo_nova")!.senders
    expect(senders.map(({ id }) => id)).not.toContain(empty.id)
  })

  it("[SIM-10] says what to do at a server that is no demo", async () => {
    await expect(discoverSenders(await startDemo({ isDemo: false }))).rejects.toThrow(
      "name its numbers with --senders",
    )
  })

  it("[SIM-10] reads a list of ids and apps", () => {
    expect(parseSenders("12, 34=app-1")).toEqual([
      { id: "12", phoneNumber: "15550783881" },
      { id: "34", phoneNumber: "15550783881", gupshupAppId: "app-1" },
    ])
    for (const list of ["", "1,,2", "a b", "1="]) expect(parseSenders(list)).toBeUndefined()
  })
})

describe("formatTallies", () => {
  it("[SIM-11] sums charges of one currency only", () => {
    const tally = { ...EMPTY_TALLY, bodies: 2, events: 3, accepted: 3, charged: 1_500_000n }
    const two = new Map([
      ["1", tally],
      ["2", tally],
    ])
    const lines = (currencies: readonly (readonly [string, string | undefined])[]) =>
      formatTallies(two, new Map(currencies)).split("\n")
    expect(
      lines([
        ["1", "USD"],
        ["2", "USD"],
      ]),
    ).toEqual([
      "number  webhooks  events posted  accepted  duplicates  suspended  charged",
      "1              2              3         3           0          0  1.5 USD",
      "2              2              3         3           0          0  1.5 USD",
      "all            4              6         6           0          0    3 USD",
    ])
    expect(
      lines([
        ["1", "USD"],
        ["2", "INR"],
      ]).at(-1),
    ).toBe("all            4              6         6           0          0")
  })
})
