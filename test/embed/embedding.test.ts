import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "puppeteer-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { nodeHost, type NodeHost } from "../support/node-host.ts"
import { makeTenant, portalToken } from "../support/tenant.ts"
import { balanceIn, openBrowser, openPage } from "./support/open-browser.ts"
import { openSite, type Site } from "./support/web-site.ts"

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/embedding.md"), "utf8")
const PAGES = [...DOCUMENT.matchAll(/```html page\n([\s\S]*?)```/g)].map(([, page]) => page!)

let host: NodeHost
let site: Site
let browser: Browser
let token: string

beforeAll(async () => {
  ;[host, site, browser] = await Promise.all([nodeHost(), openSite(), openBrowser()])
  const tenant = await makeTenant(host.operator, "acme", { credit: "418.23", allowedOrigins: [site.origin] })
  token = (await portalToken(tenant)).key
  site.handle("/token", async () => ({ token }))
})

afterAll(async () => {
  await Promise.all([browser.close(), site.close(), host.stop()])
})

it.each(PAGES)("[UI-LOAD-1] the page of docs/embedding.md works: %s", async (written) => {
  const body = written.replaceAll("https://billing.example.com", host.url).replaceAll("PORTAL_TOKEN", token)
  site.page("/", `<!doctype html><html lang="en"><title>Portal</title>${body}</html>`)
  const { page, complaints } = await openPage(browser)
  await page.goto(`${site.origin}/`)
  expect(await balanceIn(page)).toContain("$418.23")
  expect(complaints).toEqual([])
})
