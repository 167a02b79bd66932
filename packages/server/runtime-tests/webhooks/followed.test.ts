import { afterEach, beforeEach, expect, it } from "vitest"
import { applyPaymentEvent } from "../../src/payments/apply-payment-event.ts"
import { EVENT_DATA, type SentEvent } from "../../src/schemas/webhook-event.ts"
import { followJournals, isFollowed } from "../../src/webhooks/follow-journals.ts"
import { CHARGES_PER_DELIVERY_MAX } from "../../src/webhooks/tell-charges.ts"
import { HEAD_EVERY_MS } from "../../src/webhooks/tell-head.ts"
import { OPERATOR_KEY } from "../../src/testing/test-app.ts"
import { hookedApp, type HookedApp } from "./hooked-app.ts"

let app: HookedApp
let sent = 0
beforeEach(async () => {
  app = await hookedApp()
  const { key, walletId } = app.tenant
  await app.send("PUT", "/v1/senders/number", { key, body: { walletId, phoneNumber: "+14155550100" } })
})
afterEach(() => app.receiver.close())

const told = (path: string): any[] =>
  app.receiver.received.filter((one) => one.path === path).map(({ body }) => JSON.parse(body))

/** One for having been sent, one for having arrived. */
const CHARGES_PER_MESSAGE = 2

/** Events of so many messages in one request, and so in one entry. */
async function deliver(messages: number): Promise<void> {
  app.now += 1
  const events = Array.from({ length: messages }, () => ({
    messageId: `m${++sent}`,
    recipient: "919410031234",
    senderId: "number",
    kind: "delivered",
    category: "marketing",
    occurredAt: new Date(app.now).toISOString(),
  }))
  const { body } = await app.send("POST", "/v1/events", { key: app.tenant.key, body: { events } })
  expect(body).toMatchObject({ accepted: messages })
}

async function follow(): Promise<void> {
  while (await followJournals(app.deps)) continue
  await app.dispatcher().drain()
}

function expectAsDocumented(events: readonly any[]): void {
  for (const { type, data } of events) {
    expect(EVENT_DATA[type as SentEvent].strict().parse(data)).toEqual(data)
  }
}

it("[HOOK-4] charges are told from the subscription on, one webhook an entry, and many in parts", async () => {
  expect(await isFollowed(app.deps)).toBe(false)
  await deliver(2)
  app.now += 1
  await app.subscribe("/a", { events: ["charge.created"] })
  await app.subscribe("/operator", { key: OPERATOR_KEY, events: ["charge.created"] })
  await app.subscribe("/all")
  expect(await isFollowed(app.deps)).toBe(true)
  await deliver(3)
  await deliver(CHARGES_PER_DELIVERY_MAX / CHARGES_PER_MESSAGE + 1)
  await follow()
  await follow()
  const events = told("/a").toSorted((a, b) => a.data.charges[0].number - b.data.charges[0].number)
  expectAsDocumented(events)
  expect(events.map(({ data }) => data.charges.length)).toEqual([6, CHARGES_PER_DELIVERY_MAX, 2])
  const { number: first } = events[0].data.charges[0]
  const numbers = events.flatMap(({ data }) => data.charges.map(({ number }: any) => number))
  expect(numbers).toEqual(numbers.map((_, index) => first + index))
  expect(first).toBe(5)
  expect(told("/operator")).toHaveLength(3)
  expect(told("/all")).toEqual([])
})

it("[HOOK-4] what is cut off between the deliveries and the cursor is told again, and is the same webhook", async () => {
  await app.subscribe("/a", { events: ["charge.created"] })
  await deliver(2)
  const { deps } = app
  const putJournalCursor = () => Promise.reject(new Error("cut off"))
  const cut = { ...deps, catalog: { ...deps.catalog, putJournalCursor } }
  await expect(followJournals(cut)).rejects.toThrow("cut off")
  await deliver(1)
  await follow()
  expect(told("/a").map(({ data }) => data.charges.length)).toEqual([4, 2])
})

it("[HOOK-4] whoever asks again hears from then on", async () => {
  const { id } = await app.subscribe("/a", { events: ["charge.created"] })
  await deliver(1)
  await follow()
  const { key } = app.tenant
  const patch = (body: object) => app.send("PATCH", `/v1/webhook-endpoints/${id}`, { key, body })
  await patch({ status: "disabled" })
  await deliver(1)
  app.now += 1
  await patch({ status: "enabled" })
  await follow()
  expect(told("/a")).toHaveLength(1)
  await deliver(1)
  await follow()
  expect(told("/a").map(({ data }) => data.charges[0].number)).toEqual([1, 5])
})

it("[HOOK-4] a wallet's new settings are told, changes close together as one, and nothing else", async () => {
  await app.subscribe("/a", { events: ["wallet.updated"] })
  const { key } = app.tenant
  await app.topUpByHand()
  await follow()
  expect(told("/a")).toEqual([])
  await app.send("PATCH", app.wallet, { key, body: { lowBalanceThreshold: "5" } })
  await app.send("PATCH", app.wallet, { body: { overdraftLimit: "7" } })
  await follow()
  await app.send("PATCH", app.wallet, { body: { status: "suspended" } })
  await follow()
  const events = told("/a")
  expectAsDocumented(events)
  expect(events.map(({ data: { wallet } }) => [wallet.overdraftLimit, wallet.status])).toEqual([
    ["7", "active"],
    ["7", "suspended"],
  ])
})

it("[HOOK-4] the newest head of a journal comes once a minute at most", async () => {
  await app.subscribe("/a", { events: ["journal.head"] })
  await deliver(1)
  await follow()
  await deliver(1)
  await deliver(1)
  await follow()
  expect(told("/a")).toHaveLength(1)
  app.now += HEAD_EVERY_MS
  await follow()
  await follow()
  const events = told("/a")
  expectAsDocumented(events)
  const { sequence, head } = (await app.deps.wallets.wallet(app.tenant.walletId))!
  expect(events.map(({ data }) => data.sequence)).toEqual([sequence - 2, sequence])
  expect(events[1].data.head).toBe(head)
})

it("[HOOK-2] a refund whose money came back is told of", async () => {
  await app.subscribe("/a", { events: ["topup.refund_failed"] })
  const { body: pending } = await app.checkout()
  await app.answer(pending.checkoutUrl, "pay")
  await app.sendAll()
  await app.send("POST", `/v1/top-ups/${pending.id}/refund`, { body: { amount: "40", reason: "asked" } })
  await app.sendAll()
  const [refund] = (await app.deps.wallets.topUp(app.tenant.walletId, pending.id))!.refunds
  await applyPaymentEvent(app.deps, "sandbox", {
    kind: "refund_failed",
    topUpId: pending.id,
    refundId: refund!.id,
    providerRefundId: refund!.providerRefundId,
    reason: "card_closed",
  })
  await app.sendAll()
  const events = told("/a")
  expectAsDocumented(events)
  expect(events.map(({ data }) => data)).toMatchObject([
    { amount: "40", reason: "card_closed", refundId: refund!.id, topUp: { id: pending.id } },
  ])
})
