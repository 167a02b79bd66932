import { sendKeys } from "@web/test-runner-commands"
import { expect } from "chai"
import type {
  CheckoutEvent,
  TopUpCompleteEvent,
  TopUpFailedEvent,
  TopUpStartEvent,
} from "../events/topup-events.ts"
import {
  control,
  countTabs,
  part,
  pay,
  type Shown,
  showAddCredits,
  text,
  type,
  typeAmount,
} from "../testing/add-credits-page.ts"
import { pendingTopUp } from "../testing/fake-checkout.ts"
import { problem } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { nextEvent, until } from "../testing/until.ts"
import type { AddCredits } from "./add-credits.ts"
import "./define.ts"

const URL_OF_PAGE = "https://billing.test/sandbox/pay/top_1"

function begun({ server }: Shown) {
  return server.requestsOf("POST", "/top-ups")
}

/** A top-up of $100 that waits to be paid. */
async function showWaiting(): Promise<Shown & { readonly tabs: ReturnType<typeof countTabs> }> {
  const tabs = countTabs()
  const shown = await showAddCredits()
  control(shown.element, "$100").click()
  await pay(shown.element)
  await until(() => text(shown.element).includes("Waiting for the payment of $121.78"))
  return { ...shown, tabs }
}

describe("the checkout of <add-credits>", () => {
  it("[UI-ADD-5] begins a top-up and opens its page in the tab that the click opened", async () => {
    const tabs = countTabs()
    const shown = await showAddCredits()
    const { element } = shown
    control(element, "$100").click()
    type(element, "coupon", "DIWALI10")
    await until(() => text(element).includes("+$10.00 bonus"))
    const started = nextEvent<TopUpStartEvent>(document.body, "tollgate-topup-start")
    const opening = nextEvent<CheckoutEvent>(document.body, "tollgate-checkout")
    await pay(element)
    expect(tabs).to.have.length(1)
    const { amount, couponCode, currency } = await started
    expect({ amount, couponCode, currency }).to.deep.equal({
      amount: "100",
      couponCode: "DIWALI10",
      currency: "USD",
    })
    expect((await opening).checkoutUrl).to.equal(URL_OF_PAGE)
    await until(() => tabs[0]!.urls[0] === URL_OF_PAGE)
    expect(begun(shown)[0]!.body).to.deep.equal({ amount: "100", couponCode: "DIWALI10", method: "checkout" })
    await until(() => text(element).includes("The payment page is open in another tab."))
    await until(() => element.shadowRoot!.activeElement?.localName === "h3")
  })

  it("[UI-ADD-5] begins nothing, and opens nothing, when the page prevents the start", async () => {
    const tabs = countTabs()
    const shown = await showAddCredits()
    shown.element.addEventListener("tollgate-topup-start", (event) => event.preventDefault())
    await pay(shown.element)
    await shown.element.updateComplete
    expect(tabs).to.have.length(0)
    expect(begun(shown)).to.have.length(0)
  })

  it("[UI-ADD-5] leaves the payment page to a page that wants to show it", async () => {
    const tabs = countTabs()
    const { element } = await showAddCredits()
    element.addEventListener("tollgate-checkout", (event) => event.preventDefault())
    await pay(element)
    await until(() => part(element, "go-on"))
    expect(tabs[0]).to.deep.equal({ urls: [], isClosed: true })
  })

  it("[UI-ADD-5] comes back to this page when it goes away from it", async () => {
    const shown = await showAddCredits({ attributes: 'locale="en-US" checkout="redirect"' })
    shown.element.addEventListener("tollgate-checkout", (event) => event.preventDefault())
    await pay(shown.element)
    await until(() => begun(shown).length === 1)
    expect(begun(shown)[0]!.body.returnUrl).to.equal(location.href)
  })

  it("[UI-ADD-5] has a link to the payment page where the browser opened no tab", async () => {
    countTabs("blocked")
    const { element } = await showAddCredits()
    await pay(element)
    await until(() => text(element).includes("Your browser did not open the payment page"))
    expect(part(element, "go-on")!.getAttribute("href")).to.equal(URL_OF_PAGE)
    expect(part(element, "go-on")!.getAttribute("rel")).to.equal("noopener")
  })

  it("[UI-ADD-9] makes one request of a double click", async () => {
    const tabs = countTabs()
    const shown = await showAddCredits()
    const button = part(shown.element, "pay")!
    button.click()
    button.click()
    await until(() => part(shown.element, "go-on"))
    expect(begun(shown)).to.have.length(1)
    expect(tabs).to.have.length(1)
  })

  it("[UI-ADD-9][UI-ADD-13] tries again with the same key after a lost answer, and with a new one for another amount", async () => {
    const tabs = countTabs()
    const shown = await showAddCredits()
    const { element, server } = shown
    const pathOf = "POST /v1/wallets/:id/top-ups"
    server.answer(pathOf, problem(503, "unavailable"))
    await pay(element)
    await until(() => part(element, "error"))
    expect(part(element, "error")!.textContent).to.contain("You have not been charged.")
    expect(tabs[0]!.isClosed).to.equal(true)
    await pay(element)
    await until(() => begun(shown).length === 2 && part(element, "error"))
    await typeAmount(element, "75")
    await pay(element)
    await until(() => begun(shown).length === 3)
    const keys = begun(shown).map(({ headers }) => headers.get("idempotency-key"))
    expect(keys[0]).to.match(/^[0-9a-f]{32}$/)
    expect(keys[1]).to.equal(keys[0])
    expect(keys[2]).not.to.equal(keys[0])
  })

  it("[UI-ADD-9] takes a new key after a refusal that would be answered again, and after a top-up that was begun", async () => {
    countTabs()
    const shown = await showAddCredits()
    const { element, server } = shown
    const { walletId } = server
    server.answer("POST /v1/wallets/:id/top-ups", problem(409, "wallet_not_active"))
    await pay(element)
    await until(() => part(element, "error"))
    server.answer("POST /v1/wallets/:id/top-ups", Response.json(pendingTopUp(), { status: 201 }))
    for (const count of [2, 3]) {
      await pay(element)
      await until(() => part(element, "go-on"))
      expect(server.requestsOf("POST", `${walletId}/top-ups`)).to.have.length(count)
      control(element, "Begin again").click()
      await until(() => part(element, "pay"))
    }
    const keys = begun(shown).map(({ headers }) => headers.get("idempotency-key"))
    expect(new Set(keys).size).to.equal(3)
  })

  const refusals: readonly (readonly [status: number, code: string, facts: object, says: RegExp])[] = [
    [400, "invalid_request", {}, /Something went wrong on our side \(invalid_request\)/],
    [403, "forbidden", {}, /You may not add credits/],
    [404, "not_found", {}, /not there any more/],
    [409, "wallet_not_active", { walletStatus: "suspended" }, /suspended or closed/],
    [409, "idempotency_key_reused", {}, /Something went wrong on our side/],
    [422, "amount_out_of_limits", { minTopUp: "20", maxTopUp: "500" }, /outside of the limits/],
    [422, "coupon_not_valid", { reason: "used_up" }, /coupon does not hold any more/],
    [
      422,
      "unprocessable",
      { detail: "The smallest amount is 1." },
      /cannot be begun: The smallest amount is 1\./,
    ],
    [429, "rate_limited", {}, /too often/],
    [500, "internal", {}, /Something went wrong on our side/],
    [503, "unavailable", {}, /Something went wrong on our side/],
  ]
  for (const [status, code, facts, says] of refusals) {
    it(`[UI-ADD-13] says ${code} in words, and keeps what was filled in`, async () => {
      countTabs()
      const { element, server } = await showAddCredits()
      await typeAmount(element, "75.50")
      server.answer("POST /v1/wallets/:id/top-ups", problem(status, code, facts))
      await pay(element)
      const error = await until(() => part(element, "error"))
      expect(error.textContent).to.match(says).and.contain("You have not been charged.")
      expect(error.getAttribute("role")).to.equal("alert")
      expect(control(element, "typed").value).to.equal("75.50")
    })
  }

  it("[UI-ADD-13] says that nothing came through, and that nothing was charged", async () => {
    countTabs()
    const { element, server } = await showAddCredits()
    server.answer("POST /v1/wallets/:id/top-ups", () => {
      throw new TypeError("Failed to fetch")
    })
    await pay(element)
    await until(() => part(element, "error")?.textContent?.includes("could not be reached"))
  })

  it("[UI-ADD-14] pays by Enter in a field", async () => {
    const tabs = countTabs()
    const shown = await showAddCredits()
    shown.element.focus()
    expect(shown.element.shadowRoot!.activeElement?.getAttribute("name")).to.equal("amount")
    await sendKeys({ press: "ArrowRight" })
    await until(() => text(shown.element).includes("Pay $121.78"))
    await sendKeys({ press: "Enter" })
    await until(() => tabs.length === 1)
    await until(() => begun(shown)[0]?.body.amount === "100")
  })

  it("[UI-ADD-7][UI-ADD-8] goes on by the stream: paid", async () => {
    const { element, server } = await showWaiting()
    const done = nextEvent<TopUpCompleteEvent>(document.body, "tollgate-topup-complete")
    server.streams.push("topup", pendingTopUp({ id: "top_of_another", status: "succeeded" }))
    server.changeWallet({ balance: "342.43" })
    server.streams.push("topup", pendingTopUp({ status: "succeeded" }))
    expect((await done).topUp.id).to.equal("top_1")
    await until(() => text(element).includes("$100.00 was added Your balance is $342.43."))
    await until(() => element.shadowRoot!.activeElement?.localName === "h3")
    control(element, "Add more").click()
    await until(() => part(element, "pay"))
  })

  it("[UI-ADD-8] tells of the bonus", async () => {
    const { element, server } = await showWaiting()
    server.streams.push("topup", pendingTopUp({ status: "succeeded", bonus: "10" }))
    await until(() => text(element).includes("$100.00 and a bonus of $10.00 were added"))
  })

  it("[UI-ADD-7][UI-ADD-8] asks for itself when the reader comes back to this tab", async () => {
    const { element, server } = await showWaiting()
    server.answer("GET /v1/top-ups/:id", pendingTopUp())
    document.dispatchEvent(new Event("visibilitychange"))
    await until(() => server.requestsOf("GET", "/top-ups/top_1").length === 1)
    expect(text(element)).to.contain("Waiting")
    server.answer("GET /v1/top-ups/:id", pendingTopUp({ status: "succeeded" }))
    document.dispatchEvent(new Event("visibilitychange"))
    await until(() => text(element).includes("$100.00 was added"))
  })

  it("[UI-ADD-7] asks again and again where no stream tells", async () => {
    const { element, server } = await showWaiting()
    server.answer("GET /v1/wallets/:id/stream", problem(503, "unavailable"))
    server.answer("GET /v1/top-ups/:id", pendingTopUp({ status: "succeeded" }))
    server.streams.end("broken")
    await until(() => text(element).includes("$100.00 was added"), 8_000)
  })

  const reasons: readonly (readonly [reason: string | null, says: string])[] = [
    ["declined", "The bank or the payment provider declined it."],
    ["card_declined", "The bank or the payment provider declined it."],
    ["expired", "It was not paid in time."],
    ["3ds_lost", "The payment provider did not take it."],
    [null, "The payment provider did not take it."],
  ]
  for (const [failureReason, says] of reasons) {
    it(`[UI-ADD-8] says that it was not paid: ${failureReason ?? "no reason"}; the form is as it was`, async () => {
      const { element, server } = await showWaiting()
      const failed = nextEvent<TopUpFailedEvent>(document.body, "tollgate-topup-failed")
      server.streams.push("topup", pendingTopUp({ status: "failed", failureReason }))
      expect((await failed).reason).to.equal(failureReason ?? "")
      await until(() => text(element).includes(`${says} You have not been charged.`))
      control(element, "Try again").click()
      await until(() => text(element).includes("Pay $121.78"))
      await until(() => element.shadowRoot!.activeElement?.getAttribute("name") === "amount")
    })
  }

  it("[UI-ADD-7] is there again after a reload, until it is put away", async () => {
    const prepare = (server: Shown["server"]): void =>
      server.changeSummary({ pendingTopUps: [pendingTopUp()] })
    const { element, server } = await showAddCredits({ prepare }, (shown) => part(shown, "go-on"))
    expect(text(element)).to.contain("Waiting for the payment of $121.78")
    expect(document.activeElement).not.to.equal(element)
    control(element, "Begin again").click()
    await until(() => part(element, "pay"))
    const again = await fixture<AddCredits>(
      `<add-credits locale="en-US" ${server.attributes()}></add-credits>`,
    )
    await until(() => part(again, "price")?.getAttribute("aria-busy") === "false")
    expect(part(again, "go-on")).to.equal(null)
  })

  it("[UI-ADD-7] shows no top-up that a link or auto-recharge began", async () => {
    const pendingTopUps = [
      pendingTopUp({ source: "link" }),
      pendingTopUp({ source: "auto", checkoutUrl: undefined as never }),
    ]
    const { element } = await showAddCredits({ prepare: (server) => server.changeSummary({ pendingTopUps }) })
    expect(part(element, "go-on")).to.equal(null)
  })

  it("[UI-ADD-7] tells the end of the top-up that the payment page came back with, once", async () => {
    const before = location.href
    history.replaceState(null, "", "?tollgate_top_up=top_1")
    try {
      const { element } = await showAddCredits(
        { prepare: (server) => server.answer("GET /v1/top-ups/:id", pendingTopUp({ status: "succeeded" })) },
        (shown) => text(shown).includes("$100.00 was added"),
      )
      expect(document.activeElement).not.to.equal(element)
      const completed: Event[] = []
      element.parentElement!.addEventListener("tollgate-topup-complete", (event) => completed.push(event))
      const again = element.cloneNode() as AddCredits
      element.replaceWith(again)
      await until(() => part(again, "price")?.getAttribute("aria-busy") === "false")
      expect(part(again, "outcome")).to.equal(null)
      expect(completed).to.have.length(0)
    } finally {
      history.replaceState(null, "", before)
    }
  })

  it("[UI-ADD-7] shows no form while it is asked how the top-up ended that the page came back with", async () => {
    const before = location.href
    history.replaceState(null, "", "?tollgate_top_up=top_1")
    try {
      let answer: (topUp: unknown) => void = () => undefined
      const told = new Promise((resolve) => (answer = resolve))
      const { element } = await showAddCredits(
        { prepare: (server) => server.answer("GET /v1/top-ups/:id", () => told) },
        (shown) => shown.shadowRoot!.querySelector("section .bones [part=pay]"),
      )
      expect(part(element, "pay")).to.equal(null)
      answer(pendingTopUp({ status: "succeeded" }))
      await until(() => part(element, "outcome"))
      expect(element.shadowRoot!.querySelector("section .bones")).to.equal(null)
    } finally {
      history.replaceState(null, "", before)
    }
  })

  for (const [status, says] of [
    ["refunded", "was paid back"],
    ["disputed", "is disputed"],
  ] as const) {
    it(`[UI-ADD-8] tells that what was added is ${status}, while it is shown`, async () => {
      const before = location.href
      history.replaceState(null, "", "?tollgate_top_up=top_1")
      try {
        const { element, server } = await showAddCredits(
          { prepare: (one) => one.answer("GET /v1/top-ups/:id", pendingTopUp({ status: "succeeded" })) },
          (shown) => text(shown).includes("$100.00 was added"),
        )
        const told: Event[] = []
        element.addEventListener("tollgate-topup-complete", (event) => told.push(event))
        server.streams.push("topup", { ...pendingTopUp({ status }), id: pendingTopUp({}).id })
        await until(() => text(element).includes(says))
        expect(told).to.have.length(0)
      } finally {
        history.replaceState(null, "", before)
      }
    })
  }

  it("[UI-ADD-16] a top-up is for the number that is chosen, the shared part unless told", async () => {
    const { element, server } = await showAddCredits({ name: "numbers" })
    countTabs()
    const select = await until(() => element.shadowRoot!.querySelector<HTMLSelectElement>("#sender"))
    expect([...select.options].map(({ textContent }) => textContent.trim())).to.deep.equal([
      "The shared part",
      "Support (\u2066+15550783881\u2069)",
      "Orders (\u2066+919812340002\u2069)",
      "\u2066+919812340003\u2069",
      "\u2066+919812340004\u2069",
    ])
    select.value = "numbers-sender-1"
    select.dispatchEvent(new Event("change"))
    await pay(element)
    await until(() => server.requestsOf("POST", "/top-ups").length === 1)
    expect(server.requestsOf("POST", "/top-ups")[0]!.body).to.include({ senderId: "numbers-sender-1" })
  })

  it("[UI-ADD-16] there is no choice where no number has a part", async () => {
    const { element } = await showAddCredits()
    expect(element.shadowRoot!.querySelector("#sender")).to.equal(null)
  })
})
