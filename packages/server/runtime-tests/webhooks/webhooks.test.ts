import { createServer, type AddressInfo } from "node:net"
import { setImmediate } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { Webhook } from "standardwebhooks"
import { ATTEMPT_MS_MAX } from "../../src/deliveries/attempt-webhook.ts"
import { FAILING_MS_MAX } from "../../src/deliveries/endpoint-health.ts"
import { CLAIM_MS } from "../../src/deliveries/dispatcher.ts"
import { deliverOutbox } from "../../src/outbox/deliver-outbox.ts"
import { nodeWebhookPost } from "../../src/runtime/post-webhook.ts"
import { EVENT_DATA, type SentEvent } from "../../src/schemas/webhook-event.ts"
import { makeTenant, OPERATOR_KEY } from "../../src/testing/test-app.ts"
import type { Received } from "./webhook-receiver.ts"
import { OLD_SECRET_SIGNS_MS } from "../../src/webhooks/endpoint-secret.ts"
import { ATTEMPTS_MAX } from "../../src/webhooks/retry-at.ts"
import { dispatcherOf, hookedApp, type HookedApp } from "./hooked-app.ts"
import { AddressRefusedError } from "../../src/webhooks/webhook-post.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

let app: HookedApp
beforeEach(async () => {
  app = await hookedApp()
})
afterEach(() => app.receiver.close())

function headersOf({ headers }: Received): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** As a receiver verifies it, by the clock of the test. */
function verify(secret: string, one: Received): any {
  const realNow = Date.now
  Date.now = () => app.now
  try {
    return new Webhook(secret).verify(one.body, headersOf(one))
  } finally {
    Date.now = realNow
  }
}

const told = (path: string): any[] =>
  app.receiver.received.filter((one) => one.path === path).map(({ body }) => JSON.parse(body))
const typesAt = (path: string): string[] => told(path).map(({ type }) => type)

async function deliveries(query = "", key = app.tenant.key): Promise<any[]> {
  return (await app.send("GET", `/v1/webhook-deliveries${query}`, { key })).body.data
}

describe("webhooks", () => {
  it("[HOOK-5] are verified by the official library of Standard Webhooks, and a changed byte is not", async () => {
    const { secret } = await app.subscribe("/a")
    const topUpId = await app.topUpByHand("10")
    await app.sendAll()
    const [one] = app.receiver.received
    const { walletId, customerId, partnerId } = app.tenant
    expect(verify(secret, one!)).toMatchObject({
      type: "topup.succeeded",
      timestamp: new Date(app.now).toISOString(),
      data: { walletId, customerId, partnerId, topUp: { id: topUpId, amount: "10", status: "succeeded" } },
    })
    expect(one!.headers["content-type"]).toBe("application/json")
    expect(() => verify(secret, { ...one!, body: one!.body.replace('"10"', '"11"') })).toThrow("No matching")
  })

  it("[HOOK-2] are as their schemas say, for all that happens to a top-up, a balance and auto-recharge", async () => {
    await app.subscribe("/a")
    const { key } = app.tenant
    await app.send("PATCH", app.wallet, { key, body: { lowBalanceThreshold: "5" } })
    const topUpId = await app.topUpByHand("10")
    await app.send("POST", `${app.wallet}/adjustments`, { body: { amount: "-6", reason: "a" } })
    await app.send("POST", `/v1/top-ups/${topUpId}/refund`, { body: { amount: "1", reason: "b" } })
    await app.send("POST", `${app.wallet}/adjustments`, { body: { amount: "-8", reason: "c" } })
    const { body: pending } = await app.checkout()
    await app.answer(pending.checkoutUrl, "decline")
    await app.topUpByHand("50")
    await app.sendAll()
    const events = told("/a")
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      "balance.low",
      "balance.low",
      "balance.overdrawn",
      "balance.recovered",
      "balance.recovered",
      "invoice.issued",
      "invoice.issued",
      "invoice.issued",
      "topup.failed",
      "topup.refunded",
      "topup.succeeded",
      "topup.succeeded",
    ])
    for (const { type, data } of events) {
      expect(EVENT_DATA[type as SentEvent].strict().parse(data)).toEqual(data)
    }
    const low = events.filter(({ type }) => type === "balance.low").map(({ data }) => data)
    expect(low.map(({ balance, available }) => [balance, available])).toEqual(
      expect.arrayContaining([
        ["0", "0"],
        ["4", "4"],
      ]),
    )
    const refund = events.find(({ type }) => type === "topup.refunded").data
    const kinds = events.filter(({ type }) => type === "invoice.issued").map(({ data }) => data.invoice)
    expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(["credit_note", "invoice", "invoice"])
    expect(kinds.find(({ kind }) => kind === "credit_note").id).toBe(refund.creditNoteId)
  })

  it("[HOOK-3] come for the events that an endpoint names, and unknown names are refused with those there are", async () => {
    await app.subscribe("/named", { events: ["invoice.issued", "spend.anomaly"] })
    await app.topUpByHand()
    await app.sendAll()
    expect(typesAt("/named")).toEqual(["invoice.issued"])
    const body = { url: "https://example.com", events: ["top_up.succeeded"] }
    const refused = await app.send("POST", "/v1/webhook-endpoints", { key: app.tenant.key, body })
    expect(refused.status).toBe(400)
    expect(refused.body.errors[0]).toMatchObject({
      path: "events[0]",
      message: expect.stringMatching(/no event "top_up.succeeded"; there are .*topup.succeeded/),
    })
  })

  it("[HOOK-1] another partner hears nothing and finds nothing; the operator's endpoint hears of all", async () => {
    const other = await makeTenant(app, "other")
    const mine = await app.subscribe("/mine")
    await app.subscribe("/other", { key: other.key })
    await app.subscribe("/operator", { key: OPERATOR_KEY })
    await app.topUpByHand()
    await app.sendAll()
    expect(typesAt("/mine").toSorted()).toEqual(["invoice.issued", "topup.succeeded"])
    expect(typesAt("/other")).toEqual([])
    expect(typesAt("/operator").toSorted()).toEqual(["invoice.issued", "topup.succeeded"])
    const [delivery] = await deliveries()
    expect(await deliveries("", other.key)).toEqual([])
    const asOther = { key: other.key, body: {} }
    for (const [method, path] of [
      ["GET", `/v1/webhook-endpoints/${mine.id}`],
      ["PATCH", `/v1/webhook-endpoints/${mine.id}`],
      ["DELETE", `/v1/webhook-endpoints/${mine.id}`],
      ["POST", `/v1/webhook-endpoints/${mine.id}/rotate-secret`],
      ["POST", `/v1/webhook-endpoints/${mine.id}/ping`],
      ["GET", `/v1/webhook-deliveries/${delivery.id}`],
      ["POST", `/v1/webhook-deliveries/${delivery.id}/resend`],
      ["GET", `/v1/webhook-deliveries?partnerId=acme`],
    ] as const) {
      const { body, ...keyed } = asOther
      const answer = await app.send(method, path, method === "GET" ? keyed : { ...keyed, body })
      expect([path, answer.status]).toEqual([path, 404])
    }
    const all = await deliveries(`?endpointId=${mine.id}&partnerId=acme`, OPERATOR_KEY)
    expect(all.map(({ endpointId }) => endpointId)).toEqual([mine.id, mine.id])
    expect(await deliveries("", OPERATOR_KEY)).toHaveLength(2)
  })

  it("[HOOK-6] the secret is shown once; after a rotation both sign for a day", async () => {
    const { id, secret } = await app.subscribe("/a")
    const { key } = app.tenant
    const shown = await app.send("GET", `/v1/webhook-endpoints/${id}`, { key })
    expect(JSON.stringify(shown.body)).not.toContain("whsec")
    const again = { "idempotency-key": "once" }
    const rotate = () =>
      app.send("POST", `/v1/webhook-endpoints/${id}/rotate-secret`, { key, body: {}, headers: again })
    const { secret: next } = (await rotate()).body
    expect((await rotate()).body).not.toHaveProperty("secret")
    await app.topUpByHand()
    await app.sendAll()
    const [one] = app.receiver.received
    expect(String(one!.headers["webhook-signature"]).split(" ")).toHaveLength(2)
    expect(verify(secret, one!)).toEqual(verify(next, one!))
    app.now += OLD_SECRET_SIGNS_MS
    await app.topUpByHand()
    await app.sendAll()
    const last = app.receiver.received.at(-1)!
    expect(verify(next, last)).toEqual(JSON.parse(last.body))
    expect(() => verify(secret, last)).toThrow("No matching")
    expect(JSON.stringify(app.logged)).not.toContain("whsec")
  })

  it("[HOOK-12] a ping goes out whatever is subscribed; a deleted endpoint is sent nothing more", async () => {
    const { id } = await app.subscribe("/a", { events: ["balance.low"] })
    const { key } = app.tenant
    const ping = await app.send("POST", `/v1/webhook-endpoints/${id}/ping`, { key, body: {} })
    expect(ping.status).toBe(202)
    await app.sendAll()
    expect(told("/a")).toEqual([
      { type: "webhook.ping", timestamp: new Date(app.now).toISOString(), data: { endpointId: id } },
    ])
    const { body } = await app.send("GET", `/v1/webhook-deliveries/${ping.body.deliveryId}`, { key })
    expect(body).toMatchObject({ status: "delivered", attempts: 1, responseStatus: 204, nextAttemptAt: null })
    await app.send("POST", `/v1/webhook-endpoints/${id}/ping`, { key, body: {} })
    app.now += 5_000
    const { body: metrics } = await app.send("GET", "/metrics")
    expect(metrics).toContain('tollgate_deliveries{kind="webhook",status="pending"} 1')
    expect(metrics).toContain('tollgate_delivery_oldest_age_seconds{kind="webhook",status="pending"} 5')
    expect((await app.send("DELETE", `/v1/webhook-endpoints/${id}`, { key })).status).toBe(204)
    await app.sendAll()
    expect(told("/a")).toHaveLength(1)
    expect((await deliveries("?status=dead"))[0]).toMatchObject({ fault: "endpoint_deleted" })
    expect((await app.send("GET", `/v1/webhook-endpoints/${id}`, { key })).status).toBe(404)
    await app.deps.catalog.forgetDeliveries(app.now + 1)
    expect(await deliveries()).toEqual([])
  })
})

describe("a webhook that does not arrive", () => {
  it("[HOOK-9] comes again after pauses that grow, and is dead after the last; by hand it begins anew", async () => {
    const { id } = await app.subscribe("/a", { events: ["topup.succeeded"] })
    app.receiver.answers.set("/a", { status: 500, body: "x".repeat(5_000) })
    await app.topUpByHand()
    const at: number[] = []
    await app.sendAll()
    for (let [one] = await deliveries(); one.status === "pending"; [one] = await deliveries()) {
      at.push(Date.parse(one.nextAttemptAt) - app.now)
      app.now = Date.parse(one.nextAttemptAt) - 1
      await app.dispatcher().drain()
      expect(app.receiver.received).toHaveLength(at.length)
      app.now += 1
      await app.dispatcher().drain()
    }
    const planned = [5_000, 300_000, 0.5 * HOUR_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 10 * HOUR_MS]
    for (const [index, pause] of planned.entries()) {
      expect(at[index]).toBeGreaterThanOrEqual(pause)
      expect(at[index]).toBeLessThanOrEqual(pause * 1.2)
    }
    expect(app.receiver.received).toHaveLength(ATTEMPTS_MAX)
    expect(new Set(app.receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1)
    const [dead] = await deliveries(`?status=dead&endpointId=${id}`)
    expect(dead).toMatchObject({ attempts: ATTEMPTS_MAX, fault: "refused", responseStatus: 500 })
    expect(dead.response).toBe("x".repeat(1_024))

    app.receiver.answers.delete("/a")
    const { key } = app.tenant
    const resent = await app.send("POST", `/v1/webhook-deliveries/${dead.id}/resend`, { key, body: {} })
    expect(resent).toMatchObject({ status: 202, body: { status: "pending", attempts: 0 } })
    await app.dispatcher().drain()
    expect((await deliveries())[0]).toMatchObject({ status: "delivered", attempts: 1, fault: null })
    const dead2 = await app.send("POST", "/v1/webhook-deliveries/resend-dead", { key, body: {} })
    expect(dead2).toMatchObject({ status: 202, body: { resent: 0 } })
  })

  it("[HOOK-9] waits as long as the receiver asks, within limits", async () => {
    await app.subscribe("/a", { events: ["topup.succeeded"] })
    const waits = async (retryAfter: string): Promise<number> => {
      app.receiver.answers.set("/a", { status: 503, headers: { "retry-after": retryAfter } })
      await app.topUpByHand()
      await app.sendAll()
      const last = (await deliveries()).at(-1)
      return Date.parse(last.nextAttemptAt) - app.now
    }
    expect(await waits("120")).toBe(120_000)
    app.now += 1
    expect(await waits(new Date(app.now + 59_000).toUTCString())).toBeGreaterThan(57_000)
    app.now += 1
    expect(await waits("999999999")).toBe(6 * HOUR_MS)
    app.now += 1
    expect(await waits("soon")).toBeLessThanOrEqual(6_000)
  })

  it("[HOOK-9] one that says nothing is given up, and one that stops with the server is no attempt", async () => {
    await app.subscribe("/a", { events: ["topup.succeeded"] })
    app.receiver.answers.set("/a", "never")
    await app.topUpByHand()
    await deliverOutbox(app.deps)
    const slow = app.dispatcher()
    await slow.begin()
    await app.timers.advance(ATTEMPT_MS_MAX)
    await slow.settled()
    expect((await deliveries())[0]).toMatchObject({ attempts: 1, fault: "timed_out", responseStatus: null })
    app.now += DAY_MS
    const stopped = app.dispatcher()
    await stopped.begin()
    await stopped.stop()
    const [one] = await deliveries()
    expect(one).toMatchObject({ status: "pending", attempts: 1, fault: "timed_out" })
    expect(Date.parse(one.nextAttemptAt)).toBe(app.now)
  })

  it("[HOOK-7] a process that is killed after the answer sends it again, with the same webhook-id", async () => {
    await app.subscribe("/a", { events: ["topup.succeeded"] })
    await app.topUpByHand()
    await deliverOutbox(app.deps)
    const { deps } = app
    // What came of the attempt is never kept.
    const catalog = { ...deps.catalog, endAttempt: () => new Promise<void>(() => {}) }
    await dispatcherOf({ deps: { ...deps, catalog } }).begin()
    while (told("/a").length === 0) await setImmediate()
    await app.dispatcher().drain()
    expect(told("/a")).toHaveLength(1)
    app.now += CLAIM_MS
    await app.dispatcher().drain()
    const ids = app.receiver.received.map(({ headers }) => headers["webhook-id"])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect((await deliveries())[0]).toMatchObject({ status: "delivered" })
  })

  it("[HOOK-11] one receiver that is slow holds up no other, and its own others only by as many as are under way", async () => {
    await app.subscribe("/slow", { events: ["topup.succeeded"] })
    await app.subscribe("/fast", { events: ["topup.succeeded"] })
    app.receiver.answers.set("/slow", "never")
    for (let index = 0; index < 10; index += 1) await app.topUpByHand(String(index + 1))
    await deliverOutbox(app.deps)
    const dispatcher = app.dispatcher()
    const isFastDone = async () => (await deliveries("?status=delivered")).length === 10
    while (!(await isFastDone())) {
      await dispatcher.begin()
      await setImmediate()
    }
    expect(app.receiver.received.filter(({ path }) => path === "/slow").length).toBeLessThanOrEqual(4)
    await app.timers.advance(ATTEMPT_MS_MAX)
    await dispatcher.settled()
    expect(app.timers.waiting).toBe(0)
  })

  it("[HOOK-10] 410 disables the endpoint; enabled again it begins anew", async () => {
    const { id } = await app.subscribe("/a")
    app.receiver.answers.set("/a", { status: 410 })
    await app.topUpByHand()
    await app.sendAll()
    const { key } = app.tenant
    const endpoint = async () => (await app.send("GET", `/v1/webhook-endpoints/${id}`, { key })).body
    expect(await endpoint()).toMatchObject({ status: "disabled", disabledReason: "gone" })
    // Both were under way, or the second was not any more.
    const faults = (await deliveries("?status=dead")).map(({ fault }) => fault)
    expect(faults).toHaveLength(2)
    expect(faults).toContain("gone")
    const ping = await app.send("POST", `/v1/webhook-endpoints/${id}/ping`, { key, body: {} })
    expect(ping.status).toBe(422)
    app.receiver.answers.delete("/a")
    await app.send("PATCH", `/v1/webhook-endpoints/${id}`, { key, body: { status: "enabled" } })
    expect(await endpoint()).toMatchObject({ status: "enabled", disabledReason: null })
    await app.topUpByHand()
    await app.sendAll()
    expect(await deliveries("?status=delivered")).toHaveLength(2)
  })

  it("[HOOK-10] five days of nothing but failures disable it; a success in between begins the count anew", async () => {
    const { id } = await app.subscribe("/a", { events: ["topup.succeeded"] })
    const { key } = app.tenant
    const endpoint = async () => (await app.send("GET", `/v1/webhook-endpoints/${id}`, { key })).body
    const fail = async (after: number) => {
      app.now += after
      app.receiver.answers.set("/a", { status: 500 })
      await app.topUpByHand()
      await app.sendAll()
    }
    await fail(0)
    const since = app.now
    expect(await endpoint()).toMatchObject({ failingSince: new Date(since).toISOString() })
    app.receiver.answers.delete("/a")
    app.now += FAILING_MS_MAX - 1
    await app.sendAll()
    expect(await endpoint()).toMatchObject({ status: "enabled", failingSince: null })
    await fail(1)
    await fail(FAILING_MS_MAX - 1)
    expect(await endpoint()).toMatchObject({ status: "enabled" })
    await fail(1)
    expect(await endpoint()).toMatchObject({ status: "disabled", disabledReason: "failing" })
    expect(await deliveries("?status=pending")).toEqual([])
  })
})

describe("where webhooks do not go", () => {
  it.each([
    ["http://example.com/", "https"],
    ["https://user:pass@example.com/", "user name"],
    ["https://example.com/#part", "fragment"],
    ["https://example.com:22/", "port 443"],
    ["https://127.0.0.1/", "host name, not an address"],
    ["https://2130706433/", "host name, not an address"],
    ["https://0x7f.1/", "host name, not an address"],
    ["https://[::ffff:169.254.169.254]/", "host name, not an address"],
    ["https://localhost/", "public host name"],
    ["https://metadata.google.internal/", "public host name"],
    ["https://printer.local/", "public host name"],
    ["https://db./", "public host name"],
    ["ftp://example.com/", "https"],
    ["no url", "a URL"],
  ])("[HOOK-8] %s is refused", async (url, message) => {
    const { key } = app.tenant
    const strict = { ...app.deps.config, allowsLoopbackWebhooks: false }
    Object.assign(app.deps, { config: strict })
    const made = await app.send("POST", "/v1/webhook-endpoints", { key, body: { url } })
    expect(made.status).toBe(400)
    expect(made.body.errors).toEqual([{ path: "url", message: expect.stringContaining(message) }])
  })

  it.each([
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "192.0.2.1",
    "240.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "2002:7f00:1::",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2001:db8::1",
    "2001::1",
    "fec0::1",
    "::127.0.0.1",
  ])("[HOOK-8] nor to a name that stands for %s, not even beside a public address", async (address) => {
    const family = address.includes(":") ? 6 : 4
    const post = nodeWebhookPost({
      allowsLoopback: false,
      resolve: async () => [
        { address: "93.184.215.14", family: 4 },
        { address, family },
      ],
    })
    const sent = post({
      url: "https://rebound.example.com/",
      headers: {},
      body: "",
      signal: new AbortController().signal,
    })
    await expect(sent).rejects.toThrow(AddressRefusedError)
    const literal = `https://${family === 6 ? `[${address}]` : address}/`
    const direct = post({ url: literal, headers: {}, body: "", signal: new AbortController().signal })
    await expect(direct).rejects.toThrow(AddressRefusedError)
  })

  it("[HOOK-8] the connection goes to the address that was looked at, whatever the name stands for later", async () => {
    let asked = 0
    const port = new URL(app.receiver.url).port
    const post = nodeWebhookPost({
      allowsLoopback: true,
      resolve: async () => {
        asked += 1
        return [{ address: asked === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }]
      },
    })
    const answer = await post({
      url: `http://pinned.example.com:${port}/pinned`,
      headers: {},
      body: "x",
      signal: new AbortController().signal,
    })
    expect(answer.status).toBe(204)
    expect(asked).toBe(1)
  })

  it("[HOOK-9] a receiver that switches protocols is a failure, and holds no place for ever", async () => {
    const answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
    const switching = createServer((socket) => void socket.once("data", () => socket.write(answer)))
    await new Promise<void>((resolve) => {
      switching.listen(0, "127.0.0.1", resolve)
    })
    const { port } = switching.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/`
    await app.send("POST", "/v1/webhook-endpoints", { key: app.tenant.key, body: { url } })
    await app.topUpByHand()
    await app.sendAll()
    expect((await deliveries())[0]).toMatchObject({ status: "pending", attempts: 1, fault: "unreachable" })
    switching.close()
  })

  it("[HOOK-8] a redirect is not followed, and is a failure", async () => {
    await app.subscribe("/a", { events: ["topup.succeeded"] })
    app.receiver.answers.set("/a", { status: 307, headers: { location: `${app.receiver.url}/secret` } })
    await app.topUpByHand()
    await app.sendAll()
    expect(typesAt("/secret")).toEqual([])
    expect((await deliveries())[0]).toMatchObject({ fault: "redirect_not_followed", responseStatus: 307 })
  })
})
