import { expect } from "chai"
import { sendKeys } from "@web/test-runner-commands"
import type { TimezoneChangedEvent } from "../../events/usage-events.ts"
import { expectAccessible } from "../../testing/expect-accessible.ts"
import { type FakeServer, problem, serve } from "../../testing/fake-server.ts"
import { fixture } from "../../testing/fixture.ts"
import { nextEvent, until } from "../../testing/until.ts"
import type { UsageBreakup } from "../usage-breakup.ts"
import "../define.ts"

const PATCH = "PATCH /v1/customers/:id"

async function opened(server: FakeServer) {
  const element = await fixture<UsageBreakup>(
    `<usage-breakup locale="en-US" ${server.attributes()}></usage-breakup>`,
  )
  const zone = await until(() =>
    element.shadowRoot!.querySelector<HTMLButtonElement>(":not(.bones *)[part=zone] button"),
  )
  zone.focus()
  await sendKeys({ press: "Enter" })
  const dialog = await until(() => element.shadowRoot!.querySelector<HTMLDialogElement>("dialog[open]"))
  return { element, dialog, zone }
}

/** Searches, goes into the list and saves, by keyboard alone. */
async function choose(words: string): Promise<void> {
  await sendKeys({ type: words })
  await sendKeys({ press: "ArrowDown" })
  await sendKeys({ press: "Tab" })
  await sendKeys({ press: "Tab" })
  await sendKeys({ press: "Enter" })
}

describe("the time zone of <usage-breakup>", () => {
  it("[UI-USE-7] is told, and not offered to a token that may not change it", async () => {
    const server = await serve("typical")
    const token = server.token({ scopes: ["balance:read", "usage:read"] })
    const element = await fixture(
      `<usage-breakup locale="en-US" base-url="${server.url}" token="${token}"></usage-breakup>`,
    )
    const zone = await until(() => element.shadowRoot!.querySelector(":not(.bones *)[part=zone]"))
    await until(() => zone.textContent.includes("Nov 16 – 22, 2026"))
    expect(zone.textContent).to.contain("Asia/Kolkata").and.contain("GMT+5:30")
    expect(zone.querySelector("button")).to.equal(null)
  })

  it("[UI-USE-7] is searched, saved, and all is read again in it", async () => {
    const server = await serve("typical")
    server.answer(PATCH, ({ body }) => {
      server.changeSummary({ customer: { ...server.summary.customer, ...body } })
      return server.summary.customer
    })
    const { element, dialog } = await opened(server)
    await expectAccessible(element)
    const told = nextEvent<TimezoneChangedEvent>(document.body, "tollgate-timezone-changed")
    await choose("york")
    const { timezone, previous } = await told
    expect([timezone, previous]).to.deep.equal(["America/New_York", "Asia/Kolkata"])
    expect(server.requestsOf("PATCH", "/cus_typical")[0]!.body).to.deep.equal({
      timezone: "America/New_York",
    })
    await until(() => !dialog.isConnected)
    await until(() => server.requestsOf("GET", "/usage").length === 2)
    await until(() =>
      element.shadowRoot!.querySelector("[part=zone]")!.textContent.includes("America/New York"),
    )
  })

  it("[UI-USE-7] stays as it is where the page prevents the change", async () => {
    const server = await serve("typical")
    const { element, dialog } = await opened(server)
    element.addEventListener("tollgate-timezone-change", (event) => event.preventDefault(), { once: true })
    await choose("lima")
    await until(() => !dialog.isConnected)
    expect(server.requestsOf("PATCH", "/cus_typical")).to.have.length(0)
  })

  it("[UI-USE-7] says when it could not be saved, or there is no such zone", async () => {
    const server = await serve("typical")
    server.answer(PATCH, problem(503, "unavailable"))
    const { dialog } = await opened(server)
    await choose("lima")
    await until(() => dialog.querySelector("[role=alert]")?.textContent?.includes("unavailable"))
    const search = dialog.querySelector("input")!
    search.value = "atlantis"
    search.dispatchEvent(new Event("input"))
    await until(() => dialog.textContent.includes("No zone is called so"))
    await sendKeys({ press: "Escape" })
    await until(() => !dialog.isConnected)
  })
})
