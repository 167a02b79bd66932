import { describe, expect, it } from "vitest"
import { DEMO_CUSTOMERS } from "../demo/demo-tenant.ts"
import { seedDemo } from "../demo/seed.ts"
import { readMetaWebhook } from "../ingest/meta.ts"
import { TEST_NOW, testApp } from "../testing/test-app.ts"
import { makeTraffic, MESSAGES_MAX, TAIL_MS_MAX, type TrafficOptions } from "./make-traffic.ts"
import { readDelivery, settleDelivery } from "./testing-settle.ts"
import type { Delivery, TrafficEvent, TrafficSender } from "./traffic-event.ts"
import { BODY_EVENTS_MAX } from "./traffic-mix.ts"
import { webhookBody } from "./webhook-body.ts"

const WITH_APP: TrafficSender = { id: "1001", phoneNumber: "15550001001", gupshupAppId: "app-1" }
const WITHOUT_APP: TrafficSender = { id: "1002", phoneNumber: "15550001002", wabaId: "900" }
const OPTIONS: TrafficOptions = {
  seed: 7,
  senders: [WITH_APP, WITHOUT_APP],
  provider: "both",
  messages: 1_500,
  startAt: TEST_NOW,
  spanMs: 600_000,
}

function eventsOf(deliveries: readonly Delivery[]): readonly TrafficEvent[] {
  return deliveries.flatMap(({ events }) => events)
}

function byMessage(deliveries: readonly Delivery[]): ReadonlyMap<string, readonly TrafficEvent[]> {
  return Map.groupBy(eventsOf(deliveries), ({ messageId }) => messageId)
}

/** Which triggers a message's events cause, each once. */
function triggersOf(events: readonly TrafficEvent[]): readonly string[] {
  const kinds = new Set(events.map(({ kind }) => kind))
  if (kinds.has("received")) return ["received"]
  const isDelivered = kinds.has("delivered") || kinds.has("read") || kinds.has("billing")
  return ["sent", ...(isDelivered ? ["delivered"] : []), ...(kinds.has("failed") ? ["failed"] : [])]
}

describe("makeTraffic", () => {
  const traffic = makeTraffic(OPTIONS)

  it("[SIM-1] is the same for the same seed, and shares no message with another", () => {
    expect(makeTraffic(OPTIONS)).toEqual(traffic)
    const other = byMessage(makeTraffic({ ...OPTIONS, seed: 8 }))
    expect([...byMessage(traffic).keys()].filter((id) => other.has(id))).toEqual([])
  })

  it("[SIM-2] has as many messages as asked, in the order of posting, all told by the end of the tail", () => {
    expect(byMessage(traffic).size).toBe(OPTIONS.messages)
    const times = traffic.map(({ postAt }) => postAt)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(TEST_NOW)
    expect(times.at(-1)).toBeLessThanOrEqual(TEST_NOW + OPTIONS.spanMs + TAIL_MS_MAX)
    expect(() => makeTraffic({ ...OPTIONS, messages: MESSAGES_MAX + 1 })).toThrow()
  })

  it("[SIM-3] prices `sent` and the first of delivered and read, in every category and both channels", () => {
    const categories = new Set<string>()
    for (const events of byMessage(traffic).values()) {
      const priced = new Set(events.flatMap((event) => ("pricing" in event ? [event.kind] : [])))
      if (events[0]!.kind === "received") continue
      for (const event of events) if ("pricing" in event) categories.add(event.pricing.category)
      expect(priced.has("sent")).toBe(true)
      expect(priced.has("delivered") && priced.has("read")).toBe(false)
    }
    const all = "authentication marketing marketing_lite referral_conversion service utility"
    expect([...categories].toSorted().join(" ")).toBe(all)
  })

  it("[SIM-4] has failures with Meta's codes, and holds back marketing to US numbers", () => {
    const failed = eventsOf(traffic).filter((event) => event.kind === "failed")
    expect(failed.length).toBeGreaterThan(10)
    expect(new Set(failed.map(({ failure }) => failure.code))).toContain(131_049)
    const american = [...byMessage(traffic).values()].filter(
      ([first]) =>
        first!.recipient.startsWith("1") &&
        first!.kind === "sent" &&
        first!.pricing?.category.startsWith("marketing") === true,
    )
    expect(american.length).toBeGreaterThan(0)
    for (const events of american) expect(triggersOf(events)).toEqual(["sent", "failed"])
  })

  it("[SIM-4] bills by Gupshup what a number with an app delivered, its own fee for Cloud API marketing only", () => {
    const billed = eventsOf(traffic).filter((event) => event.kind === "billing")
    expect(new Set(billed.map(({ source }) => source))).toEqual(new Set(["whatsapp", "gupshup"]))
    for (const { source, pricing, provider } of billed) {
      expect(provider).toBe("gupshup")
      if (source === "gupshup") expect(pricing.category).toBe("marketing")
    }
    const posted = traffic.filter(({ provider }) => provider === "gupshup")
    expect(new Set(posted.map(({ senderId }) => senderId))).toEqual(new Set([WITH_APP.id]))
    const meta = makeTraffic({ ...OPTIONS, provider: "meta" })
    expect(meta.every(({ provider }) => provider === "meta")).toBe(true)
    const gupshup = makeTraffic({ ...OPTIONS, provider: "gupshup", senders: [WITH_APP] })
    expect(gupshup.every(({ provider }) => provider === "gupshup")).toBe(true)
  })

  it("[SIM-5] is read by the ingest as it was meant, several events in a body", () => {
    for (const delivery of traffic) {
      const reading = readDelivery(delivery, delivery.postAt)
      expect(reading.rejected).toEqual([])
      expect(reading.ignored).toBe(0)
      expect(reading.events.map(({ unknown }) => unknown)).toEqual(delivery.events.map(() => undefined))
      expect(new Set(reading.events.map(({ messageIds }) => messageIds[0]))).toEqual(
        new Set(delivery.events.map(({ messageId }) => messageId)),
      )
      expect(delivery.events.length).toBeLessThanOrEqual(BODY_EVENTS_MAX)
    }
    expect(Math.max(...traffic.map(({ events }) => events.length))).toBeGreaterThan(1)
  })

  it("[SIM-6] repeats and reorders some, and names an unknown number only when asked", () => {
    const told = eventsOf(traffic)
    expect(new Set(told).size).toBeLessThan(told.length)
    const isDisordered = [...byMessage(traffic).values()].some((events) =>
      events.some((event, at) => at > 0 && event.at < events[at - 1]!.at),
    )
    expect(isDisordered).toBe(true)
    const ids = new Set(OPTIONS.senders.map(({ id }) => id))
    expect(traffic.every(({ senderId }) => ids.has(senderId))).toBe(true)
    const strange = makeTraffic({ ...OPTIONS, unknownSenderShare: 0.1 })
    expect(strange.some(({ senderId }) => !ids.has(senderId))).toBe(true)
  })

  it("[SIM-6] makes a server handle each trigger once, whatever the repetition and order", async () => {
    const test = testApp({ isDemo: true })
    await seedDemo(test.deps, { daysMax: 1 })
    const {
      senders: [sender],
      wallet,
    } = DEMO_CUSTOMERS[0]
    const trafficSender = {
      id: sender.id,
      phoneNumber: sender.phoneNumber,
      gupshupAppId: sender.gupshupAppId!,
    }
    const own = makeTraffic({ ...OPTIONS, messages: 300, senders: [trafficSender], spanMs: 60_000 })
    const totals = async () => (await test.send("GET", `/v1/wallets/${wallet.id}/summary`)).body.month
    const before = await totals()
    test.now = TEST_NOW + 120_000
    for (const delivery of own) await settleDelivery(test.deps, delivery)
    const after = await totals()
    const expected = [...byMessage(own).values()].flatMap(triggersOf)
    for (const trigger of ["sent", "received", "delivered", "failed"]) {
      expect(after[trigger] - before[trigger], trigger).toBe(expected.filter((one) => one === trigger).length)
    }
    expect((await test.deps.wallets.suspended({ walletId: wallet.id }, { limit: 10 })).rows).toEqual([])
  })
})

describe("webhookBody", () => {
  it("[SIM-7] tells what the business gave with a message, as Meta does", () => {
    const event: TrafficEvent = {
      messageId: "wamid.1",
      gupshupId: "gs-1",
      recipient: "919876543210",
      at: TEST_NOW,
      provider: "meta",
      kind: "sent",
      callbackData: "campaign-1",
    }
    const body = webhookBody("meta", WITHOUT_APP, [event])
    const { events } = readMetaWebhook(body, { receivedAt: TEST_NOW, authority: "meta" })
    expect(events).toMatchObject([{ kind: "sent", callbackData: "campaign-1" }])
  })
})
