import { expect } from "chai"
import type { AutoRechargeChangeEvent } from "../events/topup-events.ts"
import type { AutoRecharge } from "../session/types.ts"
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
import { pendingTopUp } from "../testing/fake-checkout.ts"
import { type FakeServer, problem } from "../testing/fake-server.ts"
import { nextEvent, until } from "../testing/until.ts"
import "./define.ts"

const ON: AutoRecharge = {
  enabled: true,
  threshold: "50",
  amount: "200",
  monthlyLimit: null,
  state: "on",
  reason: null,
}

function settings(server: FakeServer) {
  return server.requestsOf("PUT", "/auto-recharge").map(({ body }) => body)
}

/** Recharges chosen, and paid for but for the last step. */
async function showAgreed(isTicked = true): Promise<Shown> {
  countTabs()
  const shown = await showAddCredits()
  const { element, server } = shown
  server.answer("PUT /v1/wallets/:id/auto-recharge", ({ body }) => {
    const { enabled, threshold, amount, monthlyLimit } = body
    const state = "awaiting_method" as const
    server.changeSummary({ autoRecharge: { enabled, threshold, amount, monthlyLimit, state, reason: null } })
    return server.summary.autoRecharge
  })
  control(element, "$100").click()
  control(element, "Recharge automatically").click()
  await until(() => part(element, "consent"))
  if (isTicked) tick(element, "agree")
  return shown
}

function tick(element: Element, id: string): void {
  const box = control(element, id)
  box.checked = !box.checked
  box.dispatchEvent(new Event("change"))
}

const CONSENT = { textId: "add-credits.recharge.1", locale: "en-US" }

describe("auto-recharge in <add-credits>", () => {
  it("[UI-ADD-10] says what one agrees to, with its amounts", async () => {
    const { element } = await showAgreed()
    expect(part(element, "consent")!.textContent).to.contain(
      "I agree that $100.00, with fee and tax, is charged to my saved means of payment whenever less than $50.00 is available, until I turn this off here.",
    )
    expect(part(element, "method")!.textContent).to.equal(
      "What you pay with now is kept and charged from then on.",
    )
    type(element, "recharge-threshold", "75")
    type(element, "recharge-limit", "500")
    await until(() =>
      part(element, "consent")!.textContent.includes(
        "less than $75.00 is available, at most $500.00 in credits a month",
      ),
    )
  })

  it("[UI-ADD-10] is agreed to by a tick, which another figure takes away", async () => {
    const { element, server } = await showAgreed(false)
    await pay(element)
    await until(() => part(element, "consent")!.textContent.includes("Tick this box to agree."))
    await until(() => element.shadowRoot!.activeElement?.id === "agree")
    expect(control(element, "agree").getAttribute("aria-invalid")).to.equal("true")
    tick(element, "agree")
    await until(() => !part(element, "consent")!.textContent.includes("Tick"))
    type(element, "recharge-threshold", "75")
    await until(() => !control(element, "agree").checked)
    await pay(element)
    await element.updateComplete
    expect(server.requestsOf("POST", "/top-ups")).to.have.length(0)
    expect(settings(server)).to.deep.equal([])
  })

  it("[UI-ADD-10] is turned on before the payment, to begin with it", async () => {
    const { element, server } = await showAgreed()
    const asked = nextEvent<AutoRechargeChangeEvent>(document.body, "tollgate-autorecharge-change")
    await pay(element)
    await until(() => part(element, "go-on"))
    const wanted = { enabled: true, threshold: "50", amount: "100", monthlyLimit: null }
    expect((await asked).settings).to.deep.equal(wanted)
    expect(settings(server)).to.deep.equal([
      { ...wanted, consent: CONSENT, emergency: null, startsWith: "payment" },
    ])
    server.streams.push("topup", pendingTopUp({ status: "succeeded" }))
    await until(() => text(element).includes("Auto-recharge is on: $100.00 when below $50.00."))
  })

  it("[UI-ADD-10] in an emergency is agreed to by a tick of its own, for its own amount", async () => {
    const { element, server } = await showAgreed()
    expect(control(element, "agree-urgent").checked).to.equal(false)
    tick(element, "agree-urgent")
    await until(() => element.shadowRoot!.querySelector("#recharge-urgent"))
    type(element, "recharge-urgent", "300")
    await until(() => !control(element, "agree-urgent").checked)
    expect(control(element, "agree-urgent").parentElement!.textContent).to.contain("$300.00")
    tick(element, "agree-urgent")
    await pay(element)
    await until(() => part(element, "go-on"))
    expect(settings(server)[0].emergency).to.deep.equal({
      amount: "300",
      below: "0",
      perMonth: 3,
      consent: { textId: "add-credits.emergency.1", locale: "en-US" },
    })
  })

  it("[UI-ADD-10] goes on paying once where the page prevents it", async () => {
    const { element, server } = await showAgreed()
    element.addEventListener("tollgate-autorecharge-change", (event) => event.preventDefault())
    await pay(element)
    await until(() => part(element, "go-on"))
    expect(settings(server)).to.deep.equal([])
  })

  it("[UI-ADD-9][UI-ADD-10] is agreed to once by a double click", async () => {
    const { element, server } = await showAgreed()
    await element.updateComplete
    part(element, "pay")!.click()
    part(element, "pay")!.click()
    await until(() => part(element, "go-on"))
    expect(server.requestsOf("POST", "/top-ups")).to.have.length(1)
  })

  it("[UI-ADD-10] waits for the next payment when this one failed", async () => {
    const { element, server } = await showAgreed()
    await pay(element)
    await until(() => part(element, "go-on"))
    server.streams.push("topup", pendingTopUp({ status: "failed", failureReason: "declined" }))
    await until(() => text(element).includes("did not go through"))
    expect(text(element)).not.to.contain("Auto-recharge is on")
    control(element, "Try again").click()
    await until(() =>
      text(element).includes("Auto-recharge begins with your next payment: $100 when below $50."),
    )
  })

  it("[UI-ADD-10][UI-ADD-13] that could not be turned on is said, and nothing is begun", async () => {
    const { element, server } = await showAgreed()
    server.answer("PUT /v1/wallets/:id/auto-recharge", problem(409, "wallet_not_active"))
    await pay(element)
    await until(() => text(element).includes("Auto-recharge was not turned on: The wallet is suspended"))
    expect(server.requestsOf("POST", "/top-ups")).to.have.length(0)
  })

  it("[UI-ADD-10][UI-ADD-14] does not take what is no amount, or a limit below one recharge", async () => {
    const { element, server } = await showAgreed()
    for (const [id, value, says] of [
      ["recharge-threshold", "soon", "Write an amount"],
      ["recharge-limit", "99", "At least the amount of one recharge, $100.00."],
    ] as const) {
      type(element, "recharge-threshold", "50")
      type(element, id, value)
      await pay(element)
      await until(() => control(element, `${id}-note`).textContent.includes(says))
      await until(() => element.shadowRoot!.activeElement?.id === id)
    }
    expect(server.requestsOf("POST", "/top-ups")).to.have.length(0)
  })

  it("[UI-ADD-10] that is on is changed without a payment", async () => {
    const { element, server } = await showAddCredits({
      prepare: (fake) => fake.changeSummary({ autoRecharge: ON }),
    })
    server.answer("PUT /v1/wallets/:id/auto-recharge", ({ body }) => {
      server.changeSummary({ autoRecharge: { ...ON, ...body } })
      return server.summary.autoRecharge
    })
    await until(() => text(element).includes("Auto-recharge is on: $200 when below $50."))
    const change = (): HTMLButtonElement =>
      [...element.shadowRoot!.querySelectorAll<HTMLButtonElement>(".choices button")].find(
        ({ parentElement }) => parentElement!.textContent.includes("Auto-recharge"),
      )!
    change().click()
    await until(() => part(element, "consent")?.textContent?.includes("I agree that $200.00"))
    await until(() => part(element, "method")?.textContent === "It charges Visa ending in 4242.")
    type(element, "recharge-amount", "300")
    await until(() => part(element, "consent")?.textContent?.includes("I agree that $300.00"))
    tick(element, "agree")
    control(element, "Save").click()
    await until(() => text(element).includes("Auto-recharge is on: $300 when below $50."))

    change().click()
    await until(() => part(element, "recharge"))
    element.addEventListener("tollgate-autorecharge-change", (event) => event.preventDefault(), {
      once: true,
    })
    control(element, "Turn off").click()
    await element.updateComplete
    expect(settings(server)).to.have.length(1)
    control(element, "Turn off").click()
    await until(() => text(element).includes("Just once"))
    expect(settings(server)[1]).to.deep.equal({
      enabled: false,
      threshold: "50",
      amount: "300",
      monthlyLimit: null,
    })
  })

  it("[UI-ADD-10] keeps an emergency that is set, and says when nothing is kept", async () => {
    const emergency = { amount: "500", below: "20", perMonth: 2 }
    const { element, server } = await showAddCredits({
      prepare: (fake) => fake.changeSummary({ autoRecharge: { ...ON, emergency, state: "awaiting_method" } }),
    })
    server.answer("GET /v1/wallets/:id/saved-method", Response.json(null))
    server.answer("PUT /v1/wallets/:id/auto-recharge", ON)
    await until(() => text(element).includes("Auto-recharge begins with your next payment"))
    const line = [...element.shadowRoot!.querySelectorAll("p")].find(({ textContent }) =>
      textContent.includes("begins with your next payment"),
    )!
    line.parentElement!.querySelector("button")!.click()
    await until(() => part(element, "method")?.textContent?.startsWith("Nothing is kept yet"))
    expect(control(element, "agree-urgent").checked).to.equal(true)
    tick(element, "agree")
    control(element, "Save").click()
    await until(() => settings(server).length > 0)
    expect(settings(server)[0]).to.deep.include({ emergency, consent: CONSENT, startsWith: "payment" })
  })

  it("[UI-ADD-10] is not offered where the provider cannot charge by itself", async () => {
    const { element } = await showAddCredits({ checkout: { canAutoRecharge: false } })
    expect(text(element)).not.to.contain("Recharge automatically")
  })
})
