import { emulateMedia } from "@web/test-runner-commands"
import { expect } from "chai"
import { serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { CAN_EMULATE } from "../testing/page.ts"
import { until } from "../testing/until.ts"
import type { WalletBalance } from "../wallet-balance/wallet-balance.ts"
import "../wallet-balance/define.ts"

async function balance(attributes = ""): Promise<WalletBalance> {
  const server = await serve("low")
  const element = await fixture<WalletBalance>(
    `<wallet-balance locale="en" ${server.attributes()} ${attributes}></wallet-balance>`,
  )
  await until(() => within(element, ":not(.bones *)[part=balance]"))
  return element
}

function within(element: Element, selector: string): HTMLElement | null {
  return element.shadowRoot!.querySelector(selector)
}

/** Skipped in Firefox, where no test can say what the system asks for. */
const itEmulates = CAN_EMULATE ? it : it.skip

describe("what a reader's system asks for", () => {
  afterEach(async () => {
    if (!CAN_EMULATE) return
    await emulateMedia({ media: "screen" })
    await emulateMedia({ reducedMotion: "no-preference" })
  })

  itEmulates("[UI-10] on paper there are no buttons", async () => {
    const element = await balance()
    const action = within(element, "[part=action]")!
    expect(getComputedStyle(action).display).not.to.equal("none")
    await emulateMedia({ media: "print" })
    expect(getComputedStyle(action).display).to.equal("none")
    expect(getComputedStyle(within(element, "[part=balance]")!).display).not.to.equal("none")
  })

  itEmulates("[UI-10] nothing moves where less motion is asked for", async () => {
    const server = await serve("low")
    server.answer("GET /v1/wallets/:id/summary", () => new Promise(() => undefined))
    const element = await fixture(`<wallet-balance ${server.attributes()}></wallet-balance>`)
    const bones = await until(() => within(element, ".bones"))
    expect(getComputedStyle(bones).animationName).to.equal("bone")
    await emulateMedia({ reducedMotion: "reduce" })
    expect(getComputedStyle(bones).animationName).to.equal("none")
  })

  it("[UI-10] a compact density takes less space", async () => {
    const element = await balance()
    const usual = element.getBoundingClientRect().height
    element.density = "compact"
    await element.updateComplete
    expect(element.getBoundingClientRect().height).to.be.below(usual)
  })
})
