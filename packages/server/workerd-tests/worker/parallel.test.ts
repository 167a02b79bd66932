import { runDurableObjectAlarm, runInDurableObject, SELF } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { beforeAll, expect, it } from "vitest"
import {
  type Answered,
  balance,
  delivered,
  expectSound,
  makeTenant,
  MARKETING,
  must,
  RECIPIENT,
  send,
  setUp,
  type Tenant,
} from "./client.ts"

const REQUESTS = 60
const PAID = 23
const MICROS = 1_000_000
const ATTEMPTS_MAX = 100
const PAUSE_MS = 50

beforeAll(setUp)

/** So many times the price of one message, in decimal. */
function timesPrice(count: number): string {
  return String((Math.round(Number(MARKETING) * MICROS) * count) / MICROS)
}

function authorization({ walletId }: Tenant, messageId: string): object {
  return { walletId, messages: [{ to: RECIPIENT, category: "marketing", messageId }] }
}

function authorize(tenant: Tenant, messageId: string): Promise<Answered> {
  const headers = { "Idempotency-Key": messageId }
  return send("POST", "/v1/authorizations", { body: authorization(tenant, messageId), headers })
}

/** Again and again while the object is not there: the broken one may hold its file's lock for a while. */
async function authorizeAtLast(tenant: Tenant, messageId: string): Promise<void> {
  let status = 503
  for (let attempt = 0; status === 503 && attempt < ATTEMPTS_MAX; attempt += 1) {
    ;({ status } = await authorize(tenant, messageId))
    if (status === 503) await scheduler.wait(PAUSE_MS)
  }
  expect(status).toBe(201)
}

/** Sends the same request, and may not stay for the answer. */
async function authorizeAndLeave(tenant: Tenant, messageId: string, signal: AbortSignal): Promise<undefined> {
  try {
    const response = await SELF.fetch("https://billing.example.com/v1/authorizations", {
      method: "POST",
      headers: {
        authorization: `Bearer ${env.TOLLGATE_OPERATOR_KEY}`,
        "content-type": "application/json",
        "Idempotency-Key": messageId,
      },
      body: JSON.stringify(authorization(tenant, messageId)),
      signal,
    })
    await response.text()
  } catch {
    // It has left.
  }
}

const idsOf = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${name}.${at}`)

it("[INV-2] authorizations posted at once to one object succeed as often as the balance pays for one", async () => {
  const tenant = await makeTenant("many", timesPrice(PAID))
  const answers = await Promise.all(idsOf("many", REQUESTS).map((id) => authorize(tenant, id)))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(PAID)
  expect(statuses.filter((status) => status === 402)).toHaveLength(REQUESTS - PAID)
  expect(await must("GET", tenant.wallet)).toMatchObject({ held: timesPrice(PAID), available: "0" })
  await expectSound(tenant)
})

it("[INV-3] deliveries posted at once by several are charged once", async () => {
  const tenant = await makeTenant("told", timesPrice(PAID))
  const ids = idsOf("told", PAID)
  for (const { status } of await Promise.all(ids.map((id) => authorize(tenant, id)))) expect(status).toBe(201)
  const events = ids.map((id) => delivered(tenant.senderId, id))
  const post = (some: readonly object[]) => must("POST", "/v1/events", { body: { events: some } })
  await Promise.all([
    ...events.map((event) => post([event])),
    ...events.toReversed().map((event) => post([event])),
    post(events),
  ])
  expect(await must("GET", tenant.wallet)).toMatchObject({ balance: "0", held: "0" })
  await expectSound(tenant)
})

it("[INV-7] callers that go away keep nobody waiting, and are answered once when they come again", async () => {
  const tenant = await makeTenant("gone", timesPrice(REQUESTS))
  const ids = idsOf("gone", REQUESTS)
  const leaving = new AbortController()
  const isLeaving = (at: number): boolean => at % 2 === 0
  const sent = ids.map((id, at) =>
    isLeaving(at) ? authorizeAndLeave(tenant, id, leaving.signal) : authorize(tenant, id),
  )
  await sent[1]
  leaving.abort()
  const answers = await Promise.all(sent)
  for (const [at, answer] of answers.entries())
    if (!isLeaving(at)) expect(answer).toMatchObject({ status: 201 })
  for (const { status } of await Promise.all(ids.map((id) => authorize(tenant, id)))) expect(status).toBe(201)
  expect(await must("GET", tenant.wallet)).toMatchObject({ held: timesPrice(REQUESTS), available: "0" })
  await expectSound(tenant)
})

it.each(["before", "after"])(
  "[DO-7] an object that breaks %s the transaction of parallel requests does each of them once when they come again",
  async (place) => {
    const tenant = await makeTenant(`broken-${place}`, timesPrice(PAID))
    // What the top-up left to its alarm would be the first to break it.
    await runDurableObjectAlarm(env.WALLET.getByName(tenant.walletId))
    await runInDurableObject(env.WALLET.getByName(tenant.walletId), (_object, state) => {
      const { storage } = state
      const transactionSync = storage.transactionSync.bind(storage)
      Object.defineProperty(storage, "transactionSync", {
        value: <T>(body: () => T): T => {
          if (place === "before") state.abort("broken by a test")
          const value = transactionSync(body)
          state.abort("broken by a test")
          return value
        },
      })
    })
    const ids = idsOf(place, PAID)
    const first = await Promise.all(ids.map((id) => authorize(tenant, id)))
    expect(first.map(({ status }) => status)).toContain(503)
    for (const { status } of first) expect([201, 503]).toContain(status)
    await Promise.all(ids.map((id) => authorizeAtLast(tenant, id)))
    expect(await must("GET", tenant.wallet)).toMatchObject({ held: timesPrice(PAID), available: "0" })
    expect(await balance(tenant)).toBe(timesPrice(PAID))
    await expectSound(tenant)
  },
)
