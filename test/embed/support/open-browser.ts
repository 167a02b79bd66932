import { launch, type Browser, type Page } from "puppeteer-core"
import { findChromium } from "../../support/find-chromium.ts"

/** A page, and what went wrong in it: errors of its scripts, of the console, of its Content Security Policy, failed requests. */
export interface WatchedPage {
  readonly page: Page
  readonly complaints: string[]
  /** Every request that the page made: method and URL. */
  readonly requests: string[]
}

const WAIT_MS_MAX = 10_000

export function openBrowser(): Promise<Browser> {
  return launch({ ...findChromium(), headless: true })
}

/** A new tab; nothing is kept from other tabs. */
export async function openPage(browser: Browser): Promise<WatchedPage> {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warn") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(String(error)))
  page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`))
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText
    // A page that goes away breaks its stream off.
    if (why !== "net::ERR_ABORTED") complaints.push(`${request.url()}: ${why}`)
  })
  return { page, complaints, requests }
}

/** What the page's `<wallet-balance>` shows; waits until it is more than bones. */
export async function balanceIn(page: Page): Promise<string> {
  await waitForBalance(page, "")
  return page.$eval(
    "wallet-balance",
    (element) => element.shadowRoot?.querySelector("[part=balance]")?.textContent ?? "",
  )
}

/** Resolves when the page's `<wallet-balance>` shows a balance that is written so. */
export async function waitForBalance(page: Page, shown: string): Promise<void> {
  await page.waitForFunction(
    (text: string) => {
      const root = document.querySelector("wallet-balance")?.shadowRoot
      if (!root || root.querySelector("[aria-busy=true]") !== null) return false
      return root.querySelector("[part=balance]")?.textContent?.includes(text)
    },
    { polling: "raf", timeout: WAIT_MS_MAX },
    shown,
  )
}
