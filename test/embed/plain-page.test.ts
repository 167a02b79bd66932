import { spawnSync } from "node:child_process"
import { join } from "node:path"
import type { Browser } from "puppeteer-core"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { nodeHost, type NodeHost } from "../support/node-host.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import { metaStatus, postMeta } from "../support/webhooks.ts"
import { balanceIn, openBrowser, openPage, waitForBalance, type WatchedPage } from "./support/open-browser.ts"
import { openSite, type Site } from "./support/web-site.ts"

let host: NodeHost
let site: Site
let browser: Browser
let tenant: Tenant
let token: string

beforeAll(async () => {
  ;[host, site, browser] = await Promise.all([nodeHost(), openSite(), openBrowser()])
  tenant = await makeTenant(host.operator, "acme", { credit: "418.23", allowedOrigins: [site.origin] })
})

beforeEach(async () => {
  token = await newToken()
})

afterAll(async () => {
  await Promise.all([browser.close(), site.close(), host.stop()])
})

async function newToken(expiresInSeconds = 900): Promise<string> {
  const { partner, walletId } = tenant
  const made = await partner.must(partner.post("/v1/portal-tokens", { walletId, expiresInSeconds }))
  return made.token as string
}

const ROOT = join(import.meta.dirname, "../..")
const TAGS = ["wallet-balance", "usage-breakup", "add-credits"]
const SCRIPT = (query = ""): string => `<script type="module" src="${host.url}/widget.js${query}"></script>`
/** A new tab at this page of the portal. */
async function visit(path: string, body: string, headers: Record<string, string> = {}): Promise<WatchedPage> {
  site.page(path, `<!doctype html><html lang="en"><title>Portal</title>${body}</html>`, headers)
  const watched = await openPage(browser)
  await watched.page.goto(site.origin + path)
  return watched
}

it("[UI-LOAD-1] one script and one tag show the balance, on another origin than the server's", async () => {
  const { page, complaints } = await visit(
    "/",
    `${SCRIPT()}<wallet-balance token="${token}"></wallet-balance>`,
  )
  expect(await balanceIn(page)).toContain("$418.23")
  expect(complaints).toEqual([])
})

it("[UI-LOAD-1] a page without elements loads the loader alone, and what comes later works", async () => {
  const { page, complaints, requests } = await visit("/later", SCRIPT())
  await page.waitForFunction(() => "Tollgate" in globalThis)
  const ofServer = (): readonly string[] => requests.filter((request) => request.includes(host.url))
  expect(ofServer()).toEqual([`GET ${host.url}/widget.js`])
  expect(await page.$eval("head", (head) => head.children.length)).toBe(2)

  await page.evaluate((given) => {
    const later = document.createElement("wallet-balance")
    later.setAttribute("token", given)
    document.body.append(later)
  }, token)
  expect(await balanceIn(page)).toContain("$418.23")
  const locales = /\/(?:ar|es|hi|id|pt)-/
  expect(ofServer().filter((request) => locales.test(request))).toEqual([])
  const added = await page.$$eval("head > :not(title, script)", (all) =>
    all.map((one) => one.getAttribute("rel")),
  )
  expect(added.filter((rel) => rel !== "modulepreload")).toEqual([])
  expect(complaints).toEqual([])
})

it("[UI-LOAD-1] a page fetches by itself what `pnpm sizes` counts, then the chart", async () => {
  const listed = spawnSync(process.execPath, [join(ROOT, "scripts/sizes.ts"), "--files"], {
    encoding: "utf8",
  })
  const { page, requests } = await visit(
    "/all",
    `<meta name="tollgate-token" content="${token}">${SCRIPT()}${TAGS.map((tag) => `<${tag}></${tag}>`).join("")}`,
  )
  expect(await balanceIn(page)).toContain("$418.23")
  const scripts = (): readonly string[] =>
    requests.filter((one) => one.endsWith(".js")).map((one) => one.split(`${host.url}/`)[1]!)
  await expect.poll(() => scripts().toSorted()).toEqual((JSON.parse(listed.stdout) as string[]).toSorted())
})

it("[UI-2] a page whose origin the partner does not list is told in words, and breaks nothing", async () => {
  const stranger = await openSite()
  stranger.page(
    "/",
    `<!doctype html><title>x</title>${SCRIPT()}<wallet-balance token="${token}"></wallet-balance>`,
  )
  const { page } = await openPage(browser)
  const failed: unknown[] = []
  page.on("pageerror", (error) => failed.push(error))
  await page.goto(stranger.origin)
  await page.waitForFunction(
    () => document.querySelector("wallet-balance")?.shadowRoot?.querySelector("[part=error]")?.textContent,
    { polling: "raf" },
  )
  expect(failed).toEqual([])
  await stranger.close()
})

it("[UI-LOAD-3] a page with a strict Content Security Policy loses nothing", async () => {
  const policy = `default-src 'none'; script-src ${host.url}; connect-src ${host.url}; style-src 'self'; base-uri 'none'`
  const meta = `<meta name="tollgate-token" content="${token}">`
  const headers = { "content-security-policy": policy }
  const { page, complaints } = await visit(
    "/strict",
    `${meta}${SCRIPT()}${TAGS.map((tag) => `<${tag}></${tag}>`).join("")}`,
    headers,
  )
  expect(await balanceIn(page)).toContain("$418.23")
  const grow = await page.$eval(">>> .meter span, >>> .meter *", (part) => getComputedStyle(part).flexGrow)
  expect(grow).not.toBe("")
  expect(complaints).toEqual([])
})

it("[UI-LOAD-3] a page that trusts scripts by nonce only loses nothing either", async () => {
  const policy = `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src ${host.url}; base-uri 'none'`
  const { page, complaints } = await visit(
    "/nonce",
    `${SCRIPT().replace("<script", '<script nonce="n1"')}<wallet-balance token="${token}"></wallet-balance>`,
    { "content-security-policy": policy },
  )
  expect(await balanceIn(page)).toContain("$418.23")
  expect(complaints).toEqual([])
})

it("[UI-LOAD-1] code that did not come the first time is fetched again", async () => {
  const { page } = await openPage(browser)
  let failures = 0
  await page.setRequestInterception(true)
  page.on("request", (request) => {
    const isElement = /\/widget\/wallet-balance-/.test(request.url())
    void (isElement && failures++ === 0 ? request.abort() : request.continue())
  })
  site.page(
    "/again",
    `<!doctype html><title>Portal</title>${SCRIPT()}<wallet-balance token="${token}"></wallet-balance>`,
  )
  await page.goto(`${site.origin}/again`)
  expect(await balanceIn(page)).toContain("$418.23")
  expect(failures).toBeGreaterThan(1)
})

it("[UI-LOAD-2] the script twice, and from two addresses, registers and reads once", async () => {
  const scripts = `${SCRIPT()}${SCRIPT()}${SCRIPT("?v=2")}`
  const { page, complaints, requests } = await visit(
    "/twice",
    `${scripts}<wallet-balance token="${token}"></wallet-balance><wallet-balance compact token="${token}"></wallet-balance>`,
  )
  expect(await balanceIn(page)).toContain("$418.23")
  expect(
    requests.filter((request) => request.startsWith("GET") && request.endsWith("/summary")),
  ).toHaveLength(1)
  expect(requests.filter((request) => /wallet-balance-[\w-]+\.js/.test(request))).toHaveLength(1)
  expect(complaints).toEqual([])
})

/** A page that gives the tokens of `/token`, and keeps why each was asked for. */
const ASKING = `<script>
  const reasons = []
  window.Tollgate = {
    getToken: async ({ reason }) => {
      reasons.push(reason)
      return (await (await fetch("/token")).json()).token
    },
  }
</script>`

it("[UI-TOKEN-3] a token that is refused is asked for again, once, and the request comes through", async () => {
  const forged = `${token.slice(0, -8)}AAAAAAAA`
  const tokens = [forged, token]
  site.handle("/token", async () => ({ token: tokens.shift() ?? "none" }))
  const { page } = await visit("/refused", `${ASKING}${SCRIPT()}<wallet-balance></wallet-balance>`)
  expect(await balanceIn(page)).toContain("$418.23")
  expect(await page.evaluate("reasons")).toEqual(["first", "refused"])
})

it("[UI-TOKEN-3] a token that is about to end is renewed before it is used", async () => {
  const short = await newToken(60)
  const tokens = [short, token]
  site.handle("/token", async () => ({ token: tokens.shift() ?? "none" }))
  // A reader's clock that will go 45 seconds on: for it, the first token then has 15 seconds left.
  const clock = "<script>let ahead = 0; const now = Date.now; Date.now = () => now() + ahead</script>"
  const { page } = await visit("/renew", `${clock}${ASKING}${SCRIPT()}<wallet-balance></wallet-balance>`)
  expect(await balanceIn(page)).toContain("$418.23")
  await page.evaluate("ahead = 45_000; document.querySelector('wallet-balance').refresh()")
  await page.waitForFunction("reasons.length > 1")
  expect(await page.evaluate("reasons")).toEqual(["first", "renew"])
})

it("[UI-LIVE-1] the balance moves when a webhook comes", async () => {
  const { page, requests, complaints } = await visit(
    "/live",
    `${SCRIPT()}<wallet-balance token="${token}"></wallet-balance>`,
  )
  const before = await balanceIn(page)
  await expect.poll(() => requests.some((request) => request.endsWith("/stream"))).toBe(true)
  const { operator, senderId } = tenant
  const answer = await postMeta(
    operator,
    metaStatus({
      senderId,
      messageId: "wamid.live",
      status: "delivered",
      at: Date.now(),
      category: "marketing",
    }),
  )
  expect(answer.body.accepted).toBe(1)
  await waitForBalance(page, "$418.21")
  expect(before).toContain("$418.23")
  expect(complaints).toEqual([])
})

it("[UI-10] with forced colours, what is told by colour has an outline, and bars keep theirs", async () => {
  const { page, complaints } = await visit(
    "/forced",
    `${SCRIPT()}<wallet-balance topup-url="/" token="${token}"></wallet-balance>`,
  )
  await balanceIn(page)
  const devtools = await page.createCDPSession()
  await devtools.send("Emulation.setEmulatedMedia", {
    features: [{ name: "forced-colors", value: "active" }],
  })
  const seen = await page.evaluate(() => {
    const root = document.querySelector("wallet-balance")!.shadowRoot!
    const style = (selector: string): CSSStyleDeclaration => getComputedStyle(root.querySelector(selector)!)
    return {
      isForced: matchMedia("(forced-colors: active)").matches,
      button: style("[part=action]").borderTopColor,
      text: style("[part=balance]").color,
      bar: style("[part=meter] > *").outlineStyle,
    }
  })
  expect(seen.isForced).toBe(true)
  expect(seen.button).toBe(seen.text)
  expect(seen.bar).toBe("solid")
  expect(complaints).toEqual([])
})
