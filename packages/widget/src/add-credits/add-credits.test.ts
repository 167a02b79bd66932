import { expect } from "chai"
import {
  control,
  hasPrice,
  part,
  pay,
  showAddCredits,
  text,
  type,
  typeAmount,
} from "../testing/add-credits-page.ts"
import { COUPONS } from "../testing/fake-checkout.ts"
import { problem } from "../testing/fake-server.ts"
import { until } from "../testing/until.ts"
import type { AddCredits } from "./add-credits.ts"
import "./define.ts"

function chosen(element: AddCredits): string {
  return element.shadowRoot!.querySelector(".tile:has(:checked)")!.textContent.trim()
}

describe("what <add-credits> adds", () => {
  it("[UI-ADD-1] offers presets, one of them chosen, and any other amount", async () => {
    const { element } = await showAddCredits()
    const tiles = [...element.shadowRoot!.querySelectorAll(".tile")].map(({ textContent }) =>
      textContent.trim(),
    )
    expect(tiles).to.deep.equal(["$50", "$100", "$250", "Other"])
    expect(chosen(element)).to.equal("$50")
    expect(text(element)).to.contain("You use about $16 in 30 days")
  })

  const suggestions: readonly (readonly [dailyAverage: string | null, suggested: string])[] = [
    [null, "$100"],
    ["0", "$100"],
    ["1.6", "$50"],
    ["7.07", "$250"],
    ["900", "$250"],
  ]
  for (const [dailyAverage, suggested] of suggestions) {
    it(`[UI-ADD-1] chooses ${suggested} at first where a day uses ${dailyAverage ?? "nobody knows what"}`, async () => {
      const { element } = await showAddCredits({
        prepare: (server) => server.changeSummary({ forecast: { dailyAverage, daysLeft: null } }),
      })
      expect(chosen(element)).to.equal(suggested)
    })
  }

  it("[UI-ADD-1] chooses what the page says", async () => {
    const { element } = await showAddCredits({
      attributes: 'locale="en-US" amount="250" coupon-code="ALWAYS"',
    })
    expect(chosen(element)).to.equal("$250")
    await until(() => text(element).includes("+$5.00 bonus"))
  })

  it("[UI-ADD-1] chooses another amount that the page says, as its reader writes it", async () => {
    const { element } = await showAddCredits({ attributes: 'locale="es-ES" amount="75.5"' })
    expect(control(element, "typed").value).to.equal("75,5")
  })

  it("[UI-ADD-2] asks for exactly what was typed", async () => {
    const { element, server } = await showAddCredits({ attributes: 'locale="es-PE"' })
    await until(() => text(element).includes("Otro") || text(element).includes("Other"))
    element.shadowRoot!.querySelector<HTMLInputElement>(".tile:last-child input")!.click()
    await until(() => element.shadowRoot!.querySelector("#typed"))
    type(element, "typed", "1,234.56")
    await until(() => server.requestsOf("POST", "/preview").at(-1)?.body.amount === "1234.56")
  })

  const faults: readonly (readonly [typed: string, says: string])[] = [
    ["", "At least $10.00."],
    ["9.99", "At least $10.00."],
    ["10000.01", "At most $10,000.00."],
    ["ten", "Write an amount, such as $10.00."],
    ["10.005", "At most 2 decimals."],
  ]
  for (const [typed, says] of faults) {
    it(`[UI-ADD-2][UI-ADD-14] does not take "${typed}" and says why, at its field`, async () => {
      const { element, server } = await showAddCredits()
      await typeAmount(element, typed)
      await element.updateComplete
      expect(control(element, "typed").getAttribute("aria-invalid")).to.equal("false")
      await pay(element)
      await until(() => control(element, "typed-note").textContent.includes(says))
      const input = control(element, "typed")
      expect(input.getAttribute("aria-describedby")).to.equal("typed-note")
      expect(input.getAttribute("aria-invalid")).to.equal("true")
      await until(() => element.shadowRoot!.activeElement === input)
      expect(server.requestsOf("POST", "/top-ups")).to.have.length(0)
    })
  }

  it("[UI-ADD-2] takes both limits themselves", async () => {
    const { element, server } = await showAddCredits()
    for (const [typed, amount] of [
      ["10", "10"],
      ["10,000.00", "10000"],
    ] as const) {
      await typeAmount(element, typed)
      await until(() => server.requestsOf("POST", "/preview").at(-1)?.body.amount === amount)
    }
  })

  const coupons: readonly (readonly [code: string, says: string])[] = [
    ["DIWALI10", "+$10.00 bonus until Dec 31, 2026"],
    ["ALWAYS", "+$5.00 bonus"],
    ["SPRING", "This coupon ended on May 12, 2026."],
    ["GONE", "This coupon has been used up."],
    ["BIG", "For $500 or more: $450 is missing."],
    ["OTHERS", "This coupon is not for your account."],
    ["NOBODYS", "There is no such coupon."],
  ]
  for (const [code, says] of coupons) {
    it(`[UI-ADD-3] says of the coupon ${code}: ${says}`, async () => {
      const { element, server } = await showAddCredits()
      type(element, "coupon", code)
      await until(() => control(element, "coupon-note").textContent.trim() === says)
      expect(server.requestsOf("POST", "/preview").at(-1)!.body).to.deep.equal({
        amount: "50",
        couponCode: code,
      })
      const isValid = COUPONS[code]?.status === "valid"
      expect(control(element, "coupon").getAttribute("aria-invalid")).to.equal(String(!isValid))
      expect(text(element).includes("Bonus +$")).to.equal(isValid)
    })
  }

  it("[UI-ADD-3] begins nothing with a coupon that does not hold", async () => {
    const { element, server } = await showAddCredits()
    type(element, "coupon", "GONE")
    await until(() => text(element).includes("used up"))
    await pay(element)
    await until(() => element.shadowRoot!.activeElement?.id === "coupon")
    expect(server.requestsOf("POST", "/top-ups")).to.have.length(0)
  })

  it("[UI-ADD-4] shows the server's fee, taxes and total", async () => {
    const { element, server } = await showAddCredits()
    control(element, "$100").click()
    await until(() => text(element).includes("Pay $121.78"))
    expect(part(element, "price")!.textContent.replaceAll(/\s+/g, " ").trim()).to.equal(
      "Credits $100.00 Processing fee $3.20 GST 18% $18.58 Total to pay $121.78",
    )
    server.answer("POST /v1/wallets/:id/top-ups/preview", {
      amount: "250",
      bonus: "0",
      fee: "0",
      feeLabel: null,
      tax: "0.7",
      taxLines: [{ label: "IGV", percent: "0.125", amount: "0.7" }],
      total: "7",
      currency: "USD",
      coupon: null,
    })
    control(element, "$250").click()
    // Whatever it says: the element computes nothing.
    await until(() => text(element).includes("Credits $250.00 IGV 0.125% $0.70 Total to pay $7.00"))
  })

  it("[UI-ADD-4] says which tax is inside of the price, and why there is none", async () => {
    const price = { amount: "100", bonus: "0", fee: "0", feeLabel: null, tax: "0", total: "100" }
    const rest = { currency: "USD", coupon: null }
    const taxLines = [{ label: "GST", percent: "10", amount: "9.09", isIncluded: true }]
    const { element } = await showAddCredits({
      prepare: (server) =>
        server.answer("POST /v1/wallets/:id/top-ups/preview", {
          ...price,
          ...rest,
          taxLines,
          taxNotes: [{ code: "export_lut", reference: "AD29" }],
        }),
    })
    await until(() => part(element, "tax-notes"))
    const said = part(element, "tax-notes")!.textContent.replaceAll(/\s+/g, " ")
    expect(said).to.contain("Includes GST 10%: $9.09")
    expect(said).to.contain("Export: no tax is charged")
    expect(said).to.contain("(AD29)")
    // Nothing is added to the sum for it.
    expect(part(element, "price")!.textContent).not.to.contain("9.09")
  })

  it("[UI-ADD-4][UI-ADD-13] says that the tax depends on billing details", async () => {
    const { element } = await showAddCredits(
      {
        prepare: (server) =>
          server.answer("POST /v1/wallets/:id/top-ups/preview", problem(422, "billing_details_needed")),
      },
      (shown) => text(shown).includes("Add your billing details first"),
    )
    expect(part(element, "pay")!.textContent).to.contain("Pay")
  })

  it("[UI-ADD-4] keeps the old price, dimmed, and takes the answer to the last question", async () => {
    const { element, server } = await showAddCredits()
    const answers: ((answer: unknown) => void)[] = []
    server.answer(
      "POST /v1/wallets/:id/top-ups/preview",
      ({ body }) =>
        new Promise((resolve) => {
          const amount = body.amount as string
          const price = {
            amount,
            bonus: "0",
            fee: "0",
            feeLabel: null,
            tax: "0",
            taxLines: [],
            total: amount,
          }
          answers.push(() => resolve({ ...price, currency: "USD", coupon: null }))
        }),
    )
    control(element, "$100").click()
    await until(() => answers.length === 1)
    expect(hasPrice(element)).to.equal(false)
    expect(part(element, "price")!.textContent).to.contain("$60.89")
    expect(part(element, "pay")!.textContent.trim()).to.equal("Pay")
    control(element, "$250").click()
    await until(() => answers.length === 2)
    answers[1]!(undefined)
    await until(() => text(element).includes("Pay $250.00"))
    answers[0]!(undefined)
    await element.updateComplete
    expect(text(element)).to.contain("Pay $250.00")
  })

  it("[UI-ADD-4] says when there is no price, and asks again", async () => {
    const { element, server } = await showAddCredits()
    server.answer("POST /v1/wallets/:id/top-ups/preview", problem(429, "rate_limited"))
    control(element, "$100").click()
    await until(() => text(element).includes("That was too often"))
    server.answer("POST /v1/wallets/:id/top-ups/preview", problem(503, "unavailable"))
    control(element, "Try again").click()
    await until(() => text(element).includes("Something went wrong on our side (unavailable)"))
  })
})
