import { afterAll, expect, it } from "vitest"
import { micros, minus, readBooks, sum, times } from "../support/books.ts"
import type { Answer, Caller, Sent } from "../support/client.ts"
import { postEvents, usageEvent } from "../support/events.ts"
import { nodeHost } from "../support/node-host.ts"
import { dataFolder, runTollgate, startProcess } from "../support/process-host.ts"
import { makeTenant } from "../support/tenant.ts"

const PRICE = "0.013508"
const STOP_MS_MAX = 5_000
const folder = dataFolder()
afterAll(() => folder.remove())

/** An answer, or undefined when the server had gone. */
async function ask(send: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await send()
  } catch {
    return undefined
  }
}

it("[RUN-7] told to stop under load, it answers what it took, takes no more, and leaves nothing half done", async () => {
  const server = await startProcess(folder.path)
  const tenant = await makeTenant(server.operator, "stop", { credit: "100" })
  const { operator, wallet, partner } = tenant
  const told: string[][] = []
  const acknowledged = new Set<string>()
  const topUps = new Map<string, boolean>()
  const state = { isStopping: false, answered: 0 }
  const clients = Array.from({ length: 6 }, async (_, client) => {
    for (let turn = 0; ; turn++) {
      const ids = Array.from({ length: 40 }, (_, index) => `s-${client}-${turn}-${index}`)
      told.push(ids)
      const body = {
        events: ids.map((messageId) =>
          usageEvent(tenant, { messageId, at: Date.now(), category: "marketing" }),
        ),
      }
      const events = await ask(() => partner.post("/v1/events", body))
      if (events?.status === 200) for (const id of ids) acknowledged.add(id)
      const idempotencyKey = `stop-${client}-${turn}`
      const credit = { amount: "0.5", method: "manual" }
      const topUp = await ask(() => operator.post(`${wallet}/top-ups`, credit, { idempotencyKey }))
      topUps.set(idempotencyKey, topUp?.status === 201)
      for (const answer of [events, topUp]) {
        if (answer !== undefined) expect([200, 201, 503]).toContain(answer.status)
      }
      state.answered += 1
      if (state.isStopping && events === undefined && topUp === undefined) return
    }
  })
  while (state.answered < 20) await operator.get("/healthz")
  state.isStopping = true
  const toldAt = performance.now()
  expect(await server.end("SIGTERM")).toBe(0)
  expect(performance.now() - toldAt).toBeLessThan(STOP_MS_MAX)
  await Promise.all(clients)

  const again = await startProcess(folder.path)
  const next = { ...tenant, operator: again.operator, partner: again.operator.as(partner.key) }
  const { messages, wallet: now } = await readBooks(next)
  const there = new Set(messages.map(({ messageId }) => messageId))
  expect([...acknowledged].filter((id) => !there.has(id))).toEqual([])
  // A batch that was not answered is there whole, or not at all.
  for (const ids of told) {
    const found = ids.filter((id) => there.has(id)).length
    expect([0, ids.length]).toContain(found)
  }
  const { data } = (await again.operator.get(`${wallet}/top-ups?limit=200`)).body
  expect(data.length - 1).toBeGreaterThanOrEqual([...topUps.values()].filter(Boolean).length)
  const credits = sum(data.map(({ amount }: { amount: string }) => amount))
  expect(now.balance).toBe(minus(credits, times(PRICE, there.size)))
  await again.end("SIGTERM")
  const verified = await runTollgate(folder.path, ["verify"])
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("all sound")])
})

it("[INV-7] after a restart each request with its key answers the same bytes, and moves nothing", async () => {
  const first = await startProcess(folder.path)
  const tenant = await makeTenant(first.operator, "replay", { credit: "10" })
  const { wallet, walletId, customerId, senderId } = tenant
  const hold = await tenant.partner.must(
    tenant.partner.post("/v1/authorizations", {
      walletId,
      messages: [{ market: "India", category: "utility" }],
    }),
  )
  const { data } = (await first.operator.get(`${wallet}/top-ups`)).body
  const messages = [{ to: "919410031234", category: "marketing" }]
  const event = usageEvent(tenant, { messageId: "r", at: Date.now(), category: "utility" })
  const unknown = { ...event, senderId: "known-later" }
  const requests: readonly [
    name: string,
    who: "operator" | "partner",
    method: string,
    path: string,
    body: object,
  ][] = [
    ["top-up", "operator", "POST", `${wallet}/top-ups`, { amount: "1", method: "manual" }],
    ["adjustment", "operator", "POST", `${wallet}/adjustments`, { amount: "-0.1", reason: "r" }],
    ["refund", "operator", "POST", `/v1/top-ups/${data[0].id}/refund`, { amount: "2", reason: "r" }],
    [
      "too large a refund",
      "operator",
      "POST",
      `/v1/top-ups/${data[0].id}/refund`,
      { amount: "99", reason: "r" },
    ],
    ["authorization", "partner", "POST", "/v1/authorizations", { walletId, messages }],
    [
      "refused",
      "partner",
      "POST",
      "/v1/authorizations",
      { walletId, messages: [{ ...messages[0], count: 9e6 }] },
    ],
    ["release", "partner", "POST", `/v1/authorizations/${hold.id}/release`, {}],
    ["events", "partner", "POST", "/v1/events", { events: [event, unknown] }],
    ["wallet", "partner", "POST", "/v1/wallets", { customerId, currency: "USD" }],
    ["customer", "partner", "POST", "/v1/customers", { name: "n", timezone: "UTC" }],
    ["allotments", "partner", "PUT", `${wallet}/allotments`, [{ senderId, amount: "1", mayUseShared: true }]],
    ["sender", "partner", "PUT", "/v1/senders/known-later", { walletId, phoneNumber: "+14155550103" }],
  ]
  const send = (caller: Caller, [name, , method, path, body]: (typeof requests)[number]): Promise<Answer> => {
    const sent: Sent = { body, idempotencyKey: `key ${name}`.replaceAll(" ", "-") }
    return caller.send(method, path, sent)
  }
  const answers = new Map<string, Answer>()
  for (const request of requests) {
    const [name, who] = request
    answers.set(name, await send(who === "operator" ? first.operator : tenant.partner, request))
  }
  expect(Object.fromEntries([...answers].map(([name, { status }]) => [name, status]))).toEqual({
    "top-up": 201,
    adjustment: 201,
    refund: 200,
    "too large a refund": 422,
    authorization: 201,
    refused: 402,
    release: 200,
    events: 200,
    wallet: 201,
    customer: 201,
    allotments: 200,
    sender: 201,
  })
  const proof = (await first.operator.get(`${wallet}/proof`)).text
  await first.end("SIGKILL")

  const second = await startProcess(folder.path)
  const partner = second.operator.as(tenant.partner.key)
  for (const request of requests) {
    const [name, who] = request
    const again = await send(who === "operator" ? second.operator : partner, request)
    const before = answers.get(name)!
    expect([name, again.status, again.text]).toEqual([name, before.status, before.text])
    expect([name, again.headers.get("idempotent-replayed")]).toEqual([name, "true"])
  }
  expect((await second.operator.get(`${wallet}/proof`)).text).toBe(proof)
  await second.end("SIGTERM")
})

it("[STM-2] what is read while events pour in is true of one moment", async () => {
  const host = await nodeHost()
  const tenant = await makeTenant(host.operator, "busy", { credit: "100" })
  const { operator, wallet } = tenant
  const state = { isOver: false }
  const writers = Array.from({ length: 3 }, async (_, writer) => {
    for (let batch = 0; batch < 25; batch++) {
      const events = Array.from({ length: 20 }, (_, index) => ({
        messageId: `b-${writer}-${batch}-${index}`,
        at: Date.now(),
        category: "marketing",
      }))
      await postEvents(tenant, events)
    }
  })
  let reads = 0
  const readers = Array.from({ length: 3 }, async () => {
    let last = micros("100")
    while (!state.isOver) {
      const { opening, closing, rows } = await operator.must(operator.get(`${wallet}/statement`))
      expect(sum([opening, ...rows.map((row: { amount: string }) => row.amount)])).toBe(closing)
      expect((micros("100") - micros(closing)) % micros(times(PRICE, 20))).toBe(0n)
      expect(micros(closing) <= last).toBe(true)
      const { totals, rows: days } = await operator.must(operator.get(`${wallet}/usage?groupBy=category`))
      expect(totals.amount).toBe(times(PRICE, totals.delivered))
      expect(totals.delivered % 20).toBe(0)
      expect(sum(days.map((row: { amount: string }) => row.amount))).toBe(totals.amount)
      const { balance } = await operator.must(operator.get(wallet))
      expect(micros(balance) <= micros(closing)).toBe(true)
      last = micros(balance)
      reads += 1
    }
  })
  await Promise.all(writers)
  state.isOver = true
  await Promise.all(readers)
  expect(reads).toBeGreaterThan(3)
  expect((await readBooks(tenant)).wallet.balance).toBe(minus("100", times(PRICE, 1_500)))
  await host.stop()
})
