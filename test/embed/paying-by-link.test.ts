import type { Browser, Page } from "puppeteer-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openBrowser, openPage } from "./support/open-browser.ts"
import { startDemo, type Demo } from "./support/open-portal.ts"

const POLL_MS = 50
/** A phone. */
const SIZE = { width: 360, height: 740, isMobile: true, hasTouch: true }

let demo: Demo
let browser: Browser
beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** The address of a new link of the demo's customer. */
async function makeLink(body: object, customer = "cus_demo_nova"): Promise<string> {
  const { token } = (await (await fetch(`${demo.url}/demo/token?customer=${customer}`)).json()) as {
    token: string
  }
  const walletId = JSON.parse(atob(token.split(".")[1]!)).sub as string
  const made = await fetch(`${demo.url}/v1/wallets/${walletId}/payment-links`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  return ((await made.json()) as { url: string }).url
}

async function says(page: Page, text: string): Promise<string> {
  await page.waitForFunction(
    (wanted) => document.querySelector("pay-by-link")?.shadowRoot?.textContent.includes(wanted),
    { polling: POLL_MS },
    text,
  )
  return page.$eval("pay-by-link", ({ shadowRoot }) => shadowRoot!.textContent.replaceAll(/\s+/g, " "))
}

it("[UI-PAY-1][LINK-11] on a phone somebody chooses an amount, gives a coupon, pays and reads that it came in", async () => {
  const url = await makeLink({ note: "November", takesCoupon: true })
  const { page, complaints, requests } = await openPage(browser)
  await page.setViewport(SIZE)
  await page.goto(url)
  await says(page, "Pay $")
  await page.click(">>> .tile:first-of-type input")
  await page.type(">>> input#coupon", "welcome10")
  const form = await says(page, "Pay $51.75")
  expect(form).not.toMatch(/balance|payment link|Recharge/i)
  const [width, scrolled] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth])
  expect(scrolled).toBeLessThanOrEqual(width!)
  await Promise.all([page.waitForNavigation(), page.click(">>> button[part=pay]")])
  await page.waitForSelector("form button[value=pay], form button")
  const [paid] = await page.$$("form button")
  await Promise.all([page.waitForNavigation(), paid!.click()])
  // Either the page already knows, or its element tells as soon as the word came.
  await page.waitForFunction(
    () =>
      document.documentElement.dataset["state"] === "paid" ||
      document.querySelector("pay-by-link")?.shadowRoot?.textContent.includes("added") === true,
    { polling: POLL_MS },
  )
  expect(new URL(page.url()).pathname).toMatch(/^\/pay\//)
  expect(complaints).toEqual([])
  const asked = requests.map((request) => new URL(request.split(" ")[1]!).pathname)
  expect(asked.filter((path) => path.startsWith("/v1/") && !path.startsWith("/v1/pay/"))).toEqual([])
})

it("[UI-PAY-2] a fixed amount has no choice, and one payment under way is gone on with", async () => {
  const url = await makeLink({ amount: "75" })
  const { page } = await openPage(browser)
  await page.setViewport(SIZE)
  await page.goto(url)
  await says(page, "Pay $77.48")
  expect(await page.$(">>> [part=amounts]")).toBeNull()
  await Promise.all([page.waitForNavigation(), page.click(">>> button[part=pay]")])
  await page.goto(url)
  await says(page, "Waiting for the payment of $77.48")
  const href = await page.$eval(">>> [part=go-on]", (link) => link.getAttribute("href"))
  expect(href).toContain("/sandbox/")
})

it("[UI-PAY-3][LINK-11] without script the same page is paid with forms alone", async () => {
  const url = await makeLink({})
  const { page } = await openPage(browser)
  await page.setJavaScriptEnabled(false)
  await page.setViewport(SIZE)
  await page.goto(url)
  await Promise.all([page.waitForNavigation(), page.click("button[name=amount]")])
  await Promise.all([page.waitForNavigation(), page.click("form[method=post] button")])
  const [paid] = await page.$$("form button")
  await Promise.all([page.waitForNavigation(), paid!.click()])
  expect(await page.$eval("html", ({ dataset }) => dataset["state"])).toMatch(/paid|pending/)
})
