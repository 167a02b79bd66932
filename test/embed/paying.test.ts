import type { Browser, Page } from "puppeteer-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openBrowser } from "./support/open-browser.ts"
import { openPortal, startDemo, type Demo } from "./support/open-portal.ts"

const POLL_MS = 50
const SIZE = { width: 1440, height: 1000 }

let demo: Demo
let browser: Browser
beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** The text of the portal's `<add-credits>`, once it has this in it. */
async function says(page: Page, text: string): Promise<string> {
  await page.waitForFunction(
    (wanted) => document.querySelector("add-credits")?.shadowRoot?.textContent.includes(wanted),
    // Not by frames: a page behind the payment's tab draws none.
    { polling: POLL_MS },
    text,
  )
  return page.$eval("add-credits", ({ shadowRoot }) => shadowRoot!.textContent.replaceAll(/\s+/g, " "))
}

async function balance(page: Page): Promise<string> {
  return page.$eval("wallet-balance:not([compact])", ({ shadowRoot }) =>
    shadowRoot!
      .querySelector("[part=balance]")!
      .textContent.replace(/Exactly.*/s, "")
      .trim(),
  )
}

/** Presses Pay, and gives the page of the payment provider that opens in a tab of its own. */
async function pay(page: Page): Promise<Page> {
  const opened = new Promise<Page>((resolve, reject) => {
    page.once("popup", (popup) => (popup === null ? reject(new Error("no tab")) : resolve(popup)))
  })
  await page.click(">>> button[part=pay]")
  const tab = await opened
  await tab.waitForSelector("form button")
  return tab
}

it("[UI-ADD-5][UI-ADD-8] what is paid at the sandbox is added, and shown by every element", async () => {
  const { page, complaints } = await openPortal(browser, `${demo.url}/?customer=cus_demo_nova`, SIZE)
  await page.evaluate(() => {
    const told: string[] = []
    Object.assign(globalThis, { told })
    for (const type of ["topup-start", "checkout", "topup-complete"])
      document.addEventListener(`tollgate-${type}`, () => told.push(type))
  })
  expect(await balance(page)).toBe("$0.00")
  await page.type(">>> input#coupon", "welcome10")
  await says(page, "$10.00")
  const tab = await pay(page)
  expect(await tab.$eval("body", (body) => body.textContent)).toContain("sandbox")
  await says(page, "Waiting for the payment")
  expect(await balance(page)).toBe("$0.00")
  const [paid] = await tab.$$("form button")
  await paid!.click()
  expect(await says(page, "$100.00 and a bonus of $10.00 were added")).toContain("$110.00")
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll("wallet-balance")].every((one) =>
        one.shadowRoot!.textContent.includes("$110.00"),
      ),
    { polling: POLL_MS },
  )
  expect(await page.evaluate("told")).toEqual(["topup-start", "checkout", "topup-complete"])
  expect(complaints).toEqual([])
})

it("[UI-ADD-8] what is declined is not charged, and the form is as it was", async () => {
  const { page } = await openPortal(browser, `${demo.url}/?customer=cus_demo_acme`, SIZE)
  const before = await balance(page)
  const tab = await pay(page)
  const [, declined] = await tab.$$("form button")
  await declined!.click()
  await says(page, "You have not been charged")
  expect(await balance(page)).toBe(before)
  await page.evaluate(() => {
    const outcome = document.querySelector("add-credits")!.shadowRoot!.querySelector("[part=outcome]")!
    outcome.querySelector("button")!.click()
  })
  await says(page, "Pay $")
})
