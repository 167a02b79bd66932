import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { AxeResults, RunOptions } from "axe-core"
import type { Browser, Page } from "puppeteer-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openBrowser } from "./support/open-browser.ts"
import { openPortal, startDemo, type Demo } from "./support/open-portal.ts"

const WIDE = { width: 1440, height: 1000 }
const NARROW = { width: 390, height: 844 }
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8")
const AXE_OPTIONS: RunOptions = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  resultTypes: ["violations"],
  // It would speak to the scripts in a frame, and nothing runs in that of a mail.
  iframes: false,
}

let demo: Demo
let browser: Browser
beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** What axe finds on the page, elements included. */
async function faults(page: Page): Promise<readonly string[]> {
  // The page's policy runs no script that is put into it; an evaluated one is the browser's own.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(
    (options) =>
      (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(options),
    AXE_OPTIONS,
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(" ")}`))
}

it.each([
  ["/", WIDE],
  ["/?customer=cus_demo_nova&theme=dark", WIDE],
  ["/?customer=cus_demo_orbit&lang=ar&theme=dark", NARROW],
  ["/?customer=cus_demo_globex&lang=hi", NARROW],
  ["/demo/how", WIDE],
  ["/demo/how?customer=cus_demo_lima&lang=es&theme=dark", NARROW],
  ["/demo/mails?customer=cus_demo_nova&lang=id", WIDE],
] as const)(
  "[DEMO-5] %s complains of nothing, is accessible, and as wide as the window",
  async (path, size) => {
    const { page, complaints } = await openPortal(browser, demo.url + path, size)
    expect(await faults(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width)
    expect(complaints).toEqual([])
    await page.close()
  },
)

it("[DEMO-9] a webhook sent by a button moves the balance, and stands in the log", async () => {
  const { page, complaints } = await openPortal(browser, `${demo.url}/?customer=cus_demo_acme`, WIDE)
  await page.evaluate(() =>
    document.addEventListener("tollgate-balance-change", () => Object.assign(globalThis, { hasMoved: true })),
  )
  await page.click('[data-scenario="otp"]')
  await page.waitForFunction("globalThis.hasMoved === true")
  await page.waitForFunction(() =>
    document.querySelector("#log")?.textContent?.includes("Authentication, delivered"),
  )
  const entry = await page.$$eval("#log details", ([newest]) => newest?.textContent ?? "")
  for (const text of ["200", "POST /v1/ingest/meta", '"status": "delivered"', '"accepted": 1'])
    expect(entry).toContain(text)
  expect(complaints).toEqual([])
  await page.close()
})

it("[DEMO-11] a mail is shown in a frame in which nothing runs, wide and narrow, light and dark", async () => {
  const sent = await openPortal(browser, `${demo.url}/?customer=cus_demo_lima`, WIDE)
  await sent.page.click('[data-scenario="top_up"]')
  await sent.page.waitForFunction(
    async () => (await (await fetch("/demo/mails?customer=cus_demo_lima")).text()).includes("<iframe"),
    { polling: 250 },
  )
  await sent.page.close()
  for (const [query, size] of [
    ["", WIDE],
    ["&lang=ar&theme=dark", NARROW],
  ] as const) {
    const path = `${demo.url}/demo/mails?customer=cus_demo_lima${query}`
    const { page, complaints } = await openPortal(browser, path, size)
    const frame = await page.waitForFrame((one) => one.url().includes("/demo/mail?"))
    await frame.waitForSelector("table")
    expect(await frame.evaluate(() => globalThis.origin)).toBe("null")
    expect(await faults(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width)
    expect(complaints).toEqual([])
    await page.close()
  }
})

it("[DEMO-6] an invoice is saved as PDF, under its name, with a token that is in no address", async () => {
  const { page, complaints, requests } = await openPortal(
    browser,
    `${demo.url}/?customer=cus_demo_acme`,
    WIDE,
  )
  const saved = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        HTMLAnchorElement.prototype.click = function () {
          resolve(`${this.download} ${this.href.slice(0, 5)}`)
        }
      }),
  )
  await page.click("[data-pdf]")
  expect(await saved).toMatch(/^invoice-[A-Z]+-\d{4}-\d{6}\.pdf blob:$/)
  expect(requests.find((request) => request.includes(".pdf"))).toMatch(/\.pdf$/)
  expect(complaints).toEqual([])
  await page.close()
})

it("[DEMO-6] the theme changes in place and stays in the address; menus close by Escape", async () => {
  const { page } = await openPortal(browser, `${demo.url}/?customer=cus_demo_lima`, WIDE)
  await page.click('[data-theme-to="dark"]')
  expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark")
  expect(new URL(page.url()).search).toBe("?customer=cus_demo_lima&theme=dark")
  const colour = await page.$eval(
    "wallet-balance:not([compact])",
    (element) => getComputedStyle(element).color,
  )
  expect(colour).toBe("rgb(231, 234, 243)")
  await page.focus(".customers summary")
  await page.keyboard.press("Enter")
  expect(await page.$eval(".customers", (menu) => (menu as HTMLDetailsElement).open)).toBe(true)
  await page.keyboard.press("Escape")
  expect(await page.$eval(".customers", (menu) => (menu as HTMLDetailsElement).open)).toBe(false)
  await page.close()
})
