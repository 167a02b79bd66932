import { describe, expect, it } from "vitest"
import type { Config } from "../deps.ts"
import { DEMO_CUSTOMERS, DEMO_SENDER, DEMO_WALLET } from "../demo/demo-tenant.ts"
import { INVOICES_SHOWN } from "../demo/read-invoices.ts"
import { LANGUAGES, WORDS } from "../demo/portal/portal-words.ts"
import { seedDemo, seedOtherPasts } from "../demo/seed.ts"
import { SCENARIO_KINDS } from "../demo/scenarios.ts"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import { testApp, type TestApp } from "../testing/test-app.ts"

const HOST = "127.0.0.1:8787"
const OWN = { host: HOST }
const SHORT = { daysMax: 2 }
const PAGES = ["/", "/demo/how", "/demo/mails"]
const READS = [...PAGES, "/demo/state", "/demo/told", "/demo/token", "/demo/portal.css", "/demo/portal.js"]
const SCENARIO = "/demo/scenario?kind=marketing"

async function demo(config: Partial<Config> = {}, address = "127.0.0.1"): Promise<TestApp> {
  const test = testApp({ isDemo: true, ...config }, { remoteAddress: () => address })
  await seedDemo(test.deps, SHORT)
  return test
}

/** As `npm start` runs it: the operator key is the demo's own. */
async function ownDemo(): Promise<TestApp> {
  const { operatorKey: _, ...config } = testApp({ isDemo: true }).deps.config
  const test = testApp({}, { remoteAddress: () => "127.0.0.1", config })
  await seedDemo(test.deps, SHORT)
  return test
}

const get = (test: TestApp, path: string, headers: Record<string, string> = OWN) =>
  test.send("GET", path, { key: "", headers })

/** A page, however its source is laid out. */
async function page(test: TestApp, path: string): Promise<string> {
  return (await get(test, path)).body.replaceAll(/\s+/g, " ")
}

interface Step {
  readonly name: string
  readonly afterMs: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What the page's script does with a button. */
async function play(test: TestApp, kind: string, customer = "cus_demo_acme") {
  const { status, body } = await get(test, `/demo/scenario?kind=${kind}&customer=${customer}`)
  expect(status).toBe(200)
  const answers = []
  for (const { path, headers, body: sent } of body.steps as readonly Step[]) {
    answers.push(await test.send("POST", path, { key: "", headers: { ...headers, ...OWN }, body: sent }))
  }
  return answers
}

describe("the demo's portal", () => {
  it("[DEMO-5] is there in demo mode only", async () => {
    const test = testApp({}, { remoteAddress: () => "127.0.0.1" })
    for (const path of [...READS, SCENARIO]) expect((await get(test, path)).status).toBe(404)
  })

  it("[DEMO-5] runs its own files and the elements' alone, and has no style or script within", async () => {
    const test = await demo()
    for (const path of PAGES) {
      const { status, headers, body } = await get(test, path)
      expect(status).toBe(200)
      const policy = headers.get("content-security-policy")!
      expect(policy).toMatch(/^default-src 'none'/)
      expect(policy).not.toContain("unsafe")
      expect(body).not.toMatch(/ style="| on[a-z]+="|<style|<script(?! type="module" src="\/)/)
      expect(body).not.toMatch(/(?:src|href)="https?:/)
      for (const [, link] of body.matchAll(/(?:src|href)="(\/[^"#]*)"/g)) {
        const found = await get(test, link.replaceAll("&amp;", "&"))
        // No elements are built here.
        expect([link, found.status]).toEqual([link, link === "/widget.js" ? 404 : 200])
      }
    }
  })

  it("[DEMO-5] is refused to other machines, other names of this one, other origins, and proxies", async () => {
    const test = await demo()
    const refused: Record<string, string>[] = [
      { host: "rebound.example:8787" },
      { ...OWN, origin: "https://evil.example" },
      { ...OWN, origin: "null" },
      { ...OWN, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" },
      { ...OWN, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
      { ...OWN, origin: "null", "sec-fetch-site": "cross-site" },
      { ...OWN, "x-forwarded-for": "8.8.8.8" },
      {},
    ]
    for (const headers of refused) {
      for (const path of [...READS, SCENARIO]) expect((await get(test, path, headers)).status).toBe(404)
    }
    for (const host of ["localhost:8787", "[::1]:8787", "127.0.0.1"]) {
      expect((await get(test, "/", { host })).status).toBe(200)
    }
    // A browser sends the second with a form of a page that tells no referrer.
    for (const origin of [`http://${HOST}`, "null"]) {
      const own = { ...OWN, origin, "sec-fetch-site": "same-origin" }
      expect((await get(test, SCENARIO, own)).status).toBe(200)
    }
    const followed = { ...OWN, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }
    expect((await get(test, "/", followed)).status).toBe(200)
    expect((await get(await demo({}, "10.0.0.7"), "/")).status).toBe(404)
  })

  it("[DEMO-5] shows visitors of a public demo neither a key nor the simulator, and lets them read alone", async () => {
    const test = await demo({ isDemoPublic: true }, "203.0.113.9")
    const visitor = { host: "demo.example" }
    for (const path of PAGES) {
      const { status, body } = await get(test, path, visitor)
      expect(status).toBe(200)
      for (const text of ["tg_op_", "data-scenario", "/v1/ingest/"]) expect(body).not.toContain(text)
    }
    expect((await get(test, SCENARIO, visitor)).status).toBe(404)
    const { token } = (await get(test, "/demo/token", visitor)).body
    const wallet = `/v1/wallets/${DEMO_WALLET}`
    expect((await test.send("GET", `${wallet}/summary`, { key: token })).status).toBe(200)
    const body = { amount: "50", method: "checkout" }
    expect((await test.send("POST", `${wallet}/top-ups`, { key: token, body })).status).toBe(403)
    expect((await test.send("PATCH", "/v1/customers/cus_demo_acme", { key: token, body: {} })).status).toBe(
      403,
    )
  })

  it("[DEMO-5] a public demo takes nobody for a person on this machine", async () => {
    // What a proxy on this machine sends that says nothing of the visitor.
    const test = await demo({ isDemoPublic: true })
    expect((await get(test, SCENARIO, OWN)).status).toBe(404)
    const { token: key } = (await get(test, "/demo/token", OWN)).body
    const body = { amount: "50", method: "checkout" }
    expect((await test.send("POST", `/v1/wallets/${DEMO_WALLET}/top-ups`, { key, body })).status).toBe(403)
    const webhook = await test.send("POST", "/v1/ingest/meta", { key: "", headers: OWN, body: { entry: [] } })
    expect(webhook.status).toBe(403)
  })

  it("[DEMO-5] gives a token of minutes for the customer's wallet alone, with every scope on this machine", async () => {
    const test = await demo()
    const { body } = await get(test, "/demo/token?customer=cus_demo_nova")
    expect(Date.parse(body.expiresAt) - test.now).toBe(600_000)
    const key = body.token
    expect((await test.send("GET", "/v1/wallets/wal_demo_nova/summary", { key })).status).toBe(200)
    expect((await test.send("GET", `/v1/wallets/${DEMO_WALLET}/summary`, { key })).status).toBe(404)
    const billing = { contact: { name: "Priya Holt", email: "priya@nova-dental.example" } }
    expect((await test.send("PATCH", "/v1/customers/cus_demo_nova", { key, body: billing })).status).toBe(200)
    test.now += 601_000
    expect((await test.send("GET", "/v1/wallets/wal_demo_nova/summary", { key })).status).toBe(401)
  })

  it("[DEMO-6] shows the last invoices, each with a PDF that the page's token fetches", async () => {
    const test = await demo()
    expect(await page(test, "/?customer=cus_demo_nova")).toMatch(/id="invoices"[^>]* hidden/)
    const text = await page(test, "/?lang=hi")
    expect(text).toContain('<h2 id="invoices-title">इनवॉइस</h2>')
    const paths = [...text.matchAll(/data-pdf="([^"]+)"/g)].map(([, path]) => path!)
    expect(paths).toHaveLength(INVOICES_SHOWN)
    const { token } = (await get(test, "/demo/token")).body
    const answer = await test.send("GET", paths[0]!, { key: token })
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"])
  })

  it("[DEMO-6] shows a customer, in a language and a theme, as the address says", async () => {
    const test = await demo()
    for (const language of LANGUAGES) {
      const body = await page(test, `/?customer=cus_demo_lima&lang=${language}&theme=dark`)
      const direction = language === "ar" ? "rtl" : "ltr"
      expect(body).toContain(
        `<html lang="${language}" dir="${direction}" data-theme="dark" data-customer="cus_demo_lima" >`,
      )
      expect(body).toContain(`<h1>${WORDS[language].wallet}</h1>`)
    }
    const body = await page(test, "/?customer=nobody&lang=xx&theme=blue")
    expect(body).toContain('<html lang="en" dir="ltr" data-theme="system" data-customer="cus_demo_acme"')
    for (const { id, name } of DEMO_CUSTOMERS) {
      expect(body).toContain(name.replaceAll("&", "&amp;"))
      for (const language of LANGUAGES) expect(WORDS[language].about[id]).toBeDefined()
    }
    for (const tag of [
      "wallet-balance compact",
      "wallet-balance",
      "usage-breakup",
      "add-credits",
      "number-balances",
      "billing-details",
    ])
      expect(body).toContain(`<${tag}>`)
  })

  it("[DEMO-6] answers the wallets as data", async () => {
    const test = await demo()
    const { wallets } = (await get(test, "/demo/state")).body
    expect(wallets.map((one: any) => one.summary.wallet.id)).toEqual(
      DEMO_CUSTOMERS.map(({ wallet }) => wallet.id),
    )
    expect(wallets[0].senders[0].id).toBe(DEMO_SENDER)
  })

  it("[DEMO-3] says of a customer's past how far it is told", async () => {
    const test = await demo()
    const path = "/demo/told?customer=cus_demo_orbit"
    expect((await get(test, path)).body).toEqual({ percent: 0 })
    expect((await get(test, "/?customer=cus_demo_orbit")).body).toContain('id="filling"')
    await seedOtherPasts(test.deps, SHORT)
    expect((await get(test, path)).body).toEqual({ percent: null })
    expect((await get(test, "/?customer=cus_demo_orbit")).body).not.toContain('id="filling"')
  })
})

describe("mails", () => {
  const ANOTHER = "customer=cus_demo_nova"

  it("[DEMO-11] are there after a top-up, newest first, one opened with its PDF, of that customer alone", async () => {
    const test = await ownDemo()
    expect(await page(test, "/demo/mails")).toContain(WORDS.en.noMails)
    await play(test, "top_up")
    await deliverOutbox(test.deps)
    test.now += 60_000
    await play(test, "top_up")
    await deliverOutbox(test.deps)
    const text = await page(test, "/demo/mails?lang=ar")
    expect(text).toContain(`<h1>${WORDS.ar.mails}</h1>`)
    const times = [...text.matchAll(/<time class="soft" datetime="([^"]+)"/g)].map(([, at]) => at)
    expect(times).toHaveLength(2)
    expect(times).toEqual(times.toSorted().toReversed())
    expect(text).toContain("accounts@acme.example")
    const pdf = /data-pdf="([^"]+)"/.exec(text)![1]!
    const { token: key } = (await get(test, "/demo/token")).body
    expect((await test.send("GET", pdf, { key })).headers.get("content-type")).toBe("application/pdf")
    const frame = /<iframe sandbox="([^"]*)" src="([^"]*)"/.exec(text)!
    expect(frame[1]).not.toMatch(/script|same-origin/)
    const src = frame[2]!.replaceAll("&amp;", "&")
    const answer = await get(test, src)
    expect(answer.body).toContain("was added to your credits")
    expect(answer.headers.get("content-security-policy")).toMatch(
      /^sandbox (?!.*script)[^;]*; default-src 'none'/,
    )
    expect((await get(test, src.replace("?", `?${ANOTHER}&`))).status).toBe(404)
    expect(await page(test, `/demo/mails?${ANOTHER}`)).toContain(WORDS.en.noMails)
  })
})

describe("how charges are made", () => {
  it("[DEMO-7] says of every fee line where it comes from", async () => {
    const test = await demo()
    await play(test, "marketing")
    const { body } = await get(test, "/demo/how")
    const [, first = ""] = /<ol class="messages">\s*<li>([^]*?)<\/li>/.exec(body)!
    const text = first.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ")
    expect(text).toMatch(/^ ?read marketing, Cloud API India, 9198\*+[0-9]{2}, /)
    for (const line of [
      "Total $0.013508",
      "Gupshup fee per message $0.001 a message sent or received, up to $75.00 a number and month, plan gupshup@2026-01-01. $0.0010",
      "WhatsApp fee for marketing List price of marketing in India, rate card meta-usd-202610. $0.0118",
      "Gupshup fee for Cloud API marketing 6 % of the WhatsApp fee of $0.0118, as it went by Cloud API, plan gupshup@2026-01-01. $0.000708",
    ])
      expect(text).toContain(line)
    await play(test, "service")
    expect((await get(test, "/demo/how")).body).toContain(
      "Meta counts it among the free service messages of the month.",
    )
    expect((await get(test, "/demo/how?customer=cus_demo_nova")).body).toContain("No messages yet.")
  })

  it("[DEMO-8] has commands that work as they stand", async () => {
    const test = await demo()
    for (const [customer, count, charged] of [
      ["cus_demo_acme", 6, "0.013508"],
      ["cus_demo_bharat", 5, "0.8631"],
    ] as const) {
      const { body } = await get(test, `/demo/how?customer=${customer}`)
      const commands: string[] = [...body.matchAll(/<pre[^>]*>([^]*?)<\/pre>/g)].map(([, text]) =>
        text!.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&"),
      )
      expect(commands).toHaveLength(count)
      for (const command of commands.filter((text) => text.includes("-d '"))) {
        const [, path = ""] = /"http:\/\/[^/]+(\/[^"]*)"/.exec(command)!
        const [, json = ""] = /-d '([^']*)'/.exec(command)!
        const post = () => test.send("POST", path, { key: "", headers: OWN, body: json })
        expect((await post()).body).toMatchObject({ accepted: 1, charged })
        expect((await post()).body).toMatchObject({ accepted: 0, duplicates: 1, charged: "0" })
      }
      for (const command of commands.filter((text) => text.includes("$TOLLGATE_KEY"))) {
        const [, path = ""] = /"http:\/\/[^/]+(\/[^"]*)"/.exec(command)!
        expect((await test.send("GET", path)).status).toBe(200)
      }
    }
  })
})

describe("the simulator's buttons", () => {
  it("[DEMO-9] send what the ingest takes, and nothing of it waits in suspense", async () => {
    const test = await ownDemo()
    await seedOtherPasts(test.deps, SHORT)
    for (const { id, senders } of DEMO_CUSTOMERS) {
      for (const kind of SCENARIO_KINDS) {
        if (kind === "drain" || (kind === "billing" && senders[0].gupshupAppId === null)) continue
        // Nobody lets a customer without money begin a campaign.
        const isRefused = kind === "campaign" && id === "cus_demo_nova"
        for (const { status, body } of await play(test, kind, id)) {
          if (isRefused && status === 402) break
          expect([kind, id, status]).toEqual([kind, id, body.charged === undefined ? 201 : 200])
          expect(body).not.toMatchObject({ suspended: expect.toSatisfy((count: number) => count > 0) })
          if (body.charged !== undefined) expect(body).toMatchObject({ rejected: 0, ignored: 0 })
        }
      }
    }
  })

  it("[DEMO-9] hold a campaign first, capture what arrives and free what fails", async () => {
    const test = await ownDemo()
    const wallet = async () => (await test.deps.wallets.wallet(DEMO_WALLET))!
    const before = await wallet()
    const [authorized, ...told] = await play(test, "campaign")
    expect(authorized!.body).toMatchObject({ status: "open", held: "1.3508" })
    expect(told).toHaveLength(10)
    const hold = await test.deps.wallets.hold(DEMO_WALLET, authorized!.body.id)
    expect(hold).toMatchObject({ state: "captured", heldOwn: 0n, heldShared: 0n })
    const after = await wallet()
    expect(after.held).toBe(before.held)
    // Seven of the hundred fail, and what they were sent for is due all the same.
    expect(before.balance - after.balance).toBe(93n * 13_508n + 7n * 1_000n)
  })

  it("[DEMO-9] top up, and drain to a low balance once", async () => {
    const test = await ownDemo()
    const wallet = async () =>
      (await test.send("GET", `/v1/wallets/${DEMO_WALLET}`, await operator(test))).body
    const before = await wallet()
    await play(test, "top_up")
    expect(Number((await wallet()).balance) - Number(before.balance)).toBeCloseTo(50)
    await play(test, "drain")
    expect(await wallet()).toMatchObject({ available: "40", isLow: true })
    const again = await get(test, "/demo/scenario?kind=drain")
    expect(again).toMatchObject({ status: 422, body: { detail: "The balance is low already." } })
  })

  it("[DEMO-9] are off where they cannot work, and say why", async () => {
    const test = await demo()
    const { body } = await get(test, "/?customer=cus_demo_bharat")
    expect(body).toMatch(/data-scenario="campaign" disabled>[^]*?Needs the demo&#39;s own operator key/)
    expect(body).toMatch(/data-scenario="billing" disabled>[^]*?number is not on Gupshup/)
    for (const kind of ["campaign", "top_up", "drain"])
      expect((await get(test, `/demo/scenario?kind=${kind}`)).status).toBe(422)
    const billing = await get(test, "/demo/scenario?kind=billing&customer=cus_demo_bharat")
    expect(billing.status).toBe(422)
    expect((await get(test, "/demo/scenario?kind=all")).status).toBe(400)
  })

  it("[DEMO-9] make new messages each time", async () => {
    const test = await demo()
    const first = await play(test, "otp")
    const second = await play(test, "otp")
    for (const { body } of [...first, ...second]) expect(body).toMatchObject({ accepted: 1, duplicates: 0 })
  })
})

/** The demo's own key. */
async function operator(test: TestApp): Promise<{ readonly key: string }> {
  const { body } = await get(test, "/demo/how")
  return { key: /tg_op_[A-Za-z0-9]+/.exec(body)![0] }
}
