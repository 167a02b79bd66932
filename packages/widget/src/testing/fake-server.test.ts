import { expect } from "chai"
import { problem, serve } from "./fake-server.ts"
import "./fixture.ts"

async function ask(
  url: string,
  init?: RequestInit,
): Promise<{ readonly status: number; readonly body: any }> {
  const response = await fetch(url, init)
  const text = await response.text()
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) }
}

describe("the server that answers the elements in tests", () => {
  it("says what the real one said, and 304 for what is known", async () => {
    const server = await serve("overdrawn")
    const url = `${server.url}v1/wallets/${server.walletId}/summary`
    const { body } = await ask(url)
    expect(body.wallet.isOverdrawn).to.equal(true)
    expect((await ask(url, { headers: { "If-None-Match": '"1"' } })).status).to.equal(304)
    server.changeWallet({ balance: "1" })
    expect((await ask(url, { headers: { "If-None-Match": '"1"' } })).body.wallet.balance).to.equal("1")
  })

  it("answers the recorded query that is nearest", async () => {
    const server = await serve("huge")
    const usage = `${server.url}v1/wallets/${server.walletId}/usage`
    const { body } = await ask(
      `${usage}?from=2026-10-24&to=2026-11-23&groupBy=market,category&interval=month`,
    )
    expect(body.rows[0].market).to.be.a("string")
  })

  it("says what a test tells it, the last word first", async () => {
    const server = await serve()
    server.answer("POST /v1/wallets/:id/top-ups", problem(422, "coupon_not_valid", { reason: "expired" }))
    server.answer("POST /v1/wallets/:id/top-ups", ({ body }) => ({ amount: body.amount }))
    const url = `${server.url}v1/wallets/${server.walletId}/top-ups`
    const sent = { method: "POST", body: JSON.stringify({ amount: "50" }) }
    expect(await ask(url, sent)).to.deep.equal({ status: 200, body: { amount: "50" } })
    expect(server.requestsOf("POST", "/top-ups")[0]?.body.amount).to.equal("50")
    expect((await ask(`${server.url}v1/unknown`)).status).to.equal(404)
  })

  it("streams, ends streams, and goes out of reach", async () => {
    const server = await serve()
    const { body } = await fetch(`${server.url}v1/wallets/${server.walletId}/stream`)
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ""
    while (!text.includes("event: usage")) text += (await reader.read()).value ?? ""
    expect(text).to.contain("event: balance\nid: 1\ndata: {")
    server.changeWallet({ balance: "7" })
    while (!text.includes("id: 2")) text += (await reader.read()).value ?? ""
    expect(text).to.contain('"balance":"7"')
    server.streams.end()
    expect((await reader.read()).done).to.equal(true)
    server.setReachable(false)
    const failed = await fetch(server.url).catch((error: unknown) => error)
    expect(failed).to.be.instanceOf(TypeError)
  })
})
