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
async function showAgreed(): Promise<Shown> {
  countTabs()
  const shown = await showAddCredits()
  const { element, server } = shown
  server.answer("PUT /v1/wallets/:id/auto-recharge", ({ body }) => {
    server.changeSummary({ autoRecharge: { ...ON, ...body } })
    return server.summary.autoRecharge
  })
  control(element, "$100").click()
  control(element, "Recharge automatically").click()
  await until(() => part(element, "consent"))
  return shown
}

describe("auto-recharge in <add-credits>", () => {
  it("[UI-ADD-10] says what one agrees to, with its amounts", async () => {
    const { element } = await showAgreed()
    expect(part(element, "consent")!.textContent).to.contain(
      "By paying you agree that $100.00, with fee and tax, is charged to the same means of payment whenever less than $50.00 is available, until you turn this off here.",
    )
    type(element, "recharge-threshold", "75")
    type(element, "recharge-limit", "500")
    await until(() =>
      part(element, "consent")!.textContent.includes(
        "less than $75.00 is available, at most $500.00 a month",
      ),
    )
  })

  it("[UI-ADD-10] is turned on once the payment came in, and not before", async () => {
    const { element, server } = await showAgreed()
    await pay(element)
    await until(() => part(element, "go-on"))
    expect(settings(server)).to.deep.equal([])
    const asked = nextEvent<AutoRechargeChangeEvent>(document.body, "tollgate-autorecharge-change")
    server.streams.push("topup", pendingTopUp({ status: "succeeded" }))
    const wanted = { enabled: true, threshold: "50", amount: "100", monthlyLimit: null }
    expect((await asked).settings).to.deep.equal(wanted)
    await until(() => text(element).includes("Auto-recharge is on: $100.00 when below $50.00."))
    expect(settings(server)).to.deep.equal([wanted])
  })

  it("[UI-ADD-9][UI-ADD-10] is agreed to once by a double click", async () => {
    const { element, server } = await showAgreed()
    await element.updateComplete
    part(element, "pay")!.click()
    part(element, "pay")!.click()
    await until(() => part(element, "go-on"))
    expect(server.requestsOf("POST", "/top-ups")).to.have.length(1)
  })

  it("[UI-ADD-10] stays off when the payment failed", async () => {
    const { element, server } = await showAgreed()
    await pay(element)
    await until(() => part(element, "go-on"))
    server.streams.push("topup", pendingTopUp({ status: "failed", failureReason: "declined" }))
    await until(() => text(element).includes("did not go through"))
    expect(settings(server)).to.deep.equal([])
  })

  it("[UI-ADD-10][UI-ADD-13] says when it could not be turned on, though the payment came in", async () => {
    const { element, server } = await showAgreed()
    server.answer("PUT /v1/wallets/:id/auto-recharge", problem(409, "wallet_not_active"))
    await pay(element)
    await until(() => part(element, "go-on"))
    server.streams.push("topup", pendingTopUp({ status: "succeeded" }))
    await until(() => text(element).includes("Auto-recharge was not turned on: The wallet is suspended"))
    expect(text(element)).to.contain("$100.00 was added")
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
    expect(text(element)).to.contain("Auto-recharge is on: $200 when below $50.")
    const change = (): HTMLButtonElement =>
      [...element.shadowRoot!.querySelectorAll<HTMLButtonElement>(".choices button")].find(
        ({ parentElement }) => parentElement!.textContent.includes("Auto-recharge"),
      )!
    change().click()
    await until(() => part(element, "consent")?.textContent?.includes("By saving you agree that $200.00"))
    type(element, "recharge-amount", "300")
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

  it("[UI-ADD-10] is not offered where the provider cannot charge by itself", async () => {
    const { element } = await showAddCredits({ checkout: { canAutoRecharge: false } })
    expect(text(element)).not.to.contain("Recharge automatically")
  })
})
