import { describe, expect, it } from "vitest"
import { linkHost, PUBLIC_URL, type LinkHost } from "../links/testing-links.ts"
import { LINK_ASK_RATE_LIMIT, LINK_MISS_RATE_LIMIT } from "../links/pay-limits.ts"
import { COUPON_TRY_RATE_LIMIT } from "../coupons/limit-coupon-tries.ts"
import type { Answered } from "../testing/test-app.ts"

interface PayHost extends LinkHost {
  /** A new link, as who has its address sees it. */
  link(body?: object): Promise<PayLink>
}

interface PayLink {
  readonly id: string
  /** `/v1/pay/<secret>`. */
  readonly api: string
  readonly read: () => Promise<Answered>
  readonly preview: (body: object) => Promise<Answered>
  readonly begin: (body?: object, headers?: Readonly<Record<string, string>>) => Promise<Answered>
  readonly payment: (reference: string) => Promise<Answered>
}

async function payHost(...options: Parameters<typeof linkHost>): Promise<PayHost> {
  const host = await linkHost(...options)
  const send: LinkHost["test"]["send"] = (method, path, sent = {}) =>
    host.test.send(method, path, { key: "", ...sent })
  return {
    ...host,
    async link(body = {}) {
      const { link, path } = await host.makeLink(body)
      const api = `/v1${path}`
      return {
        id: link.id,
        api,
        read: () => send("GET", api),
        preview: (wish) => send("POST", `${api}/top-ups/preview`, { body: wish }),
        begin: (wish = { amount: "100", total: "100" }, headers = {}) =>
          send("POST", `${api}/top-ups`, { body: wish, headers }),
        payment: (reference) => send("GET", `${api}/top-ups/${reference}`),
      }
    },
  }
}

async function makeCoupon({ test }: LinkHost): Promise<void> {
  const body = { code: "DIWALI10", kind: "percent", value: "10" }
  expect((await test.send("POST", "/v1/coupons", { body })).status).toBe(201)
}

describe("a link, for who has its address", () => {
  it("[LINK-13] tells what can be paid, and nothing of the wallet", async () => {
    const host = await payHost()
    const { tenant, test, wallet } = host
    await test.send("POST", `${wallet}/top-ups`, { body: { amount: "777.77", method: "manual" } })
    await test.send("PUT", "/v1/senders/mine", {
      key: tenant.key,
      body: { walletId: tenant.walletId, phoneNumber: "+14155550001", displayName: "Support" },
    })
    const open = await host.link({ note: "November", senderId: "mine", takesCoupon: true })
    const read = await open.read()
    expect(read.body).toEqual({
      status: "open",
      payee: "acme",
      customer: "acme",
      note: "November",
      number: { phoneNumber: "+14155550001", displayName: "Support" },
      currency: "USD",
      timezone: "Asia/Kolkata",
      locale: "en",
      amount: null,
      presets: ["50", "100", "250"],
      minTopUp: "10",
      maxTopUp: "10000",
      takesCoupon: true,
      isSandbox: true,
      expiresAt: "2026-12-22T12:00:00.000Z",
      supportEmail: null,
    })
    expect(read.headers.get("cache-control")).toBe("no-store")
    const begun = await open.begin()
    const said = JSON.stringify([read.body, begun.body, (await open.preview({ amount: "50" })).body])
    for (const secret of ["777", tenant.walletId, tenant.customerId, open.id, "top_"]) {
      expect(said.replaceAll(begun.body.checkoutUrl, "")).not.toContain(secret)
    }
  })

  it.each<[string, (host: PayHost, link: PayLink) => Promise<unknown>]>([
    [
      "revoked",
      ({ test, tenant }, { id }) => test.send("DELETE", `/v1/payment-links/${id}`, { key: tenant.key }),
    ],
    ["expired", async (host) => void (host.test.now += 31 * 86_400_000)],
    ["paid", async (host, { begin }) => host.answerCheckout((await begin()).body.checkoutUrl, "pay")],
  ])("[LINK-14] of a link that is %s nothing is begun, and it says so", async (linkStatus, end) => {
    const host = await payHost()
    const link = await host.link({ amount: "100" })
    await end(host, link)
    expect((await link.read()).body.status).toBe(linkStatus)
    const refused = { status: 410, body: { code: "link_closed", linkStatus } }
    expect(await link.begin()).toMatchObject(refused)
    expect(await link.preview({ amount: "100" })).toMatchObject(refused)
  })

  it("[LINK-14] of a suspended wallet nothing is begun either", async () => {
    const host = await payHost()
    const link = await host.link({ amount: "100" })
    await host.test.send("PATCH", host.wallet, { body: { status: "suspended" } })
    expect((await link.read()).body.status).toBe("unavailable")
    expect((await link.begin()).status).toBe(503)
  })

  it("[LINK-14] a payment is pending with its page, then paid, told by its reference alone", async () => {
    const host = await payHost()
    const link = await host.link()
    const begun = await link.begin()
    expect(begun).toMatchObject({
      status: 201,
      body: { status: "pending", amount: "100", total: "100", reference: expect.stringMatching(/^\w{16}$/) },
    })
    const { reference, checkoutUrl } = begun.body
    expect(checkoutUrl.startsWith(PUBLIC_URL)).toBe(true)
    expect((await link.payment(reference)).body).toEqual(begun.body)
    await host.answerCheckout(checkoutUrl, "pay")
    expect((await link.payment(reference)).body).toMatchObject({ status: "succeeded" })
    expect((await host.test.send("GET", host.wallet)).body.balance).toBe("100")
    const other = await host.link()
    expect((await other.payment(reference)).status).toBe(404)
    expect((await link.payment("nobody")).status).toBe(404)
  })

  it("[LINK-14] many at once on a link for one payment begin one, and lead all to it", async () => {
    const host = await payHost()
    const link = await host.link({ amount: "100" })
    const begun = await Promise.all(Array.from({ length: 8 }, () => link.begin()))
    const led = begun.filter(({ status }) => status === 201)
    expect(begun.every(({ status }) => status === 201 || status === 429)).toBe(true)
    expect(new Set(led.map(({ body }) => body.reference)).size).toBe(1)
    const again = await link.begin()
    expect(again.body.reference).toBe(led[0]!.body.reference)
    for (const _ of [1, 2]) await host.answerCheckout(again.body.checkoutUrl, "pay")
    expect((await host.test.send("GET", host.wallet)).body.balance).toBe("100")
    const { body } = await host.test.send("GET", `${host.wallet}/top-ups`)
    expect(body.data).toHaveLength(1)
  })

  it("[LINK-6] nobody pays another total than the one that they saw", async () => {
    const host = await payHost()
    const link = await host.link()
    expect(await link.begin({ amount: "100", total: "99" })).toMatchObject({
      status: 409,
      body: { code: "total_changed", total: "100" },
    })
    const { body } = await host.test.send("GET", `${host.wallet}/top-ups`)
    expect(body.data).toEqual([])
  })

  it("[LINK-14] a link's amount is not the payer's to say, and its limits hold", async () => {
    const host = await payHost()
    const fixed = await host.link({ amount: "100" })
    expect((await fixed.preview({ amount: "10" })).body.total).toBe("100")
    expect((await fixed.begin({ amount: "10", total: "100" })).body.amount).toBe("100")
    const open = await host.link()
    for (const amount of ["9.99", "10000.01"]) {
      expect(await open.preview({ amount })).toMatchObject({
        status: 422,
        body: { code: "amount_out_of_limits" },
      })
      expect((await open.begin({ amount, total: amount })).status).toBe(422)
    }
  })

  it("[LINK-15] takes a coupon where the link does, and no other", async () => {
    const host = await payHost()
    await makeCoupon(host)
    const wish = { amount: "100", couponCode: "DIWALI10" }
    const plain = await host.link()
    expect((await plain.preview(wish)).status).toBe(422)
    expect((await plain.begin({ ...wish, total: "100" })).status).toBe(422)
    const link = await host.link({ takesCoupon: true })
    expect((await link.preview(wish)).body).toMatchObject({ bonus: "10", coupon: { status: "valid" } })
    const begun = await link.begin({ ...wish, total: "100" })
    expect(begun.body).toMatchObject({ amount: "100", bonus: "10" })
    await host.answerCheckout(begun.body.checkoutUrl, "pay")
    expect((await host.test.send("GET", host.wallet)).body.balance).toBe("110")
    expect(await link.begin({ ...wish, couponCode: "NONE", total: "100" })).toMatchObject({
      status: 422,
      body: { code: "coupon_not_valid", reason: "unknown" },
    })
  })

  it("[LINK-15] [COUPON-8] codes are not to be guessed: the tries of all links of a wallet count together", async () => {
    const host = await payHost()
    const links = await Promise.all([host.link({ takesCoupon: true }), host.link({ takesCoupon: true })])
    const statuses: number[] = []
    for (let place = 0; place <= COUPON_TRY_RATE_LIMIT.burst; place++) {
      statuses.push((await links[place % 2]!.preview({ amount: "50", couponCode: `GUESS${place}` })).status)
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(COUPON_TRY_RATE_LIMIT.burst)
    expect(statuses.at(-1)).toBe(429)
  })

  it("[LINK-12] an address that guesses is slowed down, by page and API together", async () => {
    const host = await payHost({}, { address: () => "203.0.113.7" })
    const statuses: number[] = []
    for (let place = 0; place <= LINK_MISS_RATE_LIMIT.burst; place++) {
      const path = `/pay/${String(place).padStart(32, "x")}`
      statuses.push((await host.get(place % 2 === 0 ? path : `/v1${path}`)).status)
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(LINK_MISS_RATE_LIMIT.burst)
    expect(statuses.at(-1)).toBe(429)
    expect((await (await host.link()).read()).status).toBe(200)
  })

  it("[LINK-12] one link is asked so often, then 429", async () => {
    const link = await (await payHost()).link()
    const statuses: number[] = []
    for (let place = 0; place <= LINK_ASK_RATE_LIMIT.burst; place++) statuses.push((await link.read()).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(LINK_ASK_RATE_LIMIT.burst)
    expect(statuses.at(-1)).toBe(429)
  })

  it.each([
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ "sec-fetch-site": "same-origin" }, 201],
    [{}, 201],
  ])("[LINK-11] a payment that %o asks for is %i", async (headers, status) => {
    const link = await (await payHost()).link()
    expect((await link.begin(undefined, headers as Record<string, string>)).status).toBe(status)
  })

  it.each(["nobody", "x".repeat(32), "__proto__"])("[LINK-13] /v1/pay/%s is no link", async (secret) => {
    const { test } = await payHost()
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/top-ups/x"],
      ["POST", "/top-ups"],
      ["POST", "/top-ups/preview"],
    ] as const) {
      const body =
        method === "GET"
          ? {}
          : { body: path === "/top-ups" ? { amount: "50", total: "50" } : { amount: "50" } }
      expect((await test.send(method, `/v1/pay/${secret}${path}`, { key: "", ...body })).status).toBe(404)
    }
  })

  it("[HTTP-12] is logged by its pattern alone", async () => {
    const host = await payHost()
    const link = await host.link()
    await link.read()
    await link.begin()
    const logged = JSON.stringify(host.test.logged)
    expect(logged).toContain("/v1/pay/")
    expect(logged).not.toContain(link.api.slice("/v1/pay/".length))
  })
})
