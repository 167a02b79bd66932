import { expect } from "chai"
import {
  control,
  countTabs,
  part,
  pay,
  type Shown,
  showAddCredits,
  text,
  type,
} from "../testing/add-credits-page.ts"
import { problem } from "../testing/fake-server.ts"
import { until } from "../testing/until.ts"
import "./define.ts"

const DETAILS = {
  name: "Asha Rao",
  email: "asha@nova.example",
  line1: "14 Residency Road",
  city: "Berlin",
  postalCode: "10115",
}

function fill({ element }: Shown, details: Readonly<Record<string, string>> = DETAILS): void {
  for (const [entry, value] of Object.entries(details)) type(element, `billing-${entry}`, value)
}

async function showIncomplete(): Promise<Shown> {
  const shown = await showAddCredits({ name: "empty" })
  await until(() => part(shown.element, "billing"))
  return shown
}

describe("billing details in <add-credits>", () => {
  it("[UI-ADD-6] stand in one line, and open to be changed", async () => {
    const { element, server } = await showAddCredits()
    expect(part(element, "billing-line")!.textContent).to.contain(
      "Asha Rao, 14 Residency Road, 560025 Bengaluru, Karnataka, India",
    )
    part(element, "billing-line")!.querySelector("button")!.click()
    await until(() => part(element, "billing"))
    expect(control(element, "billing-city").value).to.equal("Bengaluru")
    expect(control(element, "billing-country").value).to.equal("IN")
    server.answer("PUT /v1/wallets/:id/billing-details", ({ body }) => {
      server.changeSummary({ customer: { ...server.summary.customer, ...body } })
      return server.summary.customer
    })
    type(element, "billing-city", "Mysuru")
    type(element, "billing-taxId", "29ABCDE1234F1ZW")
    control(element, "Save").click()
    await until(() => part(element, "billing-line")?.textContent?.includes("560025 Mysuru"))
    expect(server.requestsOf("PUT", "/billing-details")[0]!.body).to.deep.equal({
      contact: { name: "Asha Rao", email: "accounts@acme.example" },
      billingAddress: {
        line1: "14 Residency Road",
        city: "Mysuru",
        state: "Karnataka",
        postalCode: "560025",
        country: "IN",
      },
      taxId: "29ABCDE1234F1ZW",
    })
  })

  it("[UI-ADD-6] are asked for before Pay", async () => {
    const tabs = countTabs()
    const { element } = await showIncomplete()
    await pay(element)
    await until(() => element.shadowRoot!.activeElement?.id === "billing-name")
    expect(text(element)).to.contain("Save your billing details first.")
    expect(tabs).to.have.length(0)
  })

  it("[UI-ADD-6] say what is missing, at each field, and save nothing", async () => {
    const shown = await showIncomplete()
    const { element, server } = shown
    fill(shown, { email: "asha", city: "Berlin" })
    control(element, "Save").click()
    await until(() => element.shadowRoot!.activeElement?.id === "billing-name")
    const invalid = [...element.shadowRoot!.querySelectorAll('[part="billing"] [aria-invalid="true"]')]
    expect(invalid.map(({ id }) => id)).to.deep.equal([
      "billing-name",
      "billing-email",
      "billing-line1",
      "billing-postalCode",
    ])
    expect(control(element, "billing-email-note").textContent).to.contain("does not look right")
    expect(server.requestsOf("PUT", "/billing-details")).to.have.length(0)
  })

  it("[UI-ADD-6] are saved, and the price of the new country is asked", async () => {
    const shown = await showIncomplete()
    const { element, server } = shown
    server.answer("PUT /v1/wallets/:id/billing-details", ({ body }) => {
      server.changeSummary({ customer: { ...server.summary.customer, ...body, billingComplete: true } })
      return server.summary.customer
    })
    const asked = server.requestsOf("POST", "/preview").length
    fill(shown)
    control(element, "Save").click()
    await until(() => part(element, "billing-line")?.textContent?.includes("Asha Rao"))
    await until(() => server.requestsOf("POST", "/preview").length === asked + 1)
  })

  it("[UI-ADD-6][UI-ADD-13] say at its field what the server does not take, else below", async () => {
    const shown = await showIncomplete()
    const { element, server } = shown
    fill(shown)
    server.answer(
      "PUT /v1/wallets/:id/billing-details",
      problem(400, "invalid_request", { errors: [{ path: "contact.phone", message: "a phone number" }] }),
    )
    type(element, "billing-phone", "x")
    control(element, "Save").click()
    await until(() => element.shadowRoot!.activeElement?.id === "billing-phone")
    server.answer("PUT /v1/wallets/:id/billing-details", problem(503, "unavailable"))
    control(element, "Save").click()
    await until(() =>
      part(element, "billing")!.querySelector('[role="alert"]')?.textContent?.includes("unavailable"),
    )
    expect(control(element, "billing-city").value).to.equal("Berlin")
  })

  it("[UI-ADD-6] may be incomplete for who may not add them: whom to ask is said", async () => {
    const tabs = countTabs()
    const { element } = await showAddCredits({ name: "empty", scopes: ["balance:read", "topup:write"] })
    expect(text(element)).to.contain("Ask the owner of the account to add them.")
    expect(part(element, "billing-line")!.querySelector("button")).to.equal(null)
    await pay(element)
    await until(() => tabs.length === 1)
  })
})
