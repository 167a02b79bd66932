import { expect } from "chai"
import { sendKeys } from "@web/test-runner-commands"
import type { NumberChangedEvent, NumberChangeEvent, NumberTopUpEvent } from "../events/number-events.ts"
import { expectAccessible } from "../testing/expect-accessible.ts"
import { type FakeServer, type FixtureName, problem, serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { withWidth } from "../testing/page.ts"
import { nextEvent, until } from "../testing/until.ts"
import type { NumberBalances } from "./number-balances.ts"
import "./define.ts"

const ROUTE = "/v1/wallets/:id/numbers"

async function shown(
  name: FixtureName = "numbers",
  {
    scopes,
    attributes = 'locale="en-US"',
    prepare = () => undefined,
  }: {
    readonly scopes?: readonly string[]
    readonly attributes?: string
    readonly prepare?: (server: FakeServer) => void
  } = {},
): Promise<{ readonly server: FakeServer; readonly element: NumberBalances }> {
  const server = await serve(name)
  prepare(server)
  const token = server.token(scopes === undefined ? {} : { scopes })
  const element = await fixture<NumberBalances>(
    `<number-balances ${server.attributes(token)} ${attributes}></number-balances>`,
  )
  await until(() => (part(element, "table") ?? part(element, "notice") ?? part(element, "error")) !== null)
  await until(() => server.streams.count > 0)
  return { server, element }
}

function part(element: Element, name: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(`:not(.bones *)[part="${name}"]`)
}

function text(element: Element): string {
  return (element.shadowRoot!.querySelector("section")?.textContent ?? "").replaceAll(/\s+/g, " ").trim()
}

function rows(element: Element): readonly string[] {
  return [...element.shadowRoot!.querySelectorAll("tbody tr[data-sender]")].map(({ textContent }) =>
    textContent.replaceAll(/\s+/g, " ").trim(),
  )
}

function control(element: Element, selector: string): HTMLInputElement {
  return element.shadowRoot!.querySelector<HTMLInputElement>(selector)!
}

function type(element: Element, selector: string, value: string): void {
  const input = control(element, selector)
  input.value = value
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }))
}

async function manage(element: NumberBalances, senderId = "numbers-sender-1"): Promise<void> {
  control(element, `[data-sender="${senderId}"] [part=manage]`).click()
  await until(() => part(element, "editor"))
}

async function save(element: NumberBalances): Promise<void> {
  control(element, "[part=editor] .primary").click()
  await element.updateComplete
}

/** 500 numbers, of which every other has a part of its own; pages and searches as the server does. */
function answerMany(server: FakeServer, count = 500): void {
  const all = Array.from({ length: count }, (_, place) => ({
    senderId: `s${place}`,
    phoneNumber: `+1415555${String(place).padStart(4, "0")}`,
    displayName: place % 3 === 0 ? `Shop ${place}` : null,
    status: "connected",
    part: place % 2 === 0 ? { amount: "50", available: String(place % 50), mayUseShared: true } : null,
    today: "0.5",
    month: "12.345678",
  }))
  server.answer(`GET ${ROUTE}`, ({ query }) => {
    const found = all.filter((one) =>
      `${one.phoneNumber} ${one.displayName}`.toLowerCase().includes((query.get("q") ?? "").toLowerCase()),
    )
    const from = Number(query.get("cursor") ?? 0)
    const to = from + Number(query.get("limit"))
    return {
      currency: "USD",
      shared: "1000",
      allotted: "6000",
      allottedCount: 250,
      largest: "50",
      total: found.length,
      data: found.slice(from, to),
      nextCursor: to < found.length ? String(to) : null,
    }
  })
}

describe("<number-balances>", () => {
  it("[UI-NUM-1] shows the shared part and all own parts, in words and as a bar", async () => {
    const { element } = await shown()
    expect(text(element)).to.contain("$242.18")
    expect(text(element)).to.match(/Shared part \$177\.01 Own parts of 3 numbers \$65\.18/)
    const [shared, own] = part(element, "meter")!.querySelectorAll("span")
    const widths = [shared!, own!].map((bar) => bar.getBoundingClientRect().width)
    expect(widths[0]! / widths[1]!).to.be.closeTo(177.006474 / 65.17567, 0.1)
  })

  it("[UI-NUM-2] lists each number with what is left of its part, whether it goes on, and what it spent", async () => {
    const { element } = await shown()
    const [support, orders, third, none] = rows(element)
    expect(support).to.match(
      /^Support \+15550783881 · Connected \$47\.87 of \$50 then the shared part \$2\.13/,
    )
    expect(orders).to.match(/^Orders .* -\$0\.5687 of \$1 its own part only \$1\.57\$0\.14 today/)
    expect(third).to.match(/^\+919812340003 Connected \$17\.87 of \$20/)
    expect(none).to.match(/^\+919812340004 Connected Spends the shared part/)
  })

  it("[UI-NUM-2] is a table, also where it is drawn as cards", async () => {
    const { element } = await shown()
    for (const width of [900, 320]) {
      await withWidth(width)
      const table = part(element, "table")!
      expect(table.getAttribute("role")).to.equal("table")
      expect(table.querySelectorAll('[role="columnheader"]')).to.have.length(4)
      expect(table.querySelectorAll('tbody [role="rowheader"]')).to.have.length(4)
    }
  })

  it("[UI-NUM-3] bars are drawn against the largest part", async () => {
    const { element } = await shown()
    const bars = [...element.shadowRoot!.querySelectorAll<HTMLElement>("tbody .bar")]
    const widths = bars.map((bar) => bar.getBoundingClientRect().width)
    expect(bars).to.have.length(3)
    expect(widths[2]! / widths[0]!).to.be.closeTo(20 / 50, 0.02)
    const left = bars[0]!.firstElementChild!.getBoundingClientRect().width
    expect(left / widths[0]!).to.be.closeTo(47.872176 / 50, 0.02)
    expect(bars[1]!.firstElementChild!.className).to.equal("over")
  })

  it("[UI-NUM-4] pages through 500 numbers, and finds some", async () => {
    const { element, server } = await shown("numbers", { prepare: answerMany })
    expect(rows(element)).to.have.length(10)
    expect(part(element, "pages")!.textContent).to.contain("1–10 of 500")
    const [previous, next] = part(element, "pages")!.querySelectorAll("button")
    expect(previous!.disabled).to.equal(true)
    next!.click()
    await until(() => text(element).includes("11–20 of 500"))
    next!.click()
    await until(() => text(element).includes("21–30 of 500"))
    previous!.click()
    await until(() => text(element).includes("11–20 of 500"))
    type(element, "[part=search]", "Shop 49")
    await until(() => rows(element).length === 3)
    expect(rows(element)[0]).to.match(/^Shop 492 /)
    expect(part(element, "pages")).to.equal(null)
    type(element, "[part=search]", "nobody")
    await until(() => text(element).includes("No number matches “nobody”."))
    type(element, "[part=search]", "")
    await until(() => text(element).includes("1–10 of 500"))
    expect(server.requestsOf("GET", "/numbers").length).to.be.lessThan(9)
  })

  it("[UI-NUM-5] a name and a part are changed, and only what is other", async () => {
    const { element, server } = await shown()
    let answered: unknown
    server.answer(`PATCH ${ROUTE}/:sender`, ({ body }) => ((answered = body), {}))
    await manage(element)
    expect(element.shadowRoot!.activeElement?.id).to.equal("name")
    expect(control(element, "#part").value).to.equal("47.872176")
    type(element, "#name", "Support desk")
    const [told, changed] = [
      nextEvent<NumberChangeEvent>(element, "tollgate-number-change"),
      nextEvent<NumberChangedEvent>(element, "tollgate-number-changed"),
    ]
    await save(element)
    expect((await told).change).to.deep.equal({ displayName: "Support desk" })
    expect((await changed).senderId).to.equal("numbers-sender-1")
    await until(() => part(element, "editor") === null)
    expect(answered).to.deep.equal({ displayName: "Support desk" })
    await until(() => element.shadowRoot!.activeElement?.getAttribute("part") === "manage")

    await manage(element)
    type(element, "#part", "60.5")
    control(element, "[type=checkbox]").click()
    await save(element)
    await until(() => part(element, "editor") === null)
    expect(answered).to.deep.equal({ amount: "60.5", mayUseShared: false })

    await manage(element)
    type(element, "#part", "")
    await save(element)
    await until(() => part(element, "editor") === null)
    expect(answered).to.deep.equal({ amount: null })
  })

  it("[UI-NUM-5] what cannot be a part is said at its field, and nothing is asked", async () => {
    const { element, server } = await shown()
    await manage(element, "numbers-sender-4")
    for (const [typed, says] of [
      ["177.01", "At most $177.01"],
      ["many", "Write an amount such as $50.00."],
    ] as const) {
      type(element, "#part", typed)
      await save(element)
      expect(control(element, "#part-note").textContent).to.contain(says)
      expect(control(element, "#part").getAttribute("aria-invalid")).to.equal("true")
    }
    expect(server.requestsOf("PATCH", "numbers-sender-4")).to.have.length(0)
  })

  it("[UI-NUM-5] a refusal is said in words, and what was typed stays", async () => {
    const { element, server } = await shown()
    server.answer(`PATCH ${ROUTE}/:sender`, problem(402, "insufficient_funds"))
    await manage(element)
    type(element, "#part", "100")
    await save(element)
    await until(() => text(element).includes("The shared part has less by now. Nothing was changed."))
    expect(control(element, "#part").value).to.equal("100")
  })

  it("[UI-NUM-5] the page may prevent a change", async () => {
    const { element, server } = await shown()
    await manage(element)
    element.addEventListener("tollgate-number-change", (event) => event.preventDefault())
    type(element, "#name", "x")
    await save(element)
    expect(server.requestsOf("PATCH", "numbers-sender-1")).to.have.length(0)
  })

  it("[UI-NUM-5] without settings:write and topup:write there is nothing to press", async () => {
    const { element } = await shown("numbers", { scopes: ["balance:read"] })
    expect(rows(element)).to.have.length(4)
    expect(element.shadowRoot!.querySelectorAll("tbody button")).to.have.length(0)
  })

  it("[UI-NUM-6] is read again soon after money moved, and keeps what is shown meanwhile", async () => {
    const { element, server } = await shown()
    const before = server.requestsOf("GET", "/numbers").length
    server.answer(`GET ${ROUTE}`, () => ({
      currency: "USD",
      shared: "100",
      allotted: "0",
      allottedCount: 0,
      largest: "0",
      total: 1,
      nextCursor: null,
      data: [
        {
          senderId: "a",
          phoneNumber: "15",
          displayName: "A",
          status: "quiet",
          part: null,
          today: "0",
          month: "3",
        },
      ],
    }))
    server.changeWallet({ balance: "100" })
    await until(() => rows(element)[0]?.startsWith("A +15 · Quiet for 30 days"), 3_000)
    expect(server.requestsOf("GET", "/numbers").length).to.equal(before + 1)
  })

  it("[UI-NUM-7] adds credits in the page's own add-credits, for this number", async () => {
    const { element } = await shown()
    const own = document.createElement("add-credits")
    document.body.append(own)
    try {
      const event = nextEvent<NumberTopUpEvent>(element, "tollgate-number-topup")
      control(element, '[data-sender="numbers-sender-1"] [part=add]').click()
      expect((await event).senderId).to.equal("numbers-sender-1")
      await until(() => own.getAttribute("sender-id") === "numbers-sender-1")
      expect(part(element, "top-up")).to.equal(null)
    } finally {
      own.remove()
    }
  })

  it("[UI-NUM-7] places one where the page has none, and puts it away", async () => {
    const { element } = await shown()
    control(element, '[data-sender="numbers-sender-2"] [part=add]').click()
    // Its code comes file by file here.
    await until(
      () => part(element, "top-up")?.querySelector("add-credits")?.shadowRoot?.querySelector("section"),
      8_000,
    )
    expect(part(element, "top-up")!.querySelector("add-credits")).to.have.property(
      "senderId",
      "numbers-sender-2",
    )
    part(element, "top-up")!.querySelector("button")!.click()
    await until(() => part(element, "top-up") === null)
  })

  it("[UI-NUM-7] the page may prevent it", async () => {
    const { element } = await shown()
    element.addEventListener("tollgate-number-topup", (event) => event.preventDefault())
    control(element, '[data-sender="numbers-sender-2"] [part=add]').click()
    await element.updateComplete
    expect(part(element, "top-up")).to.equal(null)
  })

  it("[UI-NUM-8] says that there are no numbers", async () => {
    const { element } = await shown("empty")
    expect(part(element, "notice")!.textContent).to.contain("No numbers yet")
    expect(part(element, "table")).to.equal(null)
    await expectAccessible(element)
  })

  it("[UI-NUM-8] says what went wrong, and tries again", async () => {
    const { element, server } = await shown("numbers", {
      prepare: (one) => one.answer(`GET ${ROUTE}`, problem(503, "unavailable")),
    })
    expect(part(element, "error")).not.to.equal(null)
    answerMany(server, 2)
    part(element, "error")!.querySelector("button")!.click()
    await until(() => rows(element).length === 2)
    expect(part(element, "error")).to.equal(null)
  })

  it("[UI-NUM-8] keeps its figures without a network, marked with their time", async () => {
    const { element, server } = await shown()
    server.setReachable(false)
    await until(() => part(element, "stale"), 4_000)
    expect(rows(element)).to.have.length(4)
  })

  it("[UI-5] nothing overflows at 280 pixels, with an open editor and the longest number", async () => {
    const { element } = await shown("long-names")
    await manage(element, "long-names-sender-1")
    await withWidth(280)
    const { scrollWidth, clientWidth } = element.shadowRoot!.querySelector("section")!
    expect(scrollWidth).to.be.at.most(clientWidth)
  })

  for (const locale of ["en-US", "ar-EG", "hi-IN"]) {
    it(`[UI-6] has no violations, in ${locale}, as a list and as a form`, async () => {
      const { element } = await shown("numbers", { attributes: `locale="${locale}"` })
      await expectAccessible(element)
      await manage(element)
      await expectAccessible(element)
    })
  }

  it("[UI-6] every action by keyboard", async () => {
    const { element } = await shown()
    control(element, '[data-sender="numbers-sender-1"] [part=manage]').focus()
    await sendKeys({ press: "Enter" })
    await until(() => element.shadowRoot!.activeElement?.id === "name")
    await sendKeys({ press: "Tab" })
    expect(element.shadowRoot!.activeElement?.id).to.equal("part")
  })
})
