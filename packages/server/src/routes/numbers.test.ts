import { describe, expect, it } from "vitest"
import { linkHost } from "../links/testing-links.ts"
import { makeTenant, OPERATOR_KEY, testApp, type Answered, type TestApp } from "../testing/test-app.ts"

interface NumbersHost {
  readonly test: TestApp
  readonly key: string
  /** `/v1/wallets/wal_1/numbers`. */
  readonly path: string
  readonly must: (method: string, path: string, body?: unknown, key?: string) => Promise<any>
  readonly token: (scopes: readonly string[]) => Promise<string>
  readonly patch: (senderId: string, body: object, key?: string) => Promise<Answered>
}

/** A wallet of 100 with three numbers, of which `snd_a` has 30 of its own. */
async function numbersHost(): Promise<NumbersHost> {
  const test = testApp()
  const { key, customerId } = await makeTenant(test, "mine")
  const must: NumbersHost["must"] = async (method, path, body, as = key) => {
    const answer = await test.send(method, path, { body, key: as })
    expect(answer.status, path).toBeLessThan(300)
    return answer.body
  }
  await must("POST", "/v1/wallets", { id: "wal_1", customerId, currency: "USD" })
  await must("POST", "/v1/wallets/wal_1/top-ups", { amount: "100", method: "manual" }, OPERATOR_KEY)
  const phones = { snd_a: "+14155550003", snd_b: "14155550001", snd_c: "+14155550002" }
  for (const [id, phoneNumber] of Object.entries(phones)) {
    await must("PUT", `/v1/senders/${id}`, { walletId: "wal_1", phoneNumber })
  }
  const path = "/v1/wallets/wal_1/numbers"
  await must("PATCH", `${path}/snd_a`, { amount: "30", mayUseShared: false })
  return {
    test,
    key,
    path,
    must,
    token: async (scopes) => (await must("POST", "/v1/portal-tokens", { walletId: "wal_1", scopes })).token,
    patch: (senderId, body, as = key) => test.send("PATCH", `${path}/${senderId}`, { body, key: as }),
  }
}

describe("GET /v1/wallets/{id}/numbers", () => {
  it("[NUM-1] lists parts first, then by phone number, with what each spent today and this month", async () => {
    const { test, must, path } = await numbersHost()
    const event = { recipient: "919410031234", kind: "delivered", category: "marketing" }
    const at = (daysAgo: number): string => new Date(test.now - daysAgo * 86_400_000).toISOString()
    await must("POST", "/v1/events", {
      events: [
        { ...event, messageId: "m1", senderId: "snd_a", occurredAt: at(0) },
        { ...event, messageId: "m2", senderId: "snd_a", occurredAt: at(2) },
        { ...event, messageId: "m3", senderId: "snd_c", occurredAt: at(2) },
        { ...event, messageId: "m4", senderId: "snd_c", occurredAt: at(40) },
      ],
    })
    const { data, ...numbers } = await must("GET", path)
    const one = Number(data[0].today)
    expect(one).toBeGreaterThan(0)
    expect(data).toMatchObject([
      {
        senderId: "snd_a",
        phoneNumber: "+14155550003",
        displayName: null,
        status: "connected",
        part: { amount: "30", mayUseShared: false },
      },
      { senderId: "snd_b", status: "quiet", lastMessageAt: null, part: null, today: "0", month: "0" },
      { senderId: "snd_c", status: "connected", part: null, today: "0" },
    ])
    const figures = [data[0].month, data[0].part.available, data[2].month].map(Number)
    expect(figures).toEqual([2 * one, 30 - 2 * one, one].map((value) => expect.closeTo(value, 6)))
    expect(numbers).toMatchObject({
      currency: "USD",
      timezone: "Asia/Kolkata",
      largest: "30",
      allotted: data[0].part.available,
      allottedCount: 1,
      total: 3,
      nextCursor: null,
    })
    const { balance } = await must("GET", "/v1/wallets/wal_1")
    expect(Number(numbers.shared) + Number(numbers.allotted)).toBeCloseTo(Number(balance), 6)
  })

  it("[NUM-1] pages without gaps, and finds by piece of number, name or id", async () => {
    const { must, patch, path } = await numbersHost()
    await patch("snd_c", { displayName: "Shop in Pune" })
    const ids = async (query: string): Promise<string[]> =>
      (await must("GET", path + query)).data.map(({ senderId }: { senderId: string }) => senderId)
    const first = await must("GET", `${path}?limit=2`)
    expect(first.data).toHaveLength(2)
    expect(await ids(`?limit=2&cursor=${first.nextCursor}`)).toEqual(["snd_c"])
    expect(await ids("?q=pune")).toEqual(["snd_c"])
    expect(await ids("?q=415%20555%200001")).toEqual(["snd_b"])
    expect(await ids("?q=SND_A")).toEqual(["snd_a"])
    expect(await ids("?q=nobody")).toEqual([])
    expect((await must("GET", `${path}?q=nobody`)).total).toBe(0)
  })

  it("[NUM-1] refuses a cursor of another list, and needs balance:read", async () => {
    const { test, path, token, key } = await numbersHost()
    expect((await test.send("GET", `${path}?cursor=x`, { key })).status).toBe(400)
    expect((await test.send("GET", path, { key: await token(["balance:read"]) })).status).toBe(200)
    expect((await test.send("GET", path, { key: await token(["usage:read"]) })).status).toBe(403)
  })
})

describe("PATCH /v1/wallets/{id}/numbers/{senderId}", () => {
  it("[NUM-2] sets what is there and leaves the rest", async () => {
    const { must, patch, path } = await numbersHost()
    const named = await patch("snd_a", { displayName: "Support" })
    expect(named.body).toMatchObject({
      displayName: "Support",
      part: { amount: "30", available: "30", mayUseShared: false },
    })
    expect((await patch("snd_a", { mayUseShared: true })).body).toMatchObject({
      displayName: "Support",
      part: { amount: "30", mayUseShared: true },
    })
    expect((await patch("snd_a", { amount: "12.5" })).body.part.available).toBe("12.5")
    expect((await must("GET", path)).shared).toBe("87.5")
    const none = await patch("snd_a", { amount: null, displayName: null })
    expect(none.body).toMatchObject({ displayName: null, part: null })
    expect((await must("GET", path)).shared).toBe("100")
  })

  it("[NUM-2] a part grows by at most what the shared part has, and then nothing changes", async () => {
    const { must, patch, path } = await numbersHost()
    const refused = await patch("snd_a", { amount: "100.000001", displayName: "No" })
    expect(refused).toMatchObject({
      status: 402,
      body: { code: "insufficient_funds", spendable: "100", required: "100.000001" },
    })
    expect((await must("GET", path)).data[0]).toMatchObject({ displayName: null, part: { amount: "30" } })
    expect((await patch("snd_a", { amount: "100" })).status).toBe(200)
    expect((await patch("snd_b", { amount: "0.000001" })).status).toBe(402)
  })

  it("[NUM-2] is 404 for a number that the wallet does not pay for, and for another's wallet", async () => {
    const { test, patch, must } = await numbersHost()
    const other = await makeTenant(test, "other")
    await must(
      "PUT",
      "/v1/senders/theirs",
      { walletId: other.walletId, phoneNumber: "+14155559999" },
      other.key,
    )
    expect((await patch("theirs", { displayName: "x" })).status).toBe(404)
    expect((await patch("nobody", { amount: "1" })).status).toBe(404)
    expect((await patch("snd_a", { amount: "1" }, other.key)).status).toBe(404)
  })

  it.each([
    { displayName: "" },
    { displayName: "x".repeat(61) },
    { amount: "-1" },
    { amount: "1e3" },
    { part: 1 },
  ])("[NUM-2] refuses %o", async (body) => {
    const { patch } = await numbersHost()
    expect((await patch("snd_a", body)).status).toBe(400)
  })

  it("[NUM-3] needs settings:write", async () => {
    const { patch, token } = await numbersHost()
    const body = { displayName: "Support" }
    expect((await patch("snd_a", body, await token(["balance:read", "topup:write"]))).status).toBe(403)
    expect((await patch("snd_a", body, await token(["settings:write"]))).status).toBe(200)
  })

  it("[NUM-3] a PUT of the sender keeps the name unless it gives one", async () => {
    const { must, patch } = await numbersHost()
    await patch("snd_a", { displayName: "Support" })
    const body = { walletId: "wal_1", phoneNumber: "+14155550003" }
    expect((await must("PUT", "/v1/senders/snd_a", body)).displayName).toBe("Support")
    expect((await must("PUT", "/v1/senders/snd_a", { ...body, displayName: "Desk" })).displayName).toBe(
      "Desk",
    )
    expect((await must("PUT", "/v1/senders/snd_a", { ...body, displayName: null })).displayName).toBeNull()
  })
})

describe("top-ups for a number", () => {
  it("[NUM-4] by hand are credited to its part, which grows", async () => {
    const { must, path } = await numbersHost()
    const topUps = "/v1/wallets/wal_1/top-ups"
    const body = { amount: "5", method: "manual", senderId: "snd_b" }
    expect(await must("POST", topUps, body, OPERATOR_KEY)).toMatchObject({ senderId: "snd_b", amount: "5" })
    const { data, shared } = await must("GET", path)
    expect(data[0]).toMatchObject({
      senderId: "snd_b",
      part: { amount: "5", available: "5", mayUseShared: true },
    })
    expect(shared).toBe("70")
    expect((await must("GET", topUps)).data.map(({ senderId }: any) => senderId)).toEqual(["snd_b", null])
  })

  it.each(["manual", "checkout"])(
    "[NUM-4] %s, of a number of another wallet or of nobody, are 422",
    async (method) => {
      const host = await linkHost()
      const { test, tenant, wallet } = host
      await test.send("PUT", "/v1/senders/theirs", {
        key: tenant.key,
        body: { walletId: (await makeTenant(test, "other")).walletId, phoneNumber: "+14155550001" },
      })
      for (const senderId of ["theirs", "nobody"]) {
        const body = { amount: "50", method, senderId }
        expect(await test.send("POST", `${wallet}/top-ups`, { body })).toMatchObject({
          status: 422,
          body: { code: "unknown_sender", senderId },
        })
      }
    },
  )

  it("[NUM-4] by checkout and by payment link are credited to its part once they are paid", async () => {
    const host = await linkHost()
    const { test, tenant, wallet } = host
    const { key, walletId } = tenant
    await test.send("PUT", "/v1/senders/mine", { key, body: { walletId, phoneNumber: "+14155550001" } })
    const body = { amount: "50", method: "checkout", senderId: "mine" }
    const topUp = (await test.send("POST", `${wallet}/top-ups`, { key, body })).body
    expect(topUp).toMatchObject({ status: "pending", senderId: "mine" })
    await host.answerCheckout(topUp.checkoutUrl, "pay")
    const { path } = await host.makeLink({ amount: "20", senderId: "mine" })
    const begun = await host.post(path, { amount: "20", total: "20" })
    await host.answerCheckout(begun.headers.get("location")!, "pay")
    const { data, shared } = (await test.send("GET", `${wallet}/numbers`)).body
    expect(shared).toBe("0")
    expect(data[0].part).toEqual({ amount: "70", available: "70", mayUseShared: true })
  })
})
