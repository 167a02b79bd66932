import { expect } from "chai"
import { serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { until } from "../testing/until.ts"
import type { UsageBreakup } from "./usage-breakup.ts"
import "./define.ts"

async function live(attributes = "") {
  const server = await serve("typical")
  const element = await fixture<UsageBreakup>(
    `<usage-breakup locale="en-US" ${server.attributes()} ${attributes}></usage-breakup>`,
  )
  await until(() => element.shadowRoot!.querySelector(":not(.bones *)[part=totals]"))
  await until(() => server.streams.count > 0)
  return { server, element, asked: () => server.requestsOf("GET", "/usage").length }
}

describe("<usage-breakup> as messages go out", () => {
  it("[UI-USE-9] is read again when something happened, then at most every 2.5 seconds", async () => {
    const { server, element, asked } = await live()
    // What a stream tells first is what the summary told.
    await until(() => element.summary?.today !== undefined && "day" in element.summary.today)
    expect(asked()).to.equal(1)
    server.streams.push("usage", { ...server.summary.today, messages: 34 })
    server.changeWallet({ balance: "242" })
    await until(() => asked() === 2)
    const second = performance.now()
    for (const balance of ["241", "240", "239"]) server.changeWallet({ balance })
    await until(() => asked() === 3, 4_000)
    expect(performance.now() - second).to.be.above(2_300)
  })

  it("[UI-USE-9] leaves the bar that has the focus as it is, with newer figures", async () => {
    const { server, element, asked } = await live()
    const bar = await until(() => element.shadowRoot!.querySelector<SVGElement>(".bar"))
    bar.focus()
    await until(() => element.shadowRoot!.querySelector(".tip"))
    server.changeWallet({ balance: "242" })
    await until(() => asked() === 2)
    await until(() => element.shadowRoot!.querySelector('[aria-busy="false"]'))
    await element.updateComplete
    expect(element.shadowRoot!.activeElement).to.equal(bar)
    expect(element.shadowRoot!.querySelector(".tip")).not.to.equal(null)
  })

  it("[UI-USE-9] asks for nothing where nothing changed, or the period is over", async () => {
    const { server, element, asked } = await live("period=last-month")
    server.changeWallet({ balance: "242" })
    await until(() => element.summary?.wallet.balance === "242")
    element.period = "last-7-days"
    await until(() => asked() === 2)
    // Units held for messages on their way are no usage.
    server.changeWallet({ held: "5" })
    await until(() => element.summary?.wallet.held === "5")
    server.changeWallet({ balance: "241" })
    await until(() => asked() === 3)
    expect(asked()).to.equal(3)
  })

  it("[UI-LIVE-5] is read anew when the network is back, and says that it may be old until then", async () => {
    const { server, element, asked } = await live()
    server.setReachable(false)
    await until(() => element.shadowRoot!.querySelector("[part=stale]"), 6_000)
    server.setReachable(true)
    await until(() => !element.shadowRoot!.querySelector("[part=stale]"), 6_000)
    server.changeWallet({ balance: "1" })
    await until(() => asked() > 1, 4_000)
  })
})
