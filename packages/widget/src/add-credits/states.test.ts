import { expect } from "chai"
import {
  control,
  countTabs,
  hasPrice,
  part,
  pay,
  showAddCredits,
  text,
  type,
} from "../testing/add-credits-page.ts"
import { expectAccessible } from "../testing/expect-accessible.ts"
import { offerCheckout, pendingTopUp } from "../testing/fake-checkout.ts"
import { type FakeServer, type FixtureName, problem, serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { setTheme, withWidth } from "../testing/page.ts"
import { until } from "../testing/until.ts"
import type { AddCredits } from "./add-credits.ts"
import "./define.ts"

const STATES: readonly FixtureName[] = ["typical", "empty", "low", "overdrawn", "huge", "long-names", "inr"]
const LANGUAGES = ["en", "es", "pt", "hi", "id", "ar"] as const

describe("the states of <add-credits>", () => {
  const stops: readonly (readonly [
    what: string,
    (server: FakeServer) => void,
    says: RegExp,
    scopes?: readonly string[],
  ])[] = [
    [
      "a suspended wallet",
      () => undefined,
      /This wallet is suspended.*No credits can be added\..*help@portal\.example/,
    ],
    [
      "a closed wallet",
      (server) => server.changeSummary({ wallet: { ...server.summary.wallet, status: "closed" } }),
      /This wallet is closed/,
    ],
    [
      "no payment provider",
      (server) => server.changeSummary({ checkout: null }),
      /Payments are not set up here.*help@portal\.example/,
    ],
    ["no scope", () => undefined, /You may not add credits.*Ask the owner/, ["balance:read"]],
  ]
  for (const [what, prepare, says, scopes] of stops) {
    it(`[UI-ADD-12] has no form for ${what}, and says whom to ask`, async () => {
      const name = what === "a suspended wallet" ? "suspended" : "typical"
      const { element } = await showAddCredits(
        { name, prepare, ...(scopes !== undefined && { scopes }) },
        (shown) => part(shown, "notice"),
      )
      expect(text(element)).to.match(says)
      expect(part(element, "pay")).to.equal(null)
      await expectAccessible(element)
    })
  }

  it("[UI-ADD-12] says so where payments are simulated", async () => {
    const { element } = await showAddCredits({ checkout: { isSandbox: true } })
    expect(text(element)).to.contain("Sandbox: payments are simulated, no money moves.")
  })

  it("[UI-1] draws bones of the size that the form takes", async () => {
    const server = await serve("typical")
    offerCheckout(server)
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    const { summary } = server
    server.answer("GET /v1/wallets/:id/summary", async () => (await gate, summary))
    const element = await fixture<AddCredits>(
      `<add-credits locale="en-US" ${server.attributes()}></add-credits>`,
    )
    await until(() => element.shadowRoot!.querySelector(".bones .tile"))
    const before = element.getBoundingClientRect()
    release()
    await until(() => hasPrice(element))
    const after = element.getBoundingClientRect()
    expect(after.width).to.equal(before.width)
    expect(Math.abs(after.height - before.height)).to.be.below(80)
  })

  it("[UI-2] says what went wrong, and tries again when asked", async () => {
    const server = await serve("typical")
    offerCheckout(server)
    const { summary } = server
    server.answer("GET /v1/wallets/:id/summary", problem(404, "not_found"))
    const element = await fixture<AddCredits>(`<add-credits ${server.attributes()}></add-credits>`)
    const error = await until(() => part(element, "error"))
    server.answer("GET /v1/wallets/:id/summary", summary)
    error.querySelector("button")!.click()
    await until(() => part(element, "pay"))
  })

  it("[UI-LIVE-5] keeps what was filled in without a network, and says since when", async () => {
    const { element, server } = await showAddCredits()
    control(element, "$250").click()
    server.setReachable(false)
    await until(() => part(element, "stale"))
    expect(element.shadowRoot!.querySelector(".tile:has(:checked)")!.textContent.trim()).to.equal("$250")
    server.setReachable(true)
    await until(() => part(element, "stale") === null)
  })

  it("[UI-8] begins anew with another wallet", async () => {
    const { element, server } = await showAddCredits()
    type(element, "coupon", "GONE")
    control(element, "$250").click()
    server.changeWallet({ id: "wal_other" })
    await until(() => element.shadowRoot!.querySelector(".tile:has(:checked)")!.textContent.trim() === "$50")
    expect(control(element, "coupon").value).to.equal("")
  })

  for (const name of STATES) {
    it(`[UI-5][UI-6] fits 280 pixels and is accessible: ${name}`, async () => {
      await withWidth(280)
      const { element } = await showAddCredits({ name })
      if (name === "empty") await until(() => part(element, "billing"))
      expect(document.documentElement.scrollWidth).to.be.at.most(280)
      await expectAccessible(element)
    })
  }

  it("[UI-5][UI-6] fits and is accessible with all that is wrong, and all that is open", async () => {
    await withWidth(280)
    countTabs()
    const { element, server } = await showAddCredits({ name: "long-names" })
    control(element, "Other").click()
    await until(() => element.shadowRoot!.querySelector("#typed"))
    type(element, "typed", "9")
    type(element, "coupon", "NOBODYS")
    control(element, "Recharge automatically").click()
    await until(() => part(element, "recharge") && part(element, "billing"))
    await pay(element)
    control(element, "Save").click()
    await until(() => element.shadowRoot!.querySelectorAll('[aria-invalid="true"]').length > 3)
    type(element, "typed", "9999.99")
    server.answer("POST /v1/wallets/:id/top-ups", problem(500, "internal"))
    control(element, "Get a payment link").click()
    await until(() => part(element, "link"))
    expect(document.documentElement.scrollWidth).to.be.at.most(280)
    await expectAccessible(element)
  })

  for (const status of ["pending", "succeeded", "failed"] as const) {
    it(`[UI-5][UI-6] fits and is accessible: ${status}`, async () => {
      await withWidth(280)
      countTabs()
      const { element, server } = await showAddCredits()
      await pay(element)
      await until(() => part(element, "go-on"))
      server.streams.push("topup", pendingTopUp({ status, failureReason: "declined" }))
      await until(() => status === "pending" || part(element, "go-on") === null)
      expect(document.documentElement.scrollWidth).to.be.at.most(280)
      await expectAccessible(element)
    })
  }

  for (const language of LANGUAGES) {
    it(`[UI-3][UI-5] fits 280 pixels in ${language}`, async () => {
      await withWidth(280)
      const { element } = await showAddCredits({ attributes: `locale="${language}"` })
      await until(() => language === "en" || !text(element).includes("Coupon"))
      expect(document.documentElement.scrollWidth).to.be.at.most(280)
      const direction = getComputedStyle(element.shadowRoot!.querySelector("section")!).direction
      expect(direction).to.equal(language === "ar" ? "rtl" : "ltr")
    })
  }

  it("[UI-7] takes its colours from the page", async () => {
    const { element } = await showAddCredits()
    document.body.style.setProperty("--tollgate-accent", "rgb(1, 2, 3)")
    expect(getComputedStyle(part(element, "pay")!).backgroundColor).to.equal("rgb(1, 2, 3)")
    document.body.removeAttribute("style")
    await setTheme("dark")
  })
})
