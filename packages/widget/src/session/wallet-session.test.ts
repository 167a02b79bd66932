import { expect } from "chai"
import { problem, serve } from "../testing/fake-server.ts"
import { fixture } from "../testing/fixture.ts"
import { portalToken } from "../testing/portal-token.ts"
import { nextEvent, until } from "../testing/until.ts"
import type { WalletBalance } from "../wallet-balance/wallet-balance.ts"
import "../wallet-balance/define.ts"
import { configure, page, type TokenRequest } from "./page.ts"

afterEach(() => {
  page.options = {}
})

function text(element: Element): string {
  return (element.shadowRoot!.textContent ?? "").replaceAll(/\s+/g, " ")
}

function isShown(element: Element): boolean {
  return element.shadowRoot!.querySelector(':not(.bones *)[part="balance"]') !== null
}

async function balance(attributes: string): Promise<WalletBalance> {
  return fixture<WalletBalance>(`<wallet-balance locale="en-US" ${attributes}></wallet-balance>`)
}

describe("a wallet's session", () => {
  it("[UI-TOKEN-2] asks once for a token and once for a summary, for all elements of the page", async () => {
    const server = await serve()
    const asked: TokenRequest[] = []
    configure({
      baseUrl: server.url,
      getToken: async (request) => {
        asked.push(request)
        return server.token()
      },
    })
    const place = await fixture(
      `<div><wallet-balance></wallet-balance><wallet-balance compact></wallet-balance><wallet-balance></wallet-balance></div>`,
    )
    const elements = [...place.querySelectorAll("wallet-balance")]
    await until(() => elements.every(isShown))
    expect(asked).to.deep.equal([{ reason: "first" }])
    expect(server.requestsOf("GET", "/summary")).to.have.length(1)
    await until(() => server.streams.count === 1)
    expect(server.requestsOf("GET", "/stream")).to.have.length(1)
  })

  it("[UI-TOKEN-1] prefers the attribute to getToken, and getToken to the meta tag", async () => {
    const server = await serve()
    const meta = document.createElement("meta")
    meta.name = "tollgate-token"
    meta.content = server.token({ scopes: ["balance:read"], expiresInSeconds: 300 })
    document.head.append(meta)
    const sent = (): string | null | undefined =>
      server.requestsOf("GET", "/summary").at(-1)?.headers.get("authorization")
    try {
      const byMeta = await balance(`base-url="${server.url}"`)
      await until(() => isShown(byMeta))
      expect(sent()).to.equal(`Bearer ${meta.content}`)

      const asked = portalToken({ walletId: server.walletId, expiresInSeconds: 400 })
      configure({ getToken: () => asked })
      const byFunction = await balance(`base-url="${server.url}" wallet-id="w2"`)
      await until(() => isShown(byFunction))
      expect(sent()).to.equal(`Bearer ${asked}`)

      const given = portalToken({ walletId: server.walletId, expiresInSeconds: 500 })
      const byAttribute = await balance(`base-url="${server.url}" token="${given}"`)
      await until(() => isShown(byAttribute))
      expect(sent()).to.equal(`Bearer ${given}`)
    } finally {
      meta.remove()
    }
  })

  it("[UI-TOKEN-1] hands the element's wallet to getToken", async () => {
    const server = await serve()
    const asked: TokenRequest[] = []
    configure({ baseUrl: server.url, getToken: (request) => (asked.push(request), server.token()) })
    const element = await balance(`wallet-id="wal_7"`)
    await until(() => isShown(element))
    expect(asked).to.deep.equal([{ reason: "first", walletId: "wal_7" }])
  })

  it("[UI-TOKEN-3] renews a token that is about to end before it uses it", async () => {
    const server = await serve()
    const reasons: string[] = []
    configure({
      baseUrl: server.url,
      getToken: ({ reason }) => {
        reasons.push(reason)
        return server.token({ expiresInSeconds: reasons.length === 1 ? 20 : 900 })
      },
    })
    const element = await balance("")
    await until(() => isShown(element))
    await element.refresh()
    expect(reasons).to.deep.equal(["first", "renew"])
  })

  it("[UI-TOKEN-3] goes by how long a token lasts, where this machine's clock is wrong", async () => {
    const server = await serve()
    const reasons: string[] = []
    const hour = 3_600
    configure({
      baseUrl: server.url,
      // Made by a server whose clock is an hour behind.
      getToken: ({ reason }) => {
        reasons.push(reason)
        return portalToken({ walletId: server.walletId, issuedSecondsAgo: hour })
      },
    })
    const element = await balance("")
    await until(() => isShown(element))
    await element.refresh()
    expect(reasons).to.deep.equal(["first"])
  })

  it("[UI-TOKEN-3] asks for a new token after a 401, once, and sends the request again", async () => {
    const server = await serve()
    const reasons: string[] = []
    const { summary } = server
    let good = ""
    server.answer("GET /v1/wallets/:id/summary", ({ headers }) =>
      headers.get("authorization") === `Bearer ${good}` ? summary : problem(401, "unauthenticated"),
    )
    configure({
      baseUrl: server.url,
      getToken: ({ reason }) => {
        reasons.push(reason)
        const token = server.token({ expiresInSeconds: 900 + reasons.length })
        if (reason === "refused") good = token
        return token
      },
    })
    const element = await balance("")
    await until(() => isShown(element))
    expect(reasons).to.deep.equal(["first", "refused"])
    expect(server.requestsOf("GET", "/summary")).to.have.length(2)
  })

  it("[UI-TOKEN-4] keeps what it showed when the token ends, and lives again with a new one", async () => {
    const server = await serve()
    const element = await balance(server.attributes(server.token({ expiresInSeconds: 100 })))
    await until(() => isShown(element))
    const { summary } = server
    const renewed = server.token({ expiresInSeconds: 901 })
    server.answer("GET /v1/wallets/:id/summary", ({ headers }) =>
      headers.get("authorization") === `Bearer ${renewed}` ? summary : problem(401, "unauthenticated"),
    )
    const told = nextEvent(document.body, "tollgate-error")
    await element.refresh()
    await told
    await until(() => text(element).includes("Your session has ended"))
    expect(isShown(element)).to.equal(true)
    element.token = renewed
    await until(() => !text(element).includes("Your session has ended"))
  })

  it("[UI-TOKEN-5] waits for options that come later", async () => {
    const server = await serve()
    const element = await balance("")
    await until(() => element.shadowRoot!.querySelector('[part="error"]'))
    configure({ baseUrl: server.url })
    await until(() => text(element).includes("has not told whose wallet"))
    configure({ getToken: () => server.token() })
    await until(() => isShown(element))
  })

  it("[UI-8] shows the other wallet when the element gets another token, and the same after a move", async () => {
    const server = await serve()
    const element = await balance(server.attributes())
    await until(() => isShown(element))
    const place = element.parentElement!
    element.remove()
    place.append(element)
    await until(() => isShown(element))
    expect(server.requestsOf("GET", "/summary")).to.have.length(1)
    element.token = portalToken({ walletId: "wal_other" })
    await until(() => server.requestsOf("GET", "/wal_other/summary").length === 1)
    await until(() => isShown(element))
  })

  it("[UI-LIVE-1] shows at once what the stream tells", async () => {
    const server = await serve()
    const element = await balance(server.attributes())
    await until(() => isShown(element) && server.streams.count === 1)
    server.changeWallet({ balance: "7.5" })
    await until(() => text(element).includes("$7.50"))
    await until(() => text(element).includes("Live"))
  })

  it("[UI-LIVE-2] opens an ended stream again from where it was", async () => {
    const server = await serve()
    const element = await balance(server.attributes())
    await until(() => isShown(element) && server.streams.count === 1)
    server.changeWallet({ balance: "7.5" })
    await until(() => text(element).includes("$7.50"))
    server.streams.end()
    await until(() => server.streams.count === 1, 4_000)
    expect(server.requestsOf("GET", "/stream").at(-1)?.headers.get("last-event-id")).to.equal("2")
    server.changeWallet({ balance: "8.5" })
    await until(() => text(element).includes("$8.50"))
  })

  it("[UI-LIVE-3] polls where no stream comes through", async () => {
    const server = await serve()
    server.answer("GET /v1/wallets/:id/stream", problem(503, "unavailable"))
    const element = await balance(server.attributes())
    await until(() => isShown(element))
    await until(() => server.requestsOf("GET", "/summary").length === 2)
    expect(server.requestsOf("GET", "/summary").at(-1)?.headers.get("if-none-match")).to.equal('"1"')
    expect(server.requestsOf("GET", "/stream")).to.have.length(1)
  })

  it("[UI-LIVE-4] ends the stream when the last element has gone", async () => {
    const server = await serve()
    const element = await balance(server.attributes())
    await until(() => isShown(element) && server.streams.count === 1)
    element.remove()
    await until(() => server.streams.count === 0, 5_000)
  })

  it("[UI-LIVE-5] keeps what it showed without a network, and is up to date once it is back", async () => {
    const server = await serve()
    const element = await balance(server.attributes())
    await until(() => isShown(element) && server.streams.count === 1)
    server.setReachable(false)
    await until(() => text(element).includes("Shown as of"), 4_000)
    expect(isShown(element)).to.equal(true)
    server.changeSummary({ wallet: { ...server.summary.wallet, balance: "3.25" } })
    server.setReachable(true)
    await until(() => text(element).includes("$3.25") && !text(element).includes("Shown as of"), 4_000)
  })
})
