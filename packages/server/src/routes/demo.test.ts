import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import type { Config } from "../deps.ts"
import { DEMO_CUSTOMERS, DEMO_SENDER } from "../demo/demo-tenant.ts"
import { seedDemo } from "../demo/seed.ts"
import { createTrafficRuns, RUNS_AT_ONCE_MAX } from "../demo/traffic-runs.ts"
import { oneMessage } from "../simulator/one-message.ts"
import { settleDelivery } from "../simulator/settle-delivery.ts"
import { testApp, type TestApp } from "../testing/test-app.ts"

const HOST = "127.0.0.1:8787"
const OWN = { host: HOST }

async function demo(config: Partial<Config> = {}, address = "127.0.0.1"): Promise<TestApp> {
  const test = testApp({ isDemo: true, ...config }, { remoteAddress: () => address })
  await seedDemo(test.deps, [], { daysMax: 2 })
  return test
}

const get = (test: TestApp, path: string, headers: Record<string, string> = OWN) =>
  test.send("GET", path, { key: "", headers })
const simulate = (test: TestApp, body: string, headers: Record<string, string> = {}) =>
  test.send("POST", "/demo/simulate", { key: "", body, headers: { ...OWN, ...headers } })

describe("the demo's page", () => {
  it("[DEMO-5] is there in demo mode only", async () => {
    const test = testApp({}, { remoteAddress: () => "127.0.0.1" })
    for (const path of ["/", "/demo/state"]) expect((await get(test, path)).status).toBe(404)
    expect((await simulate(test, "run=one")).status).toBe(404)
  })

  it("[DEMO-5] loads nothing, and runs its own style and script alone, by their hashes", async () => {
    const { status, headers, body } = await get(await demo(), "/")
    expect(status).toBe(200)
    const policy = headers.get("content-security-policy")!
    for (const tag of ["style", "script"]) {
      const [, text = ""] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(body) ?? []
      expect(policy).toContain(`${tag}-src 'sha256-${createHash("sha256").update(text).digest("base64")}'`)
    }
    expect(policy).toMatch(/^default-src 'none'/)
    expect(body).not.toMatch(/ style="| on[a-z]+="|(?:src|href)="https?:/)
  })

  it("[DEMO-5] is refused to other machines, other names of this one, other origins, and proxies", async () => {
    const test = await demo()
    const refused: Record<string, string>[] = [
      { host: "rebound.example:8787" },
      { ...OWN, origin: "https://evil.example" },
      { ...OWN, origin: "null" },
      { ...OWN, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" },
      { ...OWN, "x-forwarded-for": "8.8.8.8" },
      {},
    ]
    for (const headers of refused) {
      for (const path of ["/", "/demo/state"]) expect((await get(test, path, headers)).status).toBe(404)
    }
    for (const host of ["localhost:8787", "[::1]:8787", "127.0.0.1"]) {
      expect((await get(test, "/", { host })).status).toBe(200)
    }
    const followed = { ...OWN, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }
    expect((await get(test, "/", followed)).status).toBe(200)
    expect((await get(await demo({}, "10.0.0.7"), "/")).status).toBe(404)
  })

  it("[DEMO-5] shows visitors of a public demo neither a key nor buttons", async () => {
    const test = await demo({ isDemoPublic: true }, "203.0.113.9")
    const { status, body } = await get(test, "/", { host: "demo.example" })
    expect(status).toBe(200)
    expect(body).not.toContain("tg_op_")
    expect(body).not.toContain("<form")
    expect(body).not.toContain("/v1/ingest/")
    expect((await simulate(test, "run=one", { host: "demo.example" })).status).toBe(404)
  })

  it("[DEMO-6] shows the wallets, and answers the same as data", async () => {
    const test = await demo()
    const { body } = await get(test, "/")
    for (const text of ["Acme Traders", "Bharat Textiles", "Sol de Lima", "Running low"])
      expect(body).toContain(text)
    const state = (await get(test, "/demo/state")).body
    expect(state.wallets.map((one: any) => one.summary.wallet.id)).toEqual(
      DEMO_CUSTOMERS.map(({ wallet }) => wallet.id),
    )
    expect(state.wallets[0].senders[0].id).toBe(DEMO_SENDER)
    expect(Object.keys(state.html)).toEqual(["wallets", "messages", "run"])
    for (const [id, part] of Object.entries<string>(state.html)) {
      expect(body).toContain(`id="${id}"`)
      expect(body).toContain(part)
    }
  })

  it("[DEMO-7] says of every fee line where it comes from", async () => {
    const test = await demo()
    const sender = { id: DEMO_SENDER, phoneNumber: "15550783881" }
    for (const delivery of oneMessage({ sender, seed: 1, at: test.now }))
      await settleDelivery(test.deps, delivery)
    const { messages } = (await get(test, "/demo/state")).body
    expect(messages[0]).toMatchObject({ status: "read", market: "India", amount: "0.013508" })
    expect(messages[0].fees.map(({ label, amount, why }: any) => [label, amount, why])).toEqual([
      [
        "Gupshup fee per message",
        "0.001",
        "$0.001 a message sent or received, up to $75.00 a number and month, plan gupshup@2026-01-01.",
      ],
      [
        "WhatsApp fee for marketing",
        "0.0118",
        "List price of marketing in India, rate card meta-usd-202610.",
      ],
      [
        "Gupshup fee for Cloud API marketing",
        "0.000708",
        "6 % of the WhatsApp fee of $0.0118, as it went by Cloud API, plan gupshup@2026-01-01.",
      ],
    ])
    const whys = messages.flatMap(({ fees }: any) => fees.map(({ amount, why }: any) => `${amount} ${why}`))
    expect(whys).toContain("0 One of the free service messages of this number and month.")
    expect(messages[0].recipient).toMatch(/^9198\*+[0-9]{2}$/)
  })

  it("[DEMO-8] has commands that work as they stand", async () => {
    const test = await demo()
    const { body } = await get(test, "/")
    const pages: string[] = [...body.matchAll(/<pre[^>]*>([^]*?)<\/pre>/g)].map(([, text]) =>
      text!.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&"),
    )
    expect(pages).toHaveLength(6)
    for (const command of pages.filter((text) => text.includes("-d '"))) {
      const [, path = ""] = /"http:\/\/[^/]+(\/[^"]*)"/.exec(command)!
      const [, json = ""] = /-d '([^']*)'/.exec(command)!
      const post = () => test.send("POST", path, { key: "", headers: OWN, body: json })
      expect((await post()).body).toMatchObject({ accepted: 1, charged: "0.013508" })
      expect((await post()).body).toMatchObject({ accepted: 0, duplicates: 1, charged: "0" })
    }
    const reads = pages.filter((text) => text.includes("$TOLLGATE_KEY"))
    for (const command of reads) {
      const [, path = ""] = /"http:\/\/[^/]+(\/[^"]*)"/.exec(command)!
      expect((await test.send("GET", path)).status).toBe(200)
    }
  })
})

describe("traffic from the page", () => {
  it("[DEMO-9] is started by a form or by its script, and refused from elsewhere", async () => {
    const test = await demo()
    const form = { "content-type": "application/x-www-form-urlencoded" }
    expect(await simulate(test, "run=one", form)).toMatchObject({
      status: 202,
      body: { kind: "one", messages: 1 },
    })
    const browser = await simulate(test, "run=one", { ...form, accept: "text/html" })
    expect(browser.status).toBe(303)
    expect(browser.headers.get("location")).toBe("/")
    expect((await simulate(test, "run=all", form)).status).toBe(400)
    for (const headers of [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { host: "rebound.example" },
      { origin: "null", "sec-fetch-site": "cross-site" },
    ]) {
      expect((await simulate(test, "run=one", { ...form, ...headers })).status).toBe(404)
    }
    // A browser sends the second with a form of a page that tells no referrer.
    for (const origin of [`http://${HOST}`, "null"]) {
      const own = { origin, "sec-fetch-site": "same-origin" }
      expect((await simulate(test, "run=one", { ...form, ...own })).status).toBe(202)
    }
  })

  it("[DEMO-9] settles in this process, one run of traffic at a time and a few messages besides", async () => {
    const test = await demo()
    const waiting: (() => void)[] = []
    const runs = createTrafficRuns(test.deps, () => new Promise((resolve) => waiting.push(resolve)))
    expect(runs.state()).toBeNull()
    expect(await runs.start("traffic")).toMatchObject({ kind: "traffic", isRunning: true, messages: 100 })
    expect(await runs.start("traffic")).toEqual({ code: "too_many" })
    for (let more = 1; more < RUNS_AT_ONCE_MAX; more++) {
      expect(await runs.start("one")).toMatchObject({ kind: "one" })
    }
    expect(await runs.start("one")).toEqual({ code: "too_many" })
    while (runs.state()?.kind === "traffic" && runs.state()?.isRunning === true) {
      test.now += 1_000
      for (const resume of waiting.splice(0)) resume()
      await new Promise(setImmediate)
    }
    expect(runs.state()).toMatchObject({ kind: "one", isRunning: false, bodies: 3, bodiesPlanned: 3 })
    expect(await runs.start("traffic")).toMatchObject({ isRunning: true, bodies: 0 })
  })

  it("[DEMO-9] says so when the demo's numbers are gone", async () => {
    const test = testApp({ isDemo: true }, { remoteAddress: () => "127.0.0.1" })
    expect(await simulate(test, "run=traffic")).toMatchObject({
      status: 422,
      body: { code: "unprocessable" },
    })
  })
})
