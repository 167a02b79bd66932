import {
  evictDurableObject,
  listDurableObjectIds,
  runDurableObjectAlarm,
  runInDurableObject,
  SELF,
} from "cloudflare:test"
import { env } from "cloudflare:workers"
import { beforeAll, expect, it } from "vitest"
import { noMetrics } from "../../src/observability/metrics.ts"
import { SANDBOX_SIGNATURE_HEADER, signSandbox } from "../../src/payments/sandbox/sandbox-signature.ts"
import { frontStore } from "../../src/runtime/worker/front-store.ts"
import { walletPlaces } from "../../src/runtime/worker/wallet-places.ts"
import { withObjects } from "../../src/runtime/worker/with-objects.ts"
import { settleEvents } from "../../src/spending/settle-events.ts"
import { openD1Catalog } from "../../src/storage/d1/d1-catalog.ts"
import type { D1 } from "../../src/storage/d1/d1-database.ts"
import {
  type Answered,
  balance,
  clock,
  delivered,
  expectSound,
  makeTenant,
  MARKETING,
  must,
  RECIPIENT,
  send,
  setUp,
} from "./client.ts"

beforeAll(setUp)

/** Runs SQL on the storage of a wallet's object. */
async function onStorage(walletId: string, sql: string): Promise<void> {
  await runInDurableObject(
    env.WALLET.getByName(walletId),
    (_object, state) => void state.storage.sql.exec(sql),
  )
}

it("[WORK-1] an object is made for a wallet that the catalog knows, and for nobody who guesses", async () => {
  const paths = ["", "/summary", "/statement", "/stream", "/messages"].map(
    (part) => `/v1/wallets/guessed${part}`,
  )
  for (const path of paths) expect([path, (await send("GET", path)).status]).toEqual([path, 404])
  const authorization = { walletId: "guessed", messages: [{ to: RECIPIENT, category: "marketing" }] }
  expect((await send("POST", "/v1/authorizations", { body: authorization })).status).toBe(404)
  expect((await send("POST", "/v1/wallets/guessed/top-ups", { body: {}, key: "" })).status).toBe(401)
  expect(await listDurableObjectIds(env.WALLET)).toEqual([])
  await makeTenant("known")
  expect(await listDurableObjectIds(env.WALLET)).toHaveLength(1)
})

it("[WORK-1] a provider's word on another installation's wallet makes no object", async () => {
  // A checkout makes the secret that signs the sandbox's webhooks.
  const { wallet } = await makeTenant("paying", "1")
  const { checkoutUrl } = await must("POST", `${wallet}/top-ups`, {
    body: { amount: "20", method: "checkout" },
  })
  await send("POST", new URL(checkoutUrl).pathname, {
    body: "answer=decline",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  })
  const catalog = openD1Catalog(env.CATALOG, () => clock.now)
  await expect.poll(() => catalog.setting("sandbox_webhook_secret")).toBeDefined()
  const secret = (await catalog.setting("sandbox_webhook_secret")) ?? ""
  const before = (await listDurableObjectIds(env.WALLET)).length
  const event = { type: "payment.paid", topUpId: "top_elsewhere.1", total: "20", currency: "USD", reason: "" }
  const body = JSON.stringify(event)
  const signature = signSandbox(secret, clock.now, new TextEncoder().encode(body))
  const headers = { "content-type": "application/json", [SANDBOX_SIGNATURE_HEADER]: signature }
  const answer = await send("POST", "/v1/payments/sandbox/webhook", { key: "", body, headers })
  expect([answer.status, answer.body.code]).toEqual([404, "not_found"])
  expect(await listDurableObjectIds(env.WALLET)).toHaveLength(before)
})

it("[WORK-2] a request that is handed over is answered as by one server, and again under its key", async () => {
  const { walletId, senderId } = await makeTenant("handed", "1")
  const body = { walletId, messages: [{ to: RECIPIENT, category: "marketing", count: 2 }] }
  const headers = { "Idempotency-Key": "once", "X-Request-Id": "req-of-the-caller" }
  const first = await send("POST", "/v1/authorizations", { body, headers })
  expect([first.status, first.body.held]).toEqual([201, "0.027016"])
  expect(first.headers.get("x-request-id")).toBe("req-of-the-caller")
  const again = await send("POST", "/v1/authorizations", { body, headers })
  expect(again.body).toEqual(first.body)
  expect(again.headers.get("idempotent-replayed")).toBe("true")
  const other = { ...body, messages: [{ to: RECIPIENT, category: "marketing", count: 3 }] }
  expect((await send("POST", "/v1/authorizations", { body: other, headers })).status).toBe(409)
  expect((await must("GET", `/v1/wallets/${walletId}`)).held).toBe("0.027016")

  // A route whose key the front has claimed, and that comes to the wallet only then.
  const settings = { walletId, phoneNumber: "+14155550100", capOverrides: { "per-message-fee": "50" } }
  const put = { body: settings, headers: { "Idempotency-Key": "caps" } }
  const set = await send("PUT", `/v1/senders/${senderId}`, put)
  const replayed = await send("PUT", `/v1/senders/${senderId}`, put)
  expect([replayed.status, replayed.body]).toEqual([set.status, set.body])
  expect(set.status).not.toBe(503)
})

it("[WORK-2] a wallet that is opened without an id has the one that the front made, and one object", async () => {
  const { customerId } = await makeTenant("unnamed")
  const before = (await listDurableObjectIds(env.WALLET)).length
  const body = { customerId, currency: "USD", planId: "gupshup" }
  const opened = await send("POST", "/v1/wallets", { body })
  expect(opened.status).toBe(201)
  expect(opened.body.id).toMatch(/^wal_/)
  const headers = { "Idempotency-Key": "open" }
  const keyed = await send("POST", "/v1/wallets", { body, headers })
  const again = await send("POST", "/v1/wallets", { body, headers })
  expect([again.status, again.body]).toEqual([keyed.status, keyed.body])
  expect(keyed.body.id).not.toBe(opened.body.id)
  expect((await listDurableObjectIds(env.WALLET)).length - before).toBe(2)
  expect(await must("GET", `/v1/wallets/${opened.body.id}`)).toEqual(opened.body)
})

it("[WORK-2] a request that came to the wrong object by another's hand goes no further", async () => {
  const [first, second] = [await makeTenant("wrong", "1"), await makeTenant("right", "1")]
  const request = new Request("https://billing.example.com/v1/authorizations", {
    method: "POST",
    headers: {
      authorization: `Bearer ${env.TOLLGATE_OPERATOR_KEY}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      walletId: second.walletId,
      messages: [{ to: RECIPIENT, category: "marketing" }],
    }),
  })
  expect((await env.WALLET.getByName(first.walletId).handOver(request)).status).toBe(500)
  expect((await must("GET", second.wallet)).held).toBe("0")
})

it("[WORK-4] events of several wallets are settled at once, and a request that failed in part is completed by its repeat", async () => {
  const [first, second, third] = [
    await makeTenant("one", "1"),
    await makeTenant("two", "1"),
    await makeTenant("three", "1"),
  ]
  const events = [first, second, third, first].map(({ senderId }, index) => delivered(senderId, `m${index}`))
  const told = { events: [...events, delivered("nobodys-sender", "m9")] }
  await onStorage(second.walletId, "ALTER TABLE message RENAME TO message_gone")
  const headers = { "Idempotency-Key": "batch" }
  expect((await send("POST", "/v1/events", { body: told, headers })).status).toBe(503)
  await onStorage(second.walletId, "ALTER TABLE message_gone RENAME TO message")
  const answer = await must("POST", "/v1/events", { body: told, headers })
  expect(answer.results.map(({ status, charged }: Answered["body"]) => [status, charged])).toEqual([
    ...Array.from({ length: 4 }, () => ["accepted", MARKETING]),
    ["suspended", "0"],
  ])
  expect(await must("POST", "/v1/events", { body: told, headers })).toEqual(answer)
  expect(await Promise.all([first, second, third].map(balance))).toEqual(["0.972984", "0.986492", "0.986492"])
  for (const tenant of [first, second, third]) await expectSound(tenant)
})

it("[WORK-5] lists are put together from the objects, page by page", async () => {
  const names = ["list-a", "list-b", "list-c"]
  for (const name of names) {
    const { senderId } = await makeTenant(name, "2")
    // From before there were any prices: it waits.
    const events = [1, 2].map((n) =>
      delivered(senderId, `${name}-${n}`, { occurredAt: "2020-01-01T00:00:00Z" }),
    )
    await must("POST", "/v1/events", { body: { events } })
    await runDurableObjectAlarm(env.WALLET.getByName(`${name}-wallet`))
  }
  const own = (id: string) => id.startsWith("list-")
  const wallets = await must("GET", "/v1/wallets?limit=200")
  expect(
    wallets.data
      .filter(({ id }: Answered["body"]) => own(id))
      .map(({ id, balance: of }: Answered["body"]) => [id, of]),
  ).toEqual(names.map((name) => [`${name}-wallet`, "2"]))
  const waiting: string[] = []
  let cursor: string | null = ""
  do {
    const page: Answered["body"] = await must(
      "GET",
      `/v1/suspense?limit=1${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor ?? "")}`}`,
    )
    expect(page.data.length).toBeLessThanOrEqual(1)
    waiting.push(
      ...page.data
        .filter(({ walletId }: Answered["body"]) => walletId !== null && own(walletId))
        .map(({ messageId }: Answered["body"]) => messageId),
    )
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(waiting).toEqual(names.flatMap((name) => [`${name}-1`, `${name}-2`]))
  const retried = await must("POST", "/v1/suspense/retry", { body: {} })
  expect(retried).toMatchObject({ accepted: 0, charged: "0" })
  expect(retried.retried).toBeGreaterThanOrEqual(6)
})

it("[WORK-4] a batch of a thousand events of as many senders asks the catalog a few times, not for each", async () => {
  const tenant = await makeTenant("many", "100")
  const senders = Array.from({ length: 1_000 }, (_, index) => `many-${index}`)
  const catalog = openD1Catalog(env.CATALOG, () => clock.now)
  const settings = {
    phoneNumber: "+14155550100",
    wabaId: null,
    gupshupAppId: null,
    timezone: null,
    defaultChannel: "cloud_api",
    mmLite: null,
    capOverrides: {},
  } as const
  for (const id of senders.slice(0, 20)) {
    await catalog.putSender({ id, partnerId: "many", walletId: tenant.walletId, settings, at: clock.now })
  }
  let asked = 0
  const counting: D1 = {
    prepare: (sql) => {
      asked += 1
      return env.CATALOG.prepare(sql)
    },
    batch: (statements) => env.CATALOG.batch(statements as D1PreparedStatement[]),
  }
  const deps = {
    catalog: withObjects(
      openD1Catalog(counting, () => clock.now),
      env,
    ),
    wallets: frontStore(env),
    places: walletPlaces(env),
    clock: () => clock.now,
    ids: (prefix: string) => `${prefix}_x`,
    metrics: noMetrics,
  }
  const told = senders.map((phoneNumberId, index) => ({
    sender: { phoneNumberId },
    messageIds: [`many-m${index}`],
    recipient: RECIPIENT,
    kind: "delivered" as const,
    category: "marketing" as const,
    occurredAt: clock.now,
    receivedAt: clock.now,
    source: "api" as const,
    authority: "api" as const,
  }))
  const outcomes = await settleEvents(deps, told, null)
  expect(outcomes.filter(({ status }) => status === "accepted")).toHaveLength(20)
  expect(outcomes.filter(({ reason }) => reason === "unknown_sender")).toHaveLength(980)
  // A request on the free plan may ask 50 times.
  expect(asked).toBeLessThan(50)
})

it("[WORK-4] the earlier wallets of a moved sender's events are asked at the same time", async () => {
  const [before, after] = [await makeTenant("earlier", "1"), await makeTenant("later", "1")]
  const ids = Array.from({ length: 12 }, (_, index) => `moved-${index}`)
  const sent = ids.slice(0, 6).map((id) => delivered(before.senderId, id, { kind: "sent" }))
  await must("POST", "/v1/events", { body: { events: sent } })
  const moved = { walletId: after.walletId, phoneNumber: "+14155550100" }
  await must("PUT", `/v1/senders/${before.senderId}`, { body: moved })
  const front = frontStore(env)
  let [asking, most] = [0, 0]
  const deps = {
    catalog: withObjects(
      openD1Catalog(env.CATALOG, () => clock.now),
      env,
    ),
    wallets: {
      ...front,
      knowsMessage: async (...asked: Parameters<typeof front.knowsMessage>) => {
        most = Math.max(most, (asking += 1))
        const known = await front.knowsMessage(...asked)
        asking -= 1
        return known
      },
    },
    places: walletPlaces(env),
    clock: () => clock.now,
    ids: (prefix: string) => `${prefix}_x`,
    metrics: noMetrics,
  }
  const told = ids.map((id) => ({
    sender: { phoneNumberId: before.senderId },
    messageIds: [id],
    recipient: RECIPIENT,
    kind: "delivered" as const,
    category: "marketing" as const,
    occurredAt: clock.now,
    receivedAt: clock.now,
    source: "api" as const,
    authority: "api" as const,
  }))
  const outcomes = await settleEvents(deps, told, null)
  expect(outcomes.map(({ status }) => status)).toEqual(ids.map(() => "accepted"))
  expect(most).toBe(ids.length)
  for (const { walletId } of [before, after]) {
    const messages = await must("GET", `/v1/wallets/${walletId}/messages?limit=50`)
    expect([walletId, messages.data.length]).toEqual([walletId, 6])
  }
})

it("[WORK-9] an object that is evicted between requests goes on as if it had not been", async () => {
  const tenant = await makeTenant("evicted", "1")
  const evict = () => evictDurableObject(env.WALLET.getByName(tenant.walletId))
  await evict()
  const hold = await must("POST", "/v1/authorizations", {
    body: {
      walletId: tenant.walletId,
      messages: [{ to: RECIPIENT, category: "marketing", messageId: "m1" }],
    },
  })
  await evict()
  clock.now += 1_000
  const event = { body: { events: [delivered(tenant.senderId, "m1")] } }
  expect((await must("POST", "/v1/events", event)).charged).toBe(MARKETING)
  await evict()
  expect((await must("POST", "/v1/events", event)).duplicates).toBe(1)
  expect((await must("GET", `/v1/authorizations/${hold.id}`)).status).toBe("captured")
  expect(await balance(tenant)).toBe("0.986492")
  await expectSound(tenant)
})

it("[STREAM-3] a stream comes from the wallet's object, and tells what is settled through the front", async () => {
  const { wallet, senderId } = await makeTenant("streamed", "1")
  const response = await SELF.fetch(`https://billing.example.com${wallet}/stream`, {
    headers: { authorization: `Bearer ${env.TOLLGATE_OPERATOR_KEY}` },
  })
  expect(response.headers.get("content-type")).toContain("text/event-stream")
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let told = ""
  const until = async (words: string): Promise<void> => {
    while (!told.includes(words)) {
      const { done, value } = await reader.read()
      if (done) throw new Error(`the stream ended after: ${told}`)
      told += value
    }
  }
  await until('"balance":"1"')
  await must("POST", "/v1/events", { body: { events: [delivered(senderId, "m1")] } })
  await until('"balance":"0.986492"')
  await reader.cancel()
})

// The last one: what it breaks stays so, and a list of all wallets is then 503 too.
it("[WORK-3] an object that does not answer is 503, to be tried again, and nothing else fails with it", async () => {
  const broken = await makeTenant("broken", "1")
  await must("PATCH", "/v1/partners/broken", { body: { allowedOrigins: ["https://portal.example"] } })
  const whole = await makeTenant("whole", "1")
  // Written by a later version, its storage cannot be opened.
  await onStorage(broken.walletId, "UPDATE schema_version SET version = 1000 WHERE name = 'wallets'")
  await evictDurableObject(env.WALLET.getByName(broken.walletId))
  for (const [method, path, body] of [
    ["GET", broken.wallet, undefined],
    ["GET", `${broken.wallet}/summary`, undefined],
    [
      "POST",
      "/v1/authorizations",
      { walletId: broken.walletId, messages: [{ to: RECIPIENT, category: "marketing" }] },
    ],
    ["POST", "/v1/events", { events: [delivered(broken.senderId, "m1")] }],
  ] as const) {
    const headers = { origin: "https://portal.example", "X-Request-Id": "asked" }
    const answer = await send(method, path, { body, headers })
    expect([path, answer.status, answer.body.code]).toEqual([path, 503, "unavailable"])
    expect(answer.headers.get("x-request-id")).toBe("asked")
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://portal.example")
    expect(answer.headers.get("vary")).toBe("Origin")
    expect(answer.headers.get("cache-control")).toBe("no-store")
    expect(answer.headers.get("retry-after")).toBe("1")
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
  }
  expect((await send("GET", "/v1/wallets?limit=200")).status).toBe(503)
  expect(await balance(whole)).toBe("1")
})
