import type { Browser, Page } from "puppeteer-core"
import { openPage } from "../open-browser.ts"
import { openPortal, type Demo } from "../open-portal.ts"
import { tabOf, type Visitor } from "./visitor.ts"

/** What a flow of the visit has: a demo of its own, a browser, and who looks. */
export interface Visit {
  readonly demo: Demo
  readonly browser: Browser
  readonly visitor: Visitor
}

const WIDE = { width: 1280, height: 900 }
const PHONE = { width: 360, height: 740, isMobile: true, hasTouch: true }

async function portal({ demo, browser }: Visit, query: string, size = WIDE): Promise<Page> {
  return (await openPortal(browser, `${demo.url}/?${query}`, size)).page
}

/** Somebody with a coupon pays at the provider, with the keyboard alone; then the payer's bank takes it back. */
async function topUp(visit: Visit): Promise<void> {
  const { visitor, browser } = visit
  const page = await portal(visit, "customer=cus_demo_acme")
  await page.focus(">>> input#coupon")
  await page.keyboard.type("welcome10")
  await visitor.reads(page, "add-credits", "Bonus")
  await visitor.picture(page, "top-up-1-price", "add-credits")
  await page.focus(">>> button[part=pay]")
  const tab = await tabOf(page, () => page.keyboard.press("Enter"))
  const address = tab.url()
  await visitor.picture(tab, "top-up-2-provider")
  await visitor.reads(page, "add-credits", "Waiting for the payment")
  await visitor.picture(page, "top-up-3-waiting", "add-credits")
  // A tab behind another one draws nothing, and cannot be clicked.
  await tab.bringToFront()
  await (await tab.$$("form button"))[0]!.click()
  await page.bringToFront()
  await visitor.reads(page, "add-credits", "were added")
  await visitor.picture(page, "top-up-4-added", "add-credits")
  const provider = (await openPage(browser)).page
  await provider.goto(address)
  await visitor.picture(provider, "dispute-1-provider")
  await Promise.all([provider.waitForNavigation(), provider.click("button[value=dispute]")])
  await visitor.reads(page, "wallet-balance:not([compact])", "$141.96")
  await visitor.picture(page, "dispute-2-portal", "wallet-balance:not([compact])")
  await Promise.all([provider.waitForNavigation(), provider.click("button[value=win]")])
  await visitor.picture(provider, "dispute-3-won")
  await Promise.all([provider.waitForNavigation(), provider.click("button[value=refund]")])
  await visitor.picture(provider, "refund-1-provider")
  const after = await portal(visit, "customer=cus_demo_acme")
  await visitor.picture(after, "refund-2-portal")
}

/** A card that the provider declines: nothing is charged, and the form is as it was. */
async function decline(visit: Visit): Promise<void> {
  const { visitor } = visit
  const page = await portal(visit, "customer=cus_demo_acme&theme=dark")
  const tab = await tabOf(page, () => page.click(">>> button[part=pay]"))
  await (await tab.$$("form button"))[1]!.click()
  await visitor.reads(page, "add-credits", "You have not been charged")
  await visitor.picture(page, "declined", "add-credits")
}

/** A link is made in the portal, and paid by somebody else on a phone, which is dark and whose owner reads Hindi. */
async function payByLink(visit: Visit): Promise<void> {
  const { visitor, browser } = visit
  const page = await portal(visit, "customer=cus_demo_bharat&lang=en")
  await clickByText(page, "add-credits", "Get a payment link")
  await visitor.sees(page, "add-credits", "#link-url")
  await visitor.picture(page, "link-1-made", "add-credits")
  const url = await page.$eval(">>> #link-url", (input) => (input as HTMLInputElement).value)
  const phone = (await openPage(browser)).page
  await phone.setViewport(PHONE)
  await phone.bringToFront()
  await phone.goto(url)
  await visitor.sees(phone, "pay-by-link", "button[part=pay]")
  await visitor.picture(phone, "link-2-phone")
  await phone.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }])
  await phone.reload()
  await visitor.sees(phone, "pay-by-link", "button[part=pay]")
  await visitor.picture(phone, "link-3-dark")
  await Promise.all([phone.waitForNavigation(), phone.click(">>> button[part=pay]")])
  await phone.waitForSelector("form button")
  await visitor.picture(phone, "link-4-provider")
  await Promise.all([phone.waitForNavigation(), (await phone.$$("form button"))[0]!.click()])
  await phone.waitForFunction(
    () =>
      /paid/.test(document.documentElement.dataset["state"] ?? "") ||
      document.querySelector("pay-by-link")?.shadowRoot?.querySelector("[part=outcome]") != null,
  )
  await visitor.picture(phone, "link-5-paid")
  await page.bringToFront()
  await visitor.reads(page, "add-credits", "added")
  await visitor.picture(page, "link-6-told", "add-credits")
}

/** Auto-recharge is agreed to with its figures before one, with the payment that keeps the card. */
async function autoRecharge(visit: Visit): Promise<void> {
  const { visitor } = visit
  const agreed = await portal(visit, "customer=cus_demo_acme")
  await visitor.picture(agreed, "recharge-1-on", "add-credits")
  const page = await portal(visit, "customer=cus_demo_globex")
  await clickByText(page, "add-credits", "Recharge automatically")
  await visitor.sees(page, "add-credits", "[part=consent] input")
  await visitor.picture(page, "recharge-2-form", "add-credits")
  await page.click(">>> [part=consent] input")
  await visitor.picture(page, "recharge-3-agreed", "add-credits")
}

/** Billing details are changed, with a tax id that cannot be. */
async function billingDetails(visit: Visit): Promise<void> {
  const { visitor } = visit
  const page = await portal(visit, "customer=cus_demo_bharat")
  await visitor.picture(page, "billing-1-view", "billing-details")
  await clickByText(page, "billing-details", "Edit")
  await visitor.sees(page, "billing-details", "form input")
  await visitor.picture(page, "billing-2-edit", "billing-details")
  await page.click("billing-details >>> input#billing-taxId", { count: 3 })
  await page.keyboard.type("24AABCB5678K1ZZ")
  await page.keyboard.press("Enter")
  await visitor.sees(page, "billing-details", "[aria-invalid=true]")
  await visitor.picture(page, "billing-3-wrong", "billing-details")
}

/** One number gets a part of its own, and credits of its own. */
async function numbers(visit: Visit): Promise<void> {
  const { visitor } = visit
  const page = await portal(visit, "customer=cus_demo_acme")
  await visitor.picture(page, "numbers-1-list", "number-balances")
  await page.click("number-balances >>> button[part=manage]")
  await visitor.sees(page, "number-balances", "#part")
  await visitor.picture(page, "numbers-2-manage", "number-balances")
  await clickByText(page, "number-balances", "Cancel")
  await page.click("number-balances >>> button[part=add]")
  await visitor.picture(page, "numbers-3-top-up")
  const huge = await portal(visit, "customer=cus_demo_globex")
  await visitor.picture(huge, "numbers-4-many", "number-balances")
}

/** Whole pages: empty, low, overdrawn, huge; dark, narrow, right to left. */
async function portals(visit: Visit): Promise<void> {
  const { visitor } = visit
  const pages: readonly (readonly [string, string, typeof WIDE])[] = [
    ["portal-typical", "customer=cus_demo_acme", WIDE],
    ["portal-empty", "customer=cus_demo_nova&theme=dark", WIDE],
    ["portal-low", "customer=cus_demo_lima", WIDE],
    ["portal-overdrawn-phone", "customer=cus_demo_orbit", PHONE],
    ["portal-hindi-dark-phone", "customer=cus_demo_bharat&lang=hi&theme=dark", PHONE],
    ["portal-arabic", "customer=cus_demo_acme&lang=ar", WIDE],
  ]
  for (const [name, query, size] of pages) {
    const page = await portal(visit, query, size)
    await visitor.picture(page, name)
    await page.close()
  }
}

/** Every flow of money in, by name. */
export const MONEY_IN: Readonly<Record<string, (visit: Visit) => Promise<void>>> = {
  topUp,
  decline,
  payByLink,
  autoRecharge,
  billingDetails,
  numbers,
  portals,
}

async function clickByText(page: Page, tag: string, text: string): Promise<void> {
  await page.waitForFunction(
    (name, wanted) => {
      const root = document.querySelector(name)?.shadowRoot
      const found = [...(root?.querySelectorAll<HTMLElement>("button, label, summary") ?? [])].find(
        (element) => element.textContent.replaceAll(/\s+/g, " ").trim().startsWith(wanted),
      )
      found?.click()
      return found !== undefined
    },
    {},
    tag,
    text,
  )
}
