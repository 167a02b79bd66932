import { expect } from "chai"
import { sendKeys } from "@web/test-runner-commands"
import type { PeriodChangeEvent } from "../events/period-change-event.ts"
import { expectAccessible } from "../testing/expect-accessible.ts"
import { type FakeServer, type FixtureName, problem, serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { setTheme, withWidth } from "../testing/page.ts"
import { nextEvent, until } from "../testing/until.ts"
import { usageAnswer } from "../testing/usage-answer.ts"
import type { Usage } from "./usage.ts"
import type { UsageBreakup } from "./usage-breakup.ts"
import "./define.ts"

const STATES: readonly FixtureName[] = ["typical", "empty", "suspended", "huge", "long-names", "inr"]
const USAGE = "GET /v1/wallets/:id/usage"

function make(server: FakeServer, attributes = ""): Promise<UsageBreakup> {
  return fixture<UsageBreakup>(
    `<usage-breakup locale="en-US" ${server.attributes()} ${attributes}></usage-breakup>`,
  )
}

async function shown(name: FixtureName = "typical", attributes = "") {
  const server = await serve(name)
  const element = await make(server, attributes)
  await until(() => part(element, "totals") ?? part(element, "empty"))
  if (name !== "empty") await until(() => element.shadowRoot!.querySelector(".bar, .series"))
  return { server, element }
}

function part(element: Element, name: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(`:not(.bones *)[part="${name}"]`)
}

function text(element: Element | null): string {
  return (element?.shadowRoot ?? element)!.textContent.replaceAll(/\s+/g, " ").trim()
}

/** The cells of a table, row by row. */
function cells(table: Element | null): readonly (readonly string[])[] {
  return [...table!.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => text(cell)))
}

function bars(element: Element): readonly SVGElement[] {
  return [...element.shadowRoot!.querySelectorAll<SVGElement>(".bar")]
}

function button(element: Element, name: string): HTMLButtonElement {
  return [...element.shadowRoot!.querySelectorAll("button")].find((button) => text(button) === name)!
}

function choose(element: Element, label: string, value: string): void {
  const select = element.shadowRoot!.querySelector<HTMLSelectElement>(`select[aria-label="${label}"]`)!
  select.value = value
  select.dispatchEvent(new Event("change", { bubbles: true }))
}

describe("<usage-breakup>", () => {
  it("[UI-USE-1] shows what was spent, and messages: all, paid, free", async () => {
    const { element } = await shown()
    const totals = part(element, "totals")!
    expect(text(totals)).to.match(/^Spent ?\$3\.71/)
    for (const says of [
      "All messages 251",
      "202 sent, 49 received · 12 failed",
      "Paid 147",
      "77% of delivered",
      "Free 43",
    ]) {
      expect(text(totals)).to.contain(says)
    }
    part(element, "amount")!.focus()
    expect(getComputedStyle(totals.querySelector(".exact")!).visibility).to.equal("visible")
    expect(text(totals.querySelector(".exact"))).to.equal("Exactly $3.705606")
  })

  it("[UI-USE-4] shows messages sent and received by what they were made of", async () => {
    const { element } = await shown()
    expect(cells(part(element, "messages"))).to.deep.equal([
      ["Messages", "Sent", "Received"],
      ["Text", "56", "34"],
      ["Template", "146", "–"],
      ["Attachments", "–", "11"],
      ["Image", "–", "6"],
      ["Video", "–", "1"],
      ["Audio", "–", "2"],
      ["Document", "–", "2"],
      ["Interactive", "–", "1"],
      ["Reaction", "–", "2"],
      ["Location", "–", "1"],
      ["Total", "202", "49"],
    ])
  })

  it("[UI-USE-5] shows deliveries by what they counted as", async () => {
    const { element } = await shown()
    expect(cells(part(element, "conversations"))).to.deep.equal([
      ["Conversations", "Delivered", "WhatsApp fees"],
      ["Marketing", "53", "$2.46"],
      ["Utility", "50", "$0.48"],
      ["Authentication", "32", "$0.32"],
      ["Service", "12", "$0.10"],
      ["Free entry point", "8", "–"],
      ["Free tier", "35", "–"],
      ["Total", "190", "$3.37"],
    ])
  })

  it("[UI-USE-6] shows WhatsApp's fees and others apart", async () => {
    const { element } = await shown()
    expect(cells(part(element, "fees"))).to.deep.equal([
      ["Fees", "Amount"],
      ["WhatsApp fees", "$3.37"],
      ["Other fees", "$0.34"],
      ["Total", "$3.71"],
    ])
  })

  it("[UI-USE-8] asks once for all of it, and again only for a breakdown that is opened", async () => {
    const { element, server } = await shown("huge")
    expect(server.requestsOf("GET", "/usage")).to.have.length(1)
    expect(server.requestsOf("GET", "/usage")[0]!.query.get("groupBy")).to.equal("category,type")
    button(element, "Market").click()
    await until(() => element.shadowRoot!.querySelector(".ranks"))
    expect(server.requestsOf("GET", "/usage").map(({ query }) => query.get("groupBy"))).to.deep.equal([
      "category,type",
      "market",
    ])
    button(element, "Market").click()
    await element.updateComplete
    button(element, "Market").click()
    await until(() => element.shadowRoot!.querySelector(".ranks"))
    expect(server.requestsOf("GET", "/usage")).to.have.length(2)
  })

  it("[UI-USE-8] keeps what was shown, and gives up what is not wanted any more", async () => {
    const { element, server } = await shown()
    const asked = () => server.requestsOf("GET", "/usage").length
    choose(element, "Period", "last-month")
    await until(() => asked() === 2 && element.shadowRoot!.querySelector('[aria-busy="false"]'))
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    const late = usageAnswer([], { totals: { ...server.summary.today, amount: "777", messages: 7 } })
    server.answer(USAGE, async () => (await gate, late))
    choose(element, "Period", "yesterday")
    await until(() => asked() === 3)
    // Its answer is kept, and nothing can have changed in it.
    choose(element, "Period", "last-month")
    await until(() => element.shadowRoot!.querySelector('[aria-busy="false"]'))
    release()
    await until(() => element.period === "last-month")
    await new Promise((resolve) => requestAnimationFrame(resolve))
    expect(asked()).to.equal(3)
    expect(text(element)).not.to.contain("$777")
  })

  it("[UI-USE-17] shows what a reader chooses, and tells the page", async () => {
    const { element, server } = await shown()
    const told = nextEvent<PeriodChangeEvent>(document.body, "tollgate-period-change")
    choose(element, "Period", "last-12-months")
    const { period, interval, from } = await told
    expect([period, interval, from.slice(8)]).to.deep.equal(["last-12-months", "month", "01"])
    expect(element.getAttribute("period")).to.equal("last-12-months")
    choose(element, "Number", "typical-sender-1")
    await until(() => server.requestsOf("GET", "/usage").at(-1)!.query.get("senderId") === "typical-sender-1")
    expect(element.getAttribute("sender-id")).to.equal("typical-sender-1")
    await until(() =>
      text(element.shadowRoot!.querySelector("[role=status].sr")).startsWith("Last 12 months"),
    )
    element.hide = "messages fees breakdown download"
    await element.updateComplete
    for (const name of ["messages", "fees", "breakdown", "download"])
      expect(part(element, name)).to.equal(null)
    expect(part(element, "conversations")).not.to.equal(null)
  })

  it("[UI-USE-2] lets a reader choose dates, and says what is no period", async () => {
    const { element, server } = await shown()
    choose(element, "Period", "custom")
    await until(() => element.shadowRoot!.querySelector("form"))
    const [first, last] = [...element.shadowRoot!.querySelectorAll<HTMLInputElement>("input[type=date]")]
    expect([first!.value, last!.value]).to.deep.equal([element.from, element.until])
    first!.value = "2026-03-05"
    last!.value = "2026-03-01"
    button(element, "Show").click()
    expect(last!.validationMessage).to.contain("at most 400 days")
    last!.value = "2026-03-09"
    last!.dispatchEvent(new Event("input", { bubbles: true }))
    button(element, "Show").click()
    await until(() => server.requestsOf("GET", "/usage").at(-1)!.query.get("from") === "2026-03-05")
    expect(server.requestsOf("GET", "/usage").at(-1)!.query.get("to")).to.equal("2026-03-10")
    expect(element.outerHTML).to.contain('from="2026-03-05"').and.contain('until="2026-03-09"')
  })

  it("[UI-USE-3] goes by the hour where a reader wants it", async () => {
    const { element, server } = await shown()
    button(element, "Hour").click()
    await until(() => server.requestsOf("GET", "/usage").at(-1)!.query.get("interval") === "hour")
    await until(() => bars(element).length === 168)
  })

  it("[UI-USE-10] is one stop of the keyboard, whose bars say what they hold", async () => {
    const { element } = await shown()
    expect(bars(element).filter((bar) => bar.getAttribute("tabindex") === "0")).to.have.length(1)
    bars(element)[0]!.focus()
    await sendKeys({ press: "ArrowRight" })
    await element.updateComplete
    const at = () => bars(element).indexOf(element.shadowRoot!.activeElement as SVGElement)
    expect(at()).to.equal(1)
    const label = bars(element)[1]!.getAttribute("aria-label")!
    expect(label).to.match(/^Tue, Nov 17, 2026: \$0\.72, Marketing: \$0\.66, /)
    const tip = element.shadowRoot!.querySelector(".tip")!
    expect(text(tip)).to.contain("Tue, Nov 17, 2026").and.contain("$0.72").and.contain("Marketing $0.66")
    await sendKeys({ press: "End" })
    expect(at()).to.equal(6)
    await sendKeys({ press: "ArrowRight" })
    expect(at()).to.equal(6)
    await sendKeys({ press: "Home" })
    expect(at()).to.equal(0)
    await sendKeys({ press: "Escape" })
    await until(() => element.shadowRoot!.querySelector(".tip") === null)
    expect(element.shadowRoot!.querySelector("svg.plot")!.getAttribute("aria-label")).to.equal(
      "Amount (Day): $3.71. Most: Wed, Nov 18, 2026, $0.81.",
    )
  })

  it("[UI-USE-10] is mirrored from right to left", async () => {
    const { element } = await shown("typical", "lang=ar")
    const x = (bar: SVGElement) => bar.getBoundingClientRect().left
    expect(x(bars(element)[0]!)).to.be.below(x(bars(element)[6]!))
    element.locale = "ar"
    await until(() => x(bars(element)[0]!) > x(bars(element)[6]!))
    bars(element)[0]!.focus()
    await sendKeys({ press: "ArrowLeft" })
    expect(bars(element).indexOf(element.shadowRoot!.activeElement as SVGElement)).to.equal(1)
  })

  for (const measure of ["amount", "delivered"]) {
    it(`[UI-USE-12] says the same as a table: ${measure}`, async () => {
      const { element } = await shown("typical", `measure=${measure}`)
      const said = bars(element).map((bar) => bar.getAttribute("aria-label")!)
      button(element, "Show as table").click()
      const table = await until(() => element.shadowRoot!.querySelector(".series"))
      const [head, ...rows] = cells(table)
      const names = head!.slice(1, -1)
      const told = rows
        .slice(0, -1)
        .map(([label, ...values]) =>
          [
            `${label}: ${values.at(-1)}`,
            ...names.map((name, index) => `${name}: ${values[index]}`).filter((line) => !line.endsWith("–")),
          ].join(", "),
        )
      expect(told).to.deep.equal(said)
      expect(rows.at(-1)!.at(-1)).to.equal(measure === "amount" ? "$3.71" : "190")
      expect(element.asTable).to.equal(true)
    })
  }

  it("[UI-USE-13] takes one colour for a category everywhere, which stands out and differs in lightness", async () => {
    const { element } = await shown()
    const colours = (): readonly string[] => {
      const names = ["marketing", "utility", "authentication", "service", "free", "other"]
      return names.map((name) => {
        const all = new Set(
          [...element.shadowRoot!.querySelectorAll(`.fill.${name}`)].map((at) => getComputedStyle(at).fill),
        )
        expect([...all], name).to.have.length(1)
        return [...all][0]!
      })
    }
    for (const theme of ["light", "dark"] as const) {
      await setTheme(theme)
      const surface = luminance(getComputedStyle(part(element, "card")!).backgroundColor)
      const all = colours().map(luminance)
      for (const one of all) expect(contrast(one, surface)).to.be.at.least(3)
      const steps = all.toSorted((left, right) => left - right)
      for (const [index, one] of steps.entries()) {
        if (index > 0) expect(contrast(one, steps[index - 1]!)).to.be.above(1.14)
      }
    }
    document.body.style.setProperty("--tollgate-category-utility", "rgb(1, 2, 3)")
    expect(colours()[1]).to.equal("rgb(1, 2, 3)")
    document.body.removeAttribute("style")
  })

  it("[UI-USE-14] lists markets, the dearest first, and all of them when asked", async () => {
    const { element } = await shown("huge", "breakdown=market")
    const table = await until(() => element.shadowRoot!.querySelector(".ranks"))
    const rows = () => cells(table).slice(1)
    expect(rows()).to.have.length(9)
    expect(rows()[8]![0]).to.match(/^\d+ more$/)
    const amounts = rows()
      .slice(0, 8)
      .map((row) => Number(row.at(-1)!.slice(1)))
    expect(amounts).to.deep.equal(amounts.toSorted((left, right) => right - left))
    const all = element.shadowRoot!.querySelector<HTMLButtonElement>("button.all")!
    expect(text(all)).to.match(/^Show all \d+$/)
    all.click()
    await until(() => rows().length > 30)
    expect(text(all)).to.equal("Show less")
  })

  it("[UI-USE-14] names numbers by how they are dialled", async () => {
    const { element } = await shown("huge", "breakdown=sender")
    const table = await until(() => element.shadowRoot!.querySelector(".ranks"))
    expect(cells(table)[1]![0]).to.match(/^\+1415555\d{4}$/)
  })

  it("[UI-USE-16] keeps its size when the figures come, and waits dimmed for others", async () => {
    const server = await serve("typical")
    let release = (): void => undefined
    let gate = new Promise<void>((resolve) => (release = resolve))
    const path = `${server.url}v1/wallets/${server.walletId}/usage?from=2026-11-16`
    const recorded = (await (await fetch(path)).json()) as Usage
    server.answer(USAGE, async () => (await gate, recorded))
    const element = await make(server)
    await until(() => element.shadowRoot!.querySelector(".bones .totals") && element.summary)
    await element.updateComplete
    const before = element
      .shadowRoot!.querySelector(".bones [part=conversations]")!
      .getBoundingClientRect().top
    release()
    await until(() => bars(element).length > 0)
    const after = part(element, "conversations")!.getBoundingClientRect().top
    expect(Math.abs(after - before)).to.be.below(40)
    gate = new Promise<void>((resolve) => (release = resolve))
    choose(element, "Period", "last-month")
    await until(() => element.shadowRoot!.querySelector(".waiting"))
    expect(text(element)).to.contain("$3.71")
    release()
    await until(() => !element.shadowRoot!.querySelector(".waiting"))
  })

  it("[UI-USE-16] says that nothing was sent", async () => {
    const { element } = await shown("empty")
    expect(text(part(element, "empty"))).to.contain("Nothing was sent in this period")
  })

  it("[UI-USE-16] says what went wrong, and tries again when asked", async () => {
    const server = await serve("typical")
    const path = `${server.url}v1/wallets/${server.walletId}/usage?from=2026-11-16`
    const recorded = (await (await fetch(path)).json()) as Usage
    server.answer(USAGE, problem(503, "unavailable"))
    const element = await make(server)
    const error = await until(() => part(element, "error"))
    expect(text(error)).to.contain("Something went wrong on our side (unavailable)")
    await expectAccessible(element)
    server.answer(USAGE, recorded)
    error.querySelector("button")!.click()
    await until(() => part(element, "totals"))
    expect(part(element, "error")).to.equal(null)
  })

  it("[UI-USE-16] says that a token may not read usage, and asks for nothing", async () => {
    const server = await serve("typical")
    const token = server.token({ scopes: ["balance:read"] })
    const element = await fixture(
      `<usage-breakup locale="en" base-url="${server.url}" token="${token}"></usage-breakup>`,
    )
    expect(text(await until(() => part(element, "error")))).to.contain("This page has no access to usage")
    expect(server.requestsOf("GET", "/usage")).to.have.length(0)
    await expectAccessible(element)
  })

  for (const name of STATES) {
    it(`[UI-5][UI-6] fits 280 pixels and is accessible: ${name}`, async () => {
      await withWidth(280)
      const { element } = await shown(name, "breakdown=market")
      await until(() => name === "empty" || element.shadowRoot!.querySelector(".ranks"))
      expect(document.documentElement.scrollWidth).to.be.at.most(280)
      await expectAccessible(element)
    })
  }

  it("[UI-5] fits 280 pixels with the largest amounts and the longest names", async () => {
    await withWidth(280)
    const server = await serve("typical")
    const amount = "98765432.109876"
    const totals = { ...server.summary.month, amount, whatsappFees: amount, messages: 98_765_432 }
    const kind = { delivered: 98_765_432, whatsappFees: amount }
    const names = ["marketing", "utility", "authentication", "service", "freeEntryPoint", "freeTier"]
    server.answer(USAGE, ({ query }) =>
      usageAnswer(
        [
          {
            category: "authentication",
            market: "The Independent State of ".repeat(4),
            amount,
            messages: 98_765_432,
            start: query.get("groupBy") === "market" ? "2026-01-01T00:00:00Z" : "2026-01-02T00:00:00Z",
          },
        ],
        { totals, conversationsBreakup: Object.fromEntries(names.map((name) => [name, kind])) as never },
      ),
    )
    const element = await make(server, "breakdown=market as-table")
    await until(
      () => element.shadowRoot!.querySelector(".ranks") && element.shadowRoot!.querySelector(".series"),
    )
    expect(text(part(element, "totals"))).to.contain("$98,765,432.11")
    expect(document.documentElement.scrollWidth).to.be.at.most(280)
    const edge = part(element, "card")!.getBoundingClientRect().right
    for (const table of element.shadowRoot!.querySelectorAll("table:not(.series)"))
      expect(table.getBoundingClientRect().right).to.be.at.most(edge)
    await expectAccessible(element)
  })

  it("[UI-6] is accessible as a table, wide, and with dates to choose", async () => {
    const { element } = await shown("huge", "as-table period=custom from=2026-11-01 until=2026-11-20")
    await expectAccessible(element)
  })
})

/** Relative luminance (WCAG 2.2) of `rgb(...)`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}
