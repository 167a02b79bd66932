// All states of one element on a fake server: `pnpm --filter @tollgate/widget run dev`, then /dev/<element>.html.
import type { FixtureName } from "../src/testing/fake-server.ts"

const FIXTURES: readonly FixtureName[] = [
  "typical",
  "empty",
  "low",
  "overdrawn",
  "suspended",
  "huge",
  "long-names",
  "inr",
]

// The fake server ends with a test; here nothing ends.
Object.assign(globalThis, { afterEach: () => undefined })
const { FakeServer } = await import("../src/testing/fake-server.ts")
const { offerCheckout } = await import("../src/testing/fake-checkout.ts")
const realFetch = globalThis.fetch.bind(globalThis)
const servers = new Map<string, InstanceType<typeof FakeServer>>()
// For the console: `servers.get("typical").changeWallet({ ... })`.
Object.assign(globalThis, { servers })

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const [, name = "", path = ""] = /^https:\/\/billing\.test\/([^/]+)(\/.*)$/.exec(request.url) ?? []
  const server = servers.get(name)
  if (name === "loading") return new Promise(() => undefined)
  if (server === undefined)
    return request.url.startsWith("https://billing.test/")
      ? Promise.reject(new TypeError("offline"))
      : realFetch(input, init)
  return server.take(new Request(`https://billing.test${path}`, request), init?.signal)
}

const page = new URLSearchParams(location.search)
if (page.has("theme")) document.documentElement.style.colorScheme = page.get("theme") ?? ""
if (page.has("lang")) document.documentElement.lang = page.get("lang") ?? ""
if (document.documentElement.lang === "ar") document.documentElement.dir = "rtl"
if (page.has("width")) document.body.style.gridTemplateColumns = `${page.get("width")}px`

const tag = document.body.dataset["tag"] ?? ""
const attributes = (document.body.dataset["attributes"] ?? "").split("|")
for (const name of page.get("only")?.split(",") ?? [...FIXTURES, "loading", "error"]) {
  let token = "e30.eyJzdWIiOiJ3YWxfMSIsImV4cCI6OTk5OTk5OTk5OX0.x"
  if (FIXTURES.includes(name as FixtureName)) {
    const fixture = await realFetch(new URL(`../src/testing/fixtures/${name}.json`, import.meta.url))
    const server = new FakeServer(await fixture.json())
    offerCheckout(server)
    servers.set(name, server)
    token = server.token({
      scopes: ["balance:read", "usage:read", "statement:read", "topup:write", "settings:write"],
    })
  }
  for (const more of attributes) {
    const box = document.createElement("div")
    box.innerHTML = `<h2>${name} ${more}</h2><${tag} base-url="https://billing.test/${name}/" token="${token}" ${more}></${tag}>`
    document.body.append(box)
  }
}
await import(`../src/${tag}/define.ts`)
