import { DAY_MS, invariant } from "@tollgate/engine"
import { makeIds } from "../src/runtime/make-ids.ts"
import { makeTraffic } from "../src/simulator/make-traffic.ts"
import { settleDelivery } from "../src/simulator/testing-settle.ts"
import type { Delivery, TrafficEvent, TrafficSender } from "../src/simulator/traffic-event.ts"
import { webhookBody } from "../src/simulator/webhook-body.ts"
import type { SqlDriver } from "../src/storage/sql-driver.ts"
import { createSqlWalletStore } from "../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../src/storage/sqlite/node-driver.ts"
import { testApp, type TestApp } from "../src/testing/test-app.ts"

/** As long as an id that the server makes: it is in every row. */
export const DAY_WALLET = "wal_0mwmsa2o004xcdrabfygqgey5"
/** 2026-11-20T00:00:00Z. */
export const DAY_START: number = Date.UTC(2026, 10, 20)
const SEED = 1
/** What Meta lets one number send in a second unless it was raised. */
const BURST_PER_SECOND = 80

export interface DayOptions {
  readonly messages: number
  readonly senders: number
  /** Over the whole day, or as campaigns: 80 a second and number, one after the other. */
  readonly pace: "even" | "bursts"
  /** Each outbound message is authorized by a request of its own, with an idempotency key. */
  readonly isAuthorized: boolean
}

/** A day of the simulator's traffic on one wallet, taken in as webhooks are, in a file of its own. */
export async function fillDay(path: string, options: DayOptions): Promise<SqlDriver> {
  const driver = openNodeDriver(path)
  // What is measured is sizes: nothing is lost here but time.
  driver.exec("PRAGMA synchronous = OFF")
  const ids = makeIds(
    () => test.now,
    (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  )
  const test = testApp({}, { wallets: createSqlWalletStore(driver), ids })
  const senders = await openWallet(test, options.senders)
  let suspended = 0
  for (const delivery of await traffic(test, senders, options)) {
    test.now = delivery.postAt
    const counts = await settleDelivery(test.deps, delivery)
    suspended += counts.suspended
  }
  // Few, and for a moment: a status that overtook the one with the category.
  invariant(suspended < options.messages / 10, "nearly everything is rated at once")
  return driver
}

async function openWallet(test: TestApp, count: number): Promise<readonly TrafficSender[]> {
  const must = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await test.send(method, path, { body })
    invariant(answer.status < 300, JSON.stringify(answer.body))
  }
  test.now = DAY_START - DAY_MS
  await must("POST", "/v1/partners", { id: "day", name: "Day", allowedOrigins: ["https://day.example.com"] })
  await must("POST", "/v1/customers", { id: "day", partnerId: "day", name: "Day", timezone: "Asia/Kolkata" })
  await must("POST", "/v1/wallets", { id: DAY_WALLET, customerId: "day", currency: "USD", planId: "gupshup" })
  await must("POST", `/v1/wallets/${DAY_WALLET}/top-ups`, { method: "manual", amount: "9000000" })
  const senders = Array.from({ length: count }, (_, index) => ({
    id: String(106_540_352_242_922 + index * 7_919),
    phoneNumber: String(14_155_550_100 + index),
  }))
  for (const { id, phoneNumber } of senders) {
    await must("PUT", `/v1/senders/${id}`, { walletId: DAY_WALLET, phoneNumber: `+${phoneNumber}` })
  }
  return senders
}

async function traffic(
  test: TestApp,
  senders: readonly TrafficSender[],
  { messages, pace, isAuthorized }: DayOptions,
): Promise<readonly Delivery[]> {
  const spanMs =
    pace === "even" ? DAY_MS : Math.ceil((messages * 1_000) / (BURST_PER_SECOND * senders.length))
  const made = makeTraffic({ seed: SEED, senders, provider: "meta", messages, startAt: DAY_START, spanMs })
  return isAuthorized ? authorized(test, senders, made) : made
}

/** Each outbound message names its hold from its first event on, as its sender gave it to Meta. */
async function authorized(
  test: TestApp,
  senders: readonly TrafficSender[],
  deliveries: readonly Delivery[],
): Promise<readonly Delivery[]> {
  const holds = new Map<string, string>()
  const named: Delivery[] = []
  for (const delivery of deliveries) {
    const sender = senders.find(({ id }) => id === delivery.senderId)
    invariant(sender !== undefined, "a number of the wallet")
    const events: TrafficEvent[] = []
    for (const event of delivery.events) {
      const pricing = "pricing" in event ? event.pricing : undefined
      let hold = holds.get(event.messageId)
      if (hold === undefined && event.kind === "sent" && pricing !== undefined) {
        test.now = event.at - 500
        const answer = await test.send("POST", "/v1/authorizations", {
          headers: { "idempotency-key": `send-${event.messageId}` },
          body: { senderId: sender.id, messages: [{ to: event.recipient, category: pricing.category }] },
        })
        invariant(answer.status === 201, JSON.stringify(answer.body))
        hold = String(answer.body.id)
        holds.set(event.messageId, hold)
      }
      events.push(hold === undefined ? event : { ...event, callbackData: hold })
    }
    named.push({ ...delivery, body: webhookBody(delivery.provider, sender, events) })
  }
  return named
}
