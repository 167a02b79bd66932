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
    const { body } = await ask(`${usage}?from=2026-10-24&to=2026-11-23&groupBy=market&interval=month`)
    expect(body.rows[0].market).to.be.a("string")
  })

  it("prices and begins top-ups as the real one did", async () => {
    const server = await serve()
    const topUps = `${server.url}v1/wallets/${server.walletId}/top-ups`
    const post = async (url: string, body: object) =>
      await ask(url, { method: "POST", body: JSON.stringify(body) })
    const priced = await post(`${topUps}/preview`, { couponCode: "DIWALI10", amount: "100" })
    expect(priced.body.coupon.status).to.equal("valid")
    expect((await post(`${topUps}/preview`, { amount: "5" })).body.code).to.equal("amount_out_of_limits")
    const made = await post(topUps, { amount: "100", method: "checkout", returnUrl: location.href })
    expect([made.status, made.body.status]).to.deep.equal([201, "pending"])
    expect((await ask(`${server.url}v1/top-ups/${made.body.id}`)).body.total).to.equal(priced.body.total)
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
