import { expect } from "chai"
import type { LinkCreatedEvent } from "../events/topup-events.ts"
import {
  control,
  part,
  type Shown,
  showAddCredits,
  text,
  type,
  typeAmount,
} from "../testing/add-credits-page.ts"
import { pendingTopUp } from "../testing/fake-checkout.ts"
import { problem } from "../testing/fake-server.ts"
import { nextEvent, until } from "../testing/until.ts"
import "./define.ts"

const LINK = "https://billing.test/pay/f1c9a0b2d3e4f5a6b7c8d9e0f1a2b3c4"
const realClipboard = Object.getOwnPropertyDescriptor(Navigator.prototype, "clipboard")!

afterEach(() => {
  Object.defineProperty(Navigator.prototype, "clipboard", realClipboard)
  Reflect.deleteProperty(navigator, "share")
})

/** From now on, what is copied goes here; `refused` as in a frame that may not. */
function takeClipboard(how: "" | "refused" = ""): string[] {
  const copied: string[] = []
  const clipboard = {
    writeText: async (words: string) => {
      if (how === "refused") throw new DOMException("not allowed", "NotAllowedError")
      copied.push(words)
    },
  }
  Object.defineProperty(Navigator.prototype, "clipboard", { configurable: true, get: () => clipboard })
  return copied
}

async function showLink(): Promise<Shown> {
  const shown = await showAddCredits()
  control(shown.element, "$100").click()
  await shown.element.updateComplete
  control(shown.element, "Get a payment link").click()
  await until(() => part(shown.element, "link"))
  return shown
}

function links({ server }: Shown) {
  return server.requestsOf("POST", "/payment-links")
}

describe("payment links in <add-credits>", () => {
  it("[UI-ADD-11] are made once for an amount, and selected", async () => {
    const created = nextEvent<LinkCreatedEvent>(document.body, "tollgate-link-created")
    const shown = await showLink()
    const { element } = shown
    expect((await created).link.url).to.equal(LINK)
    expect(links(shown)[0]!.body).to.deep.equal({ amount: "100" })
    expect(links(shown)[0]!.headers.get("idempotency-key")).to.match(/^[0-9a-f]{32}$/)
    const input = control(element, "link-url")
    await until(() => element.shadowRoot!.activeElement === input)
    expect(input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0)).to.equal(LINK)
    expect(text(element)).to.contain("It works until Dec 22, 2026.")
    control(element, "Get a payment link").click()
    await element.updateComplete
    expect(links(shown)).to.have.length(1)
    control(element, "$250").click()
    await element.updateComplete
    control(element, "Get a payment link").click()
    await until(() => text(element).includes("Payment link for $250.00"))
    expect(links(shown)).to.have.length(2)
  })

  it("[UI-ADD-11] are copied, and it is said so", async () => {
    const copied = takeClipboard()
    const { element } = await showLink()
    control(element, "Copy").click()
    await until(() => part(element, "link")!.querySelector('[role="status"]')!.textContent === "Copied")
    expect(copied).to.deep.equal([LINK])
  })

  it("[UI-ADD-11] are left selected where nothing may be copied", async () => {
    takeClipboard("refused")
    const { element } = await showLink()
    control(element, "Copy").focus()
    control(element, "Copy").click()
    await until(() => text(element).includes("Select it and copy it by hand."))
    await until(() => element.shadowRoot!.activeElement?.id === "link-url")
  })

  it("[UI-ADD-11] are shared where the browser can", async () => {
    const shared: unknown[] = []
    Object.defineProperty(navigator, "share", {
      configurable: true,
      value: async (what: unknown) => void shared.push(what),
    })
    const { element } = await showLink()
    control(element, "Share").click()
    expect(shared).to.deep.equal([{ url: LINK }])
  })

  it("[UI-ADD-11] are made anew when the answer was lost, as an address is told once", async () => {
    const shown = await showAddCredits()
    const { element, server } = shown
    server.answer("POST /v1/wallets/:id/payment-links", () => {
      throw new TypeError("Failed to fetch")
    })
    control(element, "Get a payment link").click()
    await until(() => text(element).includes("The link could not be made"))
    const keys: (string | null)[] = []
    server.answer("POST /v1/wallets/:id/payment-links", ({ headers, body }) => {
      keys.push(headers.get("idempotency-key"))
      const link = { id: `lnk_${keys.length}`, amount: body.amount, expiresAt: "2026-12-22T12:00:00.000Z" }
      return keys.length === 1 ? link : { ...link, url: LINK }
    })
    control(element, "Get a payment link").click()
    await until(() => element.shadowRoot!.querySelector<HTMLInputElement>("#link-url")?.value === LINK)
    expect(keys[0]).to.equal(links(shown)[0]!.headers.get("idempotency-key"))
    expect(keys[1]).not.to.equal(keys[0])
  })

  it("[UI-ADD-11] tell that they were paid while they are shown", async () => {
    const { element, server } = await showLink()
    const done = nextEvent(document.body, "tollgate-topup-complete")
    server.streams.push("topup", pendingTopUp({ id: "top_9", source: "link", status: "succeeded" }))
    await done
    await until(() => part(element, "link")!.textContent.includes("$100.00 was added"))
  })

  it("[UI-ADD-11][UI-ADD-14] need an amount", async () => {
    const shown = await showAddCredits()
    await typeAmount(shown.element, "9")
    await shown.element.updateComplete
    control(shown.element, "Get a payment link").click()
    await until(() => shown.element.shadowRoot!.activeElement?.id === "typed")
    expect(links(shown)).to.have.length(0)
  })

  for (const [status, code, says] of [
    [409, "wallet_not_active", "suspended or closed"],
    [422, "amount_out_of_limits", "outside of the limits"],
    [429, "rate_limited", "too often"],
  ] as const) {
    it(`[UI-ADD-11][UI-ADD-13] say that none was made: ${code}`, async () => {
      const { element, server } = await showAddCredits()
      server.answer("POST /v1/wallets/:id/payment-links", problem(status, code))
      control(element, "Get a payment link").click()
      await until(() => part(element, "link")?.textContent?.includes(says))
    })
  }

  it("[UI-ADD-11] another one has a note, an end, any number of payments, and takes a coupon", async () => {
    const shown = await showLink()
    const { element, server } = shown
    server.answer("POST /v1/wallets/:id/payment-links", ({ body }) => ({
      id: "lnk_2",
      url: `${LINK}2`,
      amount: body.amount,
      expiresAt: "2027-02-20T12:00:00.000Z",
    }))
    part(element, "link-terms")!.querySelector("summary")!.click()
    type(element, "link-note", "November")
    const days = element.shadowRoot!.querySelector<HTMLSelectElement>("#link-days")!
    days.value = "90"
    days.dispatchEvent(new Event("change"))
    for (const id of ["link-many", "link-takes-coupon"]) control(element, id).click()
    control(element, "Make a link with these").click()
    const url = () => element.shadowRoot!.querySelector<HTMLInputElement>("#link-url")?.value
    await until(() => url() === `${LINK}2`)
    const { expiresAt, ...body } = links(shown)[1]!.body
    expect(body).to.deep.equal({ amount: "100", note: "November", maxPayments: null, takesCoupon: true })
    expect(Date.parse(expiresAt) - Date.now()).to.be.closeTo(90 * 86_400_000, 60_000)
  })

  it("[UI-ADD-16] are for the number that was chosen", async () => {
    const shown = await showAddCredits({
      name: "numbers",
      attributes: 'locale="en-US" sender-id="numbers-sender-2"',
    })
    const { element, server } = shown
    server.answer("POST /v1/wallets/:id/payment-links", {
      id: "l",
      url: LINK,
      amount: "50",
      expiresAt: "2026-12-22T12:00:00.000Z",
    })
    await until(() => element.shadowRoot!.querySelector("#sender"))
    control(element, "Get a payment link").click()
    await until(() => part(element, "link"))
    expect(links(shown)[0]!.body).to.include({ senderId: "numbers-sender-2" })
  })
})
