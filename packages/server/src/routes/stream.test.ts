import { beforeEach, describe, expect, it } from "vitest"
import {
  ADMISSION_CHECK_MS,
  BEAT_EVERY_MS,
  READER_STALLED_MS_MAX,
  STREAMS_PER_WALLET_MAX,
} from "../live/live-streams.ts"
import { TELL_EVERY_MS } from "../live/wallet-watch.ts"
import { payingApp } from "../payments/testing-checkout.ts"
import { readEventStream, type EventReader } from "../testing/read-event-stream.ts"
import { makeTenant, testApp, type Tenant, type TestApp } from "../testing/test-app.ts"

const WALLET = "wal_live"
const PATH = `/v1/wallets/${WALLET}/stream`
const HOUR_MS = 3_600_000

let test: TestApp
let tenant: Tenant
beforeEach(async () => {
  test = testApp()
  tenant = await makeTenant(test, "mine")
  await must("POST", "/v1/wallets", { id: WALLET, customerId: tenant.customerId, currency: "USD" })
  await must("PUT", "/v1/senders/snd_live", { walletId: WALLET, phoneNumber: "+14155550100" })
})

async function must(method: string, path: string, body?: unknown, key = tenant.key): Promise<any> {
  const answer = await test.send(method, path, { body, key })
  if (answer.status > 299) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** A top-up as a stream tells it: without its invoice, which comes later. */
async function topUp(amount: string): Promise<any> {
  const body = { amount, method: "manual" }
  const made = await must("POST", `/v1/wallets/${WALLET}/top-ups`, body, test.deps.config.operatorKey)
  const { invoiceId: _invoiceId, ...told } = made
  return told
}

async function deliver(messageId: string): Promise<void> {
  const event = { messageId, recipient: "919410031234", senderId: "snd_live", kind: "delivered" }
  const occurredAt = new Date(test.now).toISOString()
  await must("POST", "/v1/events", { events: [{ ...event, category: "marketing", occurredAt }] })
}

async function token(scopes: readonly string[], expiresInSeconds = 900): Promise<string> {
  return (await must("POST", "/v1/portal-tokens", { walletId: WALLET, scopes, expiresInSeconds })).token
}

async function ask(
  key: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<Response> {
  return test.app.request(PATH, { method, headers: { authorization: `Bearer ${key}`, ...headers } })
}

async function open(key: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
  const response = await ask(key, headers)
  expect(response.status).toBe(200)
  const reader = readEventStream(response)
  expect(await reader.next()).toEqual({ retry: "2000" })
  return reader
}

const sequenceNow = async (): Promise<number> => (await must("GET", `/v1/wallets/${WALLET}/proof`)).sequence

describe("[STREAM-3] a stream begins with what is there", () => {
  it("the wallet as in the summary, and today's usage for those who may see it", async () => {
    await topUp("5")
    await deliver("m1")
    const { wallet, today } = await must("GET", `/v1/wallets/${WALLET}/summary`)
    const id = String(await sequenceNow())
    for (const key of [
      tenant.key,
      test.deps.config.operatorKey ?? "",
      await token(["balance:read", "usage:read"]),
    ]) {
      const reader = await open(key)
      expect(await reader.next()).toEqual({ event: "balance", id, data: wallet })
      const usage = { timezone: "Asia/Kolkata", day: "2026-11-22", ...today }
      expect(await reader.next()).toEqual({ event: "usage", id, data: usage })
    }
    const reader = await open(await token(["balance:read"]))
    expect((await reader.next())?.event).toBe("balance")
    await deliver("m2")
    await test.timers.advance(TELL_EVERY_MS)
    expect((await reader.next())?.event).toBe("balance")
  })

  it("in a form that nothing on the way holds back or keeps", async () => {
    const { headers } = await ask(tenant.key)
    expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8")
    expect(headers.get("cache-control")).toBe("no-store, no-transform")
    expect(headers.get("x-accel-buffering")).toBe("no")
    expect(headers.get("content-encoding")).toBeNull()
  })

  it("to readers only, and HEAD opens nothing", async () => {
    expect((await ask("")).status).toBe(401)
    expect((await ask(await token(["usage:read"]))).status).toBe(403)
    const waiting = test.timers.waiting
    const head = await ask(tenant.key, {}, "HEAD")
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([
      200,
      "text/event-stream; charset=utf-8",
      "",
    ])
    expect(test.timers.waiting).toBe(waiting)
  })
})

it("[STREAM-4] tells the balance, the usage and the top-up that a commit changed, and nothing else", async () => {
  const reader = await open(tenant.key)
  await reader.nextOf("usage")
  const made = await topUp("7.5")
  await test.timers.advance(TELL_EVERY_MS)
  const topUpTold = await reader.next()
  expect([topUpTold?.event, topUpTold?.data]).toEqual(["topup", made])
  expect(await reader.next()).toMatchObject({ event: "balance", data: { balance: "7.5" } })
  await deliver("m1")
  await test.timers.advance(TELL_EVERY_MS)
  expect(await reader.next()).toMatchObject({ event: "usage", data: { delivered: 1, amount: "0.0118" } })
  const last = await reader.next()
  expect(last).toMatchObject({ event: "balance", id: String(await sequenceNow()) })
  // A commit that changes nothing to be seen.
  await must("PUT", "/v1/senders/snd_2", { walletId: WALLET, phoneNumber: "+14155550101" })
  await test.timers.advance(BEAT_EVERY_MS)
  expect(await reader.next()).toEqual({ comment: "beat" })
})

it("[STREAM-4] tells a checkout from its beginning to its end, which moves no money", async () => {
  const paying = await payingApp()
  const headers = { authorization: `Bearer ${paying.tenant.key}` }
  const reader = readEventStream(await paying.app.request(`${paying.wallet}/stream`, { headers }))
  await reader.nextOf("usage")
  const { body: begun } = await paying.checkout()
  await paying.timers.advance(TELL_EVERY_MS)
  expect((await reader.nextOf("topup")).data).toMatchObject({ id: begun.id, status: "pending" })
  await paying.answer(begun.checkoutUrl, "decline")
  await paying.timers.advance(TELL_EVERY_MS)
  let told = await reader.nextOf("topup")
  while (told.data.status === "pending") told = await reader.nextOf("topup")
  expect(told.data).toMatchObject({ id: begun.id, status: "failed", failureReason: "declined" })
  await reader.cancel()
})

describe("[STREAM-5] a reader who comes again", () => {
  it("with the newest id is told nothing until something changes", async () => {
    await topUp("5")
    const id = String(await sequenceNow())
    const reader = await open(tenant.key, { "last-event-id": id })
    await test.timers.advance(BEAT_EVERY_MS)
    expect(await reader.next()).toEqual({ comment: "beat" })
    await topUp("1")
    await test.timers.advance(TELL_EVERY_MS)
    expect(await reader.next()).toMatchObject({ event: "topup", id, data: { amount: "1" } })
    expect(await reader.next()).toMatchObject({ event: "balance", id: String(Number(id) + 1) })
  })

  it("with an older id is told the top-ups since and the state", async () => {
    await topUp("5")
    const id = String(await sequenceNow())
    const made = [await topUp("1"), await topUp("2")]
    await deliver("m1")
    const reader = await open(tenant.key, { "last-event-id": id })
    expect(await reader.next()).toEqual({ event: "topup", id, data: made[0] })
    expect(await reader.next()).toEqual({ event: "topup", id, data: made[1] })
    expect(await reader.next()).toMatchObject({ event: "usage", id })
    expect(await reader.next()).toMatchObject({ event: "balance", id: String(await sequenceNow()) })
  })

  it.each(["999999", "-1", "1.5", "", "abc", "9".repeat(40)])("with %o begins anew", async (id) => {
    const reader = await open(tenant.key, { "last-event-id": id })
    expect((await reader.next())?.event).toBe("balance")
    expect((await reader.next())?.event).toBe("usage")
  })
})

it("[STREAM-6] of a burst the latest state is told, at most once in its time", async () => {
  const reader = await open(tenant.key)
  await reader.nextOf("usage")
  let reads = 0
  const { catalog } = test.deps
  const customer = catalog.customer.bind(catalog)
  catalog.customer = (id) => {
    reads += 1
    return customer(id)
  }
  for (let n = 1; n <= 40; n++) await topUp("1")
  reads = 0
  await test.timers.advance(TELL_EVERY_MS)
  expect((await reader.nextOf("balance")).data.balance).toBe("40")
  expect(reads).toBe(1)
})

describe("[STREAM-7] a reader who takes nothing", () => {
  it("is kept the latest state only", async () => {
    const reader = await open(tenant.key)
    await reader.nextOf("usage")
    for (let n = 1; n <= 20; n++) {
      await topUp("1")
      await test.timers.advance(TELL_EVERY_MS)
    }
    // What was on its way when it stopped reading, then the last state.
    const balances = [
      (await reader.nextOf("balance")).data.balance,
      (await reader.nextOf("balance")).data.balance,
    ]
    expect(Number(balances[0])).toBeLessThanOrEqual(3)
    expect(balances[1]).toBe("20")
  })

  it("is left in the end", async () => {
    const response = await ask(tenant.key)
    const body = response.body?.getReader()
    await test.timers.advance(READER_STALLED_MS_MAX)
    expect(await body?.read()).toEqual({ done: true, value: undefined })
    expect(test.timers.waiting).toBe(0)
  })
})

describe("[STREAM-8] while nothing happens", () => {
  it("a comment comes every 15 s", async () => {
    const reader = await open(tenant.key)
    await reader.nextOf("usage")
    for (let n = 0; n < 4; n++) {
      await test.timers.advance(BEAT_EVERY_MS)
      expect(await reader.next()).toEqual({ comment: "beat" })
    }
  })

  it("the customer's new day begins by itself", async () => {
    await topUp("1")
    await deliver("m1")
    const reader = await open(tenant.key)
    expect((await reader.nextOf("usage")).data).toMatchObject({ day: "2026-11-22", delivered: 1 })
    // Midnight in Kolkata is at 18:30 UTC; it is noon.
    test.now += 6.5 * HOUR_MS
    const usage = reader.nextOf("usage")
    await test.timers.advance(BEAT_EVERY_MS + TELL_EVERY_MS)
    expect((await usage).data).toMatchObject({ day: "2026-11-23", delivered: 0 })
  })
})

describe("[STREAM-9] a stream ends", () => {
  it("when its token does", async () => {
    const reader = await open(await token(["balance:read"], 60))
    const rest = reader.rest()
    await test.timers.advance(59_999)
    expect(test.timers.waiting).toBeGreaterThan(0)
    await test.timers.advance(1)
    expect((await rest).map(({ comment }) => comment).filter(Boolean)).toEqual(["beat", "beat", "beat"])
    expect(test.timers.waiting).toBe(0)
  })

  const ends: [string, (key: { id: string }) => Promise<unknown>][] = [
    ["its key is revoked", ({ id }) => must("DELETE", `/v1/keys/${id}`)],
    [
      "its partner is disabled",
      () => must("PATCH", "/v1/partners/mine", { status: "disabled" }, test.deps.config.operatorKey),
    ],
    [
      "its origin is unlisted",
      () => must("PATCH", "/v1/partners/mine", { allowedOrigins: [] }, test.deps.config.operatorKey),
    ],
  ]
  it.each(ends)("soon after %s", async (_, change) => {
    const key = await must("POST", "/v1/keys", { kind: "wallet", walletId: WALLET, name: "page" })
    const reader = await open(key.key, { origin: tenant.origin })
    const rest = reader.rest()
    await test.timers.advance(ADMISSION_CHECK_MS)
    expect(test.timers.waiting).toBeGreaterThan(0)
    await change(key)
    await test.timers.advance(ADMISSION_CHECK_MS)
    await rest
    expect(test.timers.waiting).toBe(0)
  })

  it("soon after its wallet is closed", async () => {
    const reader = await open(await token(["balance:read"]))
    const rest = reader.rest()
    await must("PATCH", `/v1/wallets/${WALLET}`, { status: "closed" }, test.deps.config.operatorKey)
    await test.timers.advance(ADMISSION_CHECK_MS)
    expect((await rest).at(-1)).toMatchObject({ event: "balance", data: { status: "closed" } })
  })
})

it("[STREAM-10] a wallet has so many streams and no more, until one of them is left", async () => {
  const readers: EventReader[] = []
  for (let n = 0; n < STREAMS_PER_WALLET_MAX; n++) readers.push(await open(tenant.key))
  const refused = await ask(tenant.key)
  expect([refused.status, refused.headers.get("retry-after"), (await refused.json()).code]).toEqual([
    429,
    "10",
    "rate_limited",
  ])
  await readers[0]?.cancel()
  await open(tenant.key)
  expect((await ask(tenant.key)).status).toBe(429)
})

it("[STREAM-11] streams end when the server stops, and none is opened", async () => {
  const reader = await open(tenant.key)
  await reader.nextOf("usage")
  const rest = reader.rest()
  test.stop()
  expect(await rest).toEqual([])
  expect(test.timers.waiting).toBe(0)
  expect((await ask(tenant.key)).status).toBe(503)
})

it("[STREAM-12] a reader is told of its own wallet only", async () => {
  const other = await makeTenant(test, "other")
  for (const key of [
    other.key,
    (await must("POST", "/v1/portal-tokens", { walletId: other.walletId }, other.key)).token,
  ]) {
    const refused = await ask(key)
    expect([refused.status, (await refused.json()).code]).toEqual([404, "not_found"])
  }
  await must(
    "POST",
    "/v1/wallets",
    { id: "wal_theirs", customerId: other.customerId, currency: "USD" },
    other.key,
  )
  const reader = await open(tenant.key)
  await reader.nextOf("usage")
  const body = { amount: "9", method: "manual" }
  await must("POST", "/v1/wallets/wal_theirs/top-ups", body, test.deps.config.operatorKey)
  await test.timers.advance(BEAT_EVERY_MS)
  expect(await reader.next()).toEqual({ comment: "beat" })
})

it("[HTTP-7] a page of the partner can read the stream and its refusals, another page neither", async () => {
  const key = await token(["balance:read"])
  const allowed = await ask(key, { origin: tenant.origin })
  expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([200, tenant.origin])
  const refused = await ask("nobody", { origin: tenant.origin })
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, tenant.origin])
  const foreign = await ask(key, { origin: "https://evil.example.com" })
  expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([403, null])
})
