import { expect } from "chai"
import { sendKeys } from "@web/test-runner-commands"
import type { BillingChangedEvent, BillingChangeEvent } from "../events/billing-events.ts"
import { expectAccessible } from "../testing/expect-accessible.ts"
import { type FakeServer, type FixtureName, problem, serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { CAN_EMULATE, withWidth } from "../testing/page.ts"
import { nextEvent, until } from "../testing/until.ts"
import type { BillingDetailsElement } from "./billing-details.ts"
import "./define.ts"

const ROUTE = "/v1/wallets/:id/billing-details"

interface Shown {
  readonly element: BillingDetailsElement
  readonly server: FakeServer
}

/** Keeps what is saved, under a tag that counts its changes, as the server does. */
function keepDetails(server: FakeServer): { change(details: object): void } {
  let version = 1
  const etag = (): string => `"${version}"`
  const change = (details: object): void => {
    version += 1
    const customer = { ...server.summary.customer, ...details, billingComplete: true, billingMissing: [] }
    server.changeSummary({ customer })
  }
  const answer = (): Response => {
    const { contact, billingAddress, taxId } = server.summary.customer
    return Response.json({ contact, billingAddress, taxId }, { headers: { etag: etag() } })
  }
  server.answer(`GET ${ROUTE}`, answer)
  server.answer(`PUT ${ROUTE}`, ({ body, headers }: { body: object; headers: Headers }) => {
    if (headers.get("if-match") !== etag()) return problem(412, "precondition_failed")
    change(body)
    return answer()
  })
  return { change }
}

async function show(
  name: FixtureName = "typical",
  { scopes, attributes = 'locale="en-US"' }: { scopes?: readonly string[]; attributes?: string } = {},
): Promise<Shown & { readonly kept: ReturnType<typeof keepDetails> }> {
  const server = await serve(name)
  const kept = keepDetails(server)
  const token = server.token(scopes === undefined ? {} : { scopes })
  const element = await fixture<BillingDetailsElement>(
    `<billing-details ${server.attributes(token)} ${attributes}></billing-details>`,
  )
  await until(() => part(element, "details") ?? part(element, "notice") ?? part(element, "error"))
  await until(() => server.streams.count > 0)
  return { element, server, kept }
}

function part(element: Element, name: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(`:not(.bones *)[part="${name}"]`)
}

function text(element: Element): string {
  return (element.shadowRoot!.querySelector("section")?.textContent ?? "").replaceAll(/\s+/g, " ").trim()
}

function field(element: Element, entry: string): HTMLInputElement {
  return element.shadowRoot!.querySelector<HTMLInputElement>(`#billing-${entry}`)!
}

function type(element: Element, entry: string, value: string): void {
  const input = field(element, entry)
  input.value = value
  const name = input.localName === "select" ? "change" : "input"
  input.dispatchEvent(new Event(name, { bubbles: true, composed: true }))
}

async function edit(element: Element, server: FakeServer): Promise<void> {
  const asked = server.requestsOf("GET", "/billing-details").length
  part(element, "edit")!.click()
  await until(() => part(element, "billing"))
  await until(() => server.requestsOf("GET", "/billing-details").length > asked)
}

function choose(element: Element, label: string): void {
  const buttons = [...element.shadowRoot!.querySelectorAll<HTMLElement>("[part=notice] button")]
  buttons.find(({ textContent }) => textContent.trim() === label)!.click()
}

describe("<billing-details>", () => {
  it("[UI-BILLING-1][UI-BILLING-3] shows what is saved, without a request of its own", async () => {
    const { element, server } = await show()
    const said = text(element)
    for (const words of [
      "Asha Rao",
      "accounts@acme.example",
      "14 Residency Road",
      "Bengaluru, Karnataka 560025",
      "India",
    ])
      expect(said).to.contain(words)
    expect(said).to.contain("GSTIN")
    expect(server.requestsOf("GET", "/billing-details")).to.have.length(0)
    server.changeSummary({ customer: { ...server.summary.customer, taxId: "29AAACA1234F1Z6" } })
    await element.refresh()
    await until(() => text(element).includes("29AAACA1234F1Z6"))
  })

  it("[UI-BILLING-1] says what a tax needs", async () => {
    const { element, server } = await show()
    const { customer } = server.summary
    server.changeSummary({ customer: { ...customer, billingMissing: ["billingAddress.state"] } })
    await element.refresh()
    await until(() => part(element, "notice")?.textContent.includes("The state is missing"))
  })

  it("[UI-BILLING-2] offers to add them where there are none", async () => {
    const { element, server } = await show("empty")
    server.changeSummary({ customer: { ...server.summary.customer, contact: null, billingAddress: null } })
    await element.refresh()
    await until(() => text(element).includes("No billing details yet"))
    expect(part(element, "edit")!.textContent.trim()).to.equal("Add billing details")
  })

  it("[UI-BILLING-2] has no form without settings:write", async () => {
    const { element } = await show("typical", { scopes: ["balance:read"] })
    expect(part(element, "edit")).to.equal(null)
    expect(text(element)).to.contain("Ask the owner of the account to change them.")
  })

  it("[UI-BILLING-4] knows states, postal codes and tax ids of the country", async () => {
    const { element, server } = await show()
    await edit(element, server)
    expect(field(element, "state").localName).to.equal("select")
    expect(field(element, "state").value).to.equal("Karnataka")
    expect(field(element, "taxId").labels![0]!.textContent).to.equal("GSTIN (optional)")
    expect(element.shadowRoot!.querySelector("#billing-postalCode-note")!.textContent).to.contain("560001")
    type(element, "country", "DE")
    await until(() => field(element, "state").localName === "input")
    expect(field(element, "state").value).to.equal("")
    expect(field(element, "taxId").labels![0]!.textContent).to.contain("USt-IdNr.")
    type(element, "country", "US")
    await until(() => field(element, "state").localName === "select")
    expect(field(element, "state").value).to.equal("")
    part(element, "save")!.click()
    await until(() => element.shadowRoot!.activeElement?.id === "billing-state")
    expect(server.requestsOf("PUT", "/billing-details")).to.have.length(0)
    type(element, "country", "IN")
    await until(() => field(element, "state").value === "Karnataka")
  })

  it("[UI-BILLING-4] keeps a state that is none of the list until another is chosen", async () => {
    const { element, server } = await show()
    const { customer } = server.summary
    const billingAddress = { ...customer.billingAddress, state: "Karnatka" }
    server.changeSummary({ customer: { ...customer, billingAddress } })
    await element.refresh()
    await until(() => text(element).includes("Karnatka"))
    await edit(element, server)
    expect(field(element, "state").value).to.equal("Karnatka")
    type(element, "state", "Kerala")
    await until(() => field(element, "state").value === "Kerala")
  })

  it("[UI-BILLING-4] says at each field what is wrong, and what a right tax id looks like", async () => {
    const { element, server } = await show()
    await edit(element, server)
    type(element, "name", " ")
    type(element, "email", "asha")
    part(element, "save")!.click()
    await until(() => element.shadowRoot!.activeElement?.id === "billing-name")
    expect(element.shadowRoot!.querySelector("#billing-email-note")!.textContent).to.contain(
      "does not look right",
    )
    type(element, "name", "Asha")
    type(element, "email", "asha@acme.example")
    type(element, "taxId", "29ABCDE1234F1Z5")
    const errors = [{ path: "taxId", message: "no" }]
    server.answer(`PUT ${ROUTE}`, problem(400, "invalid_request", { errors }))
    part(element, "save")!.click()
    await until(() => element.shadowRoot!.activeElement?.id === "billing-taxId")
    expect(element.shadowRoot!.querySelector("#billing-taxId-note")!.textContent).to.contain(
      "This is not a valid GSTIN. One looks like 27AAPFU0939F1ZV.",
    )
  })

  it("[UI-BILLING-5] saves whole, and tells the page before and after", async () => {
    const { element, server } = await show()
    await edit(element, server)
    type(element, "city", "Mysuru")
    type(element, "taxId", "29AAACA1234F1Z6")
    const before = nextEvent<BillingChangeEvent>(element, "tollgate-billing-change")
    const after = nextEvent<BillingChangedEvent>(document, "tollgate-billing-changed")
    part(element, "save")!.click()
    expect((await before).details.billingAddress!.city).to.equal("Mysuru")
    expect((await after).details.taxId).to.equal("29AAACA1234F1Z6")
    await until(() => part(element, "saved")?.textContent.includes("Saved"))
    await until(() => element.shadowRoot!.activeElement === part(element, "saved"))
    expect(text(element)).to.contain("Mysuru, Karnataka 560025")
    const [put] = server.requestsOf("PUT", "/billing-details")
    expect(put!.headers.get("if-match")).to.equal('"1"')
    expect(put!.body).to.deep.equal({
      contact: { name: "Asha Rao", email: "accounts@acme.example" },
      billingAddress: {
        line1: "14 Residency Road",
        city: "Mysuru",
        state: "Karnataka",
        postalCode: "560025",
        country: "IN",
      },
      taxId: "29AAACA1234F1Z6",
    })
  })

  it("[UI-BILLING-5] saves nothing that the page prevents", async () => {
    const { element, server } = await show()
    await edit(element, server)
    element.addEventListener("tollgate-billing-change", (event) => event.preventDefault())
    part(element, "save")!.click()
    await element.updateComplete
    expect(server.requestsOf("PUT", "/billing-details")).to.have.length(0)
    expect(part(element, "billing")).not.to.equal(null)
  })

  it("[UI-BILLING-5] says that nothing was saved, and keeps what was typed", async () => {
    const { element, server } = await show()
    await edit(element, server)
    type(element, "city", "Mysuru")
    server.answer(`PUT ${ROUTE}`, problem(503, "unavailable"))
    part(element, "save")!.click()
    await until(() => part(element, "error")?.textContent.includes("Nothing was saved."))
    expect(field(element, "city").value).to.equal("Mysuru")
    server.setReachable(false)
    part(element, "save")!.click()
    await until(() => part(element, "error")?.textContent.includes("could not be reached"))
    server.setReachable(true)
    keepDetails(server)
    // The tag that it began with is of a server before: it is asked anew after a conflict.
    part(element, "save")!.click()
    await until(() => part(element, "saved")?.textContent.includes("Saved"))
  })

  it("[UI-BILLING-6] overwrites nothing unseen: theirs", async () => {
    const { element, server, kept } = await show()
    await edit(element, server)
    type(element, "city", "Mysuru")
    kept.change({ billingAddress: { ...server.summary.customer.billingAddress, city: "Hubballi" } })
    part(element, "save")!.click()
    await until(() => part(element, "notice")?.textContent.includes("Somebody changed these details"))
    choose(element, "Show theirs")
    await until(() => field(element, "city").value === "Hubballi")
    part(element, "save")!.click()
    await until(() => part(element, "saved")?.textContent.includes("Saved"))
    expect(text(element)).to.contain("Hubballi")
  })

  it("[UI-BILLING-6] overwrites nothing unseen: mine", async () => {
    const { element, server, kept } = await show()
    await edit(element, server)
    type(element, "city", "Mysuru")
    kept.change({ taxId: "29AAACA1234F1Z6" })
    part(element, "save")!.click()
    await until(() => part(element, "notice"))
    choose(element, "Save mine")
    await until(() => part(element, "saved")?.textContent.includes("Saved"))
    // What was not typed in is theirs.
    expect(server.summary.customer).to.deep.include({ taxId: "29AAACA1234F1Z6" })
    expect(server.summary.customer.billingAddress.city).to.equal("Mysuru")
  })

  it("[UI-BILLING-7] asks before changes are lost", async () => {
    const { element, server } = await show()
    const leaves = (): boolean => dispatchEvent(new Event("beforeunload", { cancelable: true }))
    await edit(element, server)
    expect(leaves()).to.equal(true)
    part(element, "cancel")!.click()
    await until(() => part(element, "billing") === null)
    await edit(element, server)
    type(element, "city", "Mysuru")
    expect(leaves()).to.equal(false)
    field(element, "city").focus()
    await sendKeys({ press: "Escape" })
    await until(() => part(element, "notice")?.textContent.includes("Discard your changes?"))
    choose(element, "Keep editing")
    await until(() => part(element, "notice") === null)
    expect(field(element, "city").value).to.equal("Mysuru")
    part(element, "cancel")!.click()
    await until(() => part(element, "notice"))
    choose(element, "Discard")
    await until(() => element.shadowRoot!.activeElement === part(element, "edit"))
    expect(text(element)).to.contain("Bengaluru")
    expect(leaves()).to.equal(true)
    expect(server.requestsOf("PUT", "/billing-details")).to.have.length(0)
  })

  it("[UI-2][UI-BILLING-3] says what cannot be loaded, and tries again", async () => {
    const server = await serve()
    server.answer("GET /v1/wallets/:id/summary", problem(503, "unavailable"))
    const element = await fixture<BillingDetailsElement>(
      `<billing-details ${server.attributes()} locale="en-US"></billing-details>`,
    )
    await until(() => part(element, "error"))
    server.answer("GET /v1/wallets/:id/summary", () => server.summary)
    part(element, "error")!.querySelector("button")!.click()
    await until(() => part(element, "details"))
  })

  it("[UI-BILLING-2][UI-8] shows another customer's, and no form of the one before", async () => {
    const { element, server } = await show()
    await edit(element, server)
    server.changeSummary({ customer: { ...server.summary.customer, id: "cus_other", name: "Other" } })
    await element.refresh()
    await until(() => part(element, "details"))
  })

  for (const locale of ["en-US", "ar", "hi"]) {
    it(`[UI-6] is accessible in ${locale}, seen and edited`, async () => {
      const { element, server } = await show("typical", { attributes: `locale="${locale}"` })
      await expectAccessible(element)
      await edit(element, server)
      part(element, "save")!.focus()
      type(element, "name", "")
      part(element, "save")!.click()
      await until(() => field(element, "name").getAttribute("aria-invalid") === "true")
      await expectAccessible(element)
    })
  }

  it("[UI-5] overflows nowhere at 280 pixels, with the longest names", async () => {
    await withWidth(280)
    const { element, server } = await show("long-names")
    const fits = (): boolean =>
      [...element.shadowRoot!.querySelectorAll("*")].every(
        (inner) => inner.classList.contains("sr") || inner.getBoundingClientRect().right <= innerWidth + 1,
      )
    expect(fits()).to.equal(true)
    await edit(element, server)
    expect(fits()).to.equal(true)
  })

  it("[UI-BILLING-7] works by keyboard alone", async () => {
    if (!CAN_EMULATE) return
    const { element, server } = await show()
    part(element, "edit")!.focus()
    await sendKeys({ press: "Enter" })
    await until(() => element.shadowRoot!.activeElement?.id === "billing-name")
    await until(() => server.requestsOf("GET", "/billing-details").length === 1)
    await sendKeys({ press: "End" })
    await sendKeys({ type: " B" })
    await sendKeys({ press: "Enter" })
    await until(() => part(element, "saved")?.textContent.includes("Saved"))
    expect(text(element)).to.contain("Asha Rao B")
  })
})
