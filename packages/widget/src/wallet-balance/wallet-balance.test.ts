import { expect } from "chai"
import { sendKeys } from "@web/test-runner-commands"
import type { AddCreditsEvent, BalanceChangeEvent } from "../events/wallet-events.ts"
import { expectAccessible } from "../testing/expect-accessible.ts"
import { type FixtureName, problem, serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { withWidth } from "../testing/page.ts"
import { nextEvent, until } from "../testing/until.ts"
import type { WalletBalance } from "./wallet-balance.ts"
import "./define.ts"

const STATES: readonly FixtureName[] = [
  "typical",
  "empty",
  "low",
  "overdrawn",
  "suspended",
  "huge",
  "long-names",
  "inr",
]

async function shown(name: FixtureName = "typical", attributes = "") {
  const server = await serve(name)
  const element = await fixture<WalletBalance>(
    `<wallet-balance locale="en-US" ${server.attributes()} ${attributes}></wallet-balance>`,
  )
  // A change that is told while no stream is open reaches nobody.
  await until(() => part(element, "balance") && server.streams.count > 0)
  return { server, element }
}

function part(element: Element, name: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(`:not(.bones *)[part="${name}"]`)
}

function text(element: Element): string {
  return (element.shadowRoot!.textContent ?? "").replaceAll(/\s+/g, " ")
}

describe("<wallet-balance>", () => {
  it("[UI-BAL-1] shows the balance, its credits, and what a credit is", async () => {
    const { element } = await shown()
    expect(part(element, "balance")!.textContent).to.contain("$242.43")
    expect(text(element)).to.contain("242.427934 credits · 1 USD = 1 credit")
  })

  it("[UI-4] tells the exact amount on focus, for a finger too", async () => {
    const { element } = await shown()
    const balance = part(element, "balance")!
    const exact = balance.querySelector<HTMLElement>(".exact")!
    expect(getComputedStyle(exact).visibility).to.equal("hidden")
    balance.focus()
    expect(getComputedStyle(exact).visibility).to.equal("visible")
    expect(exact.textContent).to.equal("Exactly $242.427934")
  })

  const notices: readonly (readonly [FixtureName, RegExp, RegExp])[] = [
    ["empty", /No credits yet/, /Add credits/],
    ["low", /Running low: about 3 days left/, /Add credits/],
    ["overdrawn", /Overdrawn by \$6\.0697/, /Add credits/],
    ["suspended", /Suspended/, /help@portal\.example/],
  ]
  for (const [name, says, offers] of notices) {
    it(`[UI-BAL-2] says that a wallet is ${name}, and what to do`, async () => {
      const { element } = await shown(name)
      const notice = part(element, "notice")!
      expect(notice.textContent).to.match(says).and.match(offers)
    })
  }

  it("[UI-BAL-2] says the gravest thing only", async () => {
    const { element, server } = await shown("overdrawn")
    server.changeWallet({ spendable: "0", available: "-20", balance: "-20" })
    await until(() => text(element).includes("Nothing left to send with"))
    server.changeWallet({ status: "closed" })
    await until(() => text(element).includes("Nothing can be sent or added any more"))
    expect(element.shadowRoot!.querySelectorAll('[part="notice"]')).to.have.length(1)
    expect(part(element, "action")).to.equal(null)
  })

  it("[UI-BAL-2] says nothing of a wallet that is fine", async () => {
    const { element } = await shown("typical")
    expect(part(element, "notice")).to.equal(null)
  })

  it("[UI-BAL-3] tells what is spendable, held, left of the overdraft, and for how long it lasts", async () => {
    const { element, server } = await shown("typical")
    server.changeSummary({
      wallet: {
        ...server.summary.wallet,
        held: "12.4",
        heldMessages: 1204,
        available: "230.027934",
        spendable: "250.027934",
      },
      forecast: { dailyAverage: "14.2", daysLeft: 17 },
      lastTopUp: { ...server.summary.lastTopUp, amount: "250", createdAt: "2026-11-08T06:00:00.000Z" },
      pendingTopUps: [],
      autoRecharge: {
        enabled: true,
        threshold: "50",
        amount: "200",
        monthlyLimit: null,
        state: "on",
        reason: null,
      },
      senders: {
        total: 3,
        first: [{ id: "1", phoneNumber: "919876543210", status: "connected", lastMessageAt: null }],
      },
    })
    await element.refresh()
    await until(() => text(element).includes("1,204 messages"))
    for (const says of [
      "Can be spent $250.03",
      "Held $12.40",
      "for 1,204 messages on their way",
      "Overdraft $20.00",
      "$20.00 left",
      "about 17 days",
      "at $14.20 a day",
      "Last top-up $250.00",
      "Nov 8, 2026",
      "$200.00 below $50.00",
      "+919876543210 and 2 more",
      "Connected",
      "cus_typical",
      "help@portal.example",
    ]) {
      expect(text(element)).to.contain(says)
    }
  })

  it("[UI-BAL-3] tells how much of the overdraft is used, and how much is left", async () => {
    const { element, server } = await shown("overdrawn")
    server.changeWallet({ balance: "-3.2", available: "-3.2", spendable: "16.8", overdraftLimit: "20" })
    await until(() => text(element).includes("Overdraft $3.20 of $20.00 used"))
    expect(text(element)).to.contain("$16.80 left")
  })

  it("[UI-BAL-3] tells that a top-up is being paid", async () => {
    const { element, server } = await shown("typical")
    server.streams.push("topup", {
      ...server.summary.lastTopUp,
      id: "top_2",
      status: "pending",
      amount: "100",
    })
    await until(() => text(element).includes("$100.00 more is being paid"))
    server.streams.push("topup", {
      ...server.summary.lastTopUp,
      id: "top_2",
      status: "succeeded",
      amount: "100",
    })
    await until(() => !text(element).includes("more is being paid"))
    expect(text(element)).to.contain("Last top-up $100.00")
  })

  it("[UI-BAL-4] is one line where it is compact", async () => {
    const { element } = await shown("overdrawn", "compact")
    expect(element.getBoundingClientRect().height).to.be.below(48)
    expect(text(element)).to.contain("-$6.07").and.contain("Overdrawn by $6.0697")
    expect(part(element, "action")!.getAttribute("aria-label")).to.equal("Add credits")
  })

  it("[UI-BAL-5] asks the page before anything happens, and then gives the focus to <add-credits>", async () => {
    const { element, server } = await shown("low")
    const target = await fixture("<add-credits tabindex='0'></add-credits>")
    const asked = nextEvent<AddCreditsEvent>(document.body, "tollgate-add-credits")
    part(element, "action")!.focus()
    await sendKeys({ press: "Enter" })
    expect((await asked).walletId).to.equal(server.walletId)
    expect(document.activeElement).to.equal(target)

    target.blur()
    element.addEventListener("tollgate-add-credits", (event) => event.preventDefault(), { once: true })
    part(element, "action")!.click()
    expect(document.activeElement).not.to.equal(target)
  })

  it("[UI-BAL-5] offers nothing to a token that may not top up", async () => {
    const server = await serve("low")
    const element = await fixture(
      `<wallet-balance ${server.attributes(server.token({ scopes: ["balance:read"] }))}></wallet-balance>`,
    )
    await until(() => part(element, "balance"))
    expect(part(element, "action")).to.equal(null)
    element.setAttribute("topup-url", "/top-up")
    await until(() => part(element, "action"))
  })

  it("[UI-BAL-6] tells of a change once, exactly, and not of another wallet's balance", async () => {
    const { element, server } = await shown()
    const changes: BalanceChangeEvent[] = []
    document.body.addEventListener("tollgate-balance-change", (event) =>
      changes.push(event as BalanceChangeEvent),
    )
    await until(() => server.streams.count > 0)
    server.changeWallet({ balance: "242.427935" })
    await until(() => changes.length > 0)
    expect(changes.map(({ balance, previous, currency }) => [previous, balance, currency])).to.deep.equal([
      ["242.427934", "242.427935", "USD"],
    ])
    server.changeWallet({ id: "wal_other", balance: "1" })
    await until(() => text(element).includes("$1.00"))
    expect(changes).to.have.length(1)
  })

  it("[UI-BAL-7] draws free, held and overdraft in proportion", async () => {
    const { element, server } = await shown()
    server.changeWallet({ available: "60", held: "20", overdraftLimit: "20", balance: "80", spendable: "80" })
    await until(() => text(element).includes("Held $20.00"))
    const lengths = [...part(element, "meter")!.children].map((bar) => [
      bar.className,
      // What it grows to, whatever the animation has reached.
      Number((bar as HTMLElement).style.flexGrow),
    ])
    expect(Object.fromEntries(lengths)).to.deep.equal({ free: 60e6, held: 20e6, overdraft: 20e6 })
    server.changeWallet({ available: "-5", held: "0", balance: "-5", spendable: "15", isOverdrawn: true })
    await until(() => text(element).includes("Overdrawn"))
    expect([...part(element, "meter")!.children].map((bar) => bar.className)).to.deep.equal([
      "used",
      "overdraft",
    ])
  })

  it("[UI-1] draws bones of the size that the figures take", async () => {
    const server = await serve("typical")
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    const { summary } = server
    server.answer("GET /v1/wallets/:id/summary", async () => (await gate, summary))
    const element = await fixture<WalletBalance>(
      `<wallet-balance locale="en" ${server.attributes()}></wallet-balance>`,
    )
    await until(() => element.shadowRoot!.querySelector(".bones .card"))
    expect(element.shadowRoot!.querySelector("[aria-busy]")).not.to.equal(null)
    const before = element.getBoundingClientRect()
    release()
    await until(() => part(element, "balance"))
    const after = element.getBoundingClientRect()
    expect(after.width).to.equal(before.width)
    expect(Math.abs(after.height - before.height)).to.be.below(60)
  })

  it("[UI-2] says what went wrong, and tries again when asked", async () => {
    const server = await serve("typical")
    const { summary } = server
    server.answer("GET /v1/wallets/:id/summary", problem(404, "not_found"))
    const element = await fixture<WalletBalance>(`<wallet-balance ${server.attributes()}></wallet-balance>`)
    const error = await until(() => part(element, "error"))
    expect(error.textContent).to.contain("This wallet is not there any more")
    server.answer("GET /v1/wallets/:id/summary", summary)
    error.querySelector("button")!.click()
    await until(() => part(element, "balance"))
    expect(part(element, "error")).to.equal(null)
  })

  for (const name of STATES) {
    it(`[UI-5][UI-6] fits 280 pixels and is accessible: ${name}`, async () => {
      await withWidth(280)
      const { element } = await shown(name)
      expect(document.documentElement.scrollWidth).to.be.at.most(280)
      await expectAccessible(element)
      element.compact = true
      await element.updateComplete
      await expectAccessible(element)
    })
  }

  it("[UI-6] is accessible when it could not be loaded", async () => {
    const server = await serve("typical")
    server.answer("GET /v1/wallets/:id/summary", problem(500, "internal"))
    const element = await fixture(`<wallet-balance ${server.attributes()}></wallet-balance>`)
    await until(() => part(element, "error"))
    await expectAccessible(element)
  })

  it("[UI-7] takes its colours from the page", async () => {
    const { element } = await shown("low")
    document.body.style.setProperty("--tollgate-accent", "rgb(1, 2, 3)")
    expect(getComputedStyle(part(element, "action")!).backgroundColor).to.equal("rgb(1, 2, 3)")
    document.body.removeAttribute("style")
  })
})
