import type { Charge, JournalEntry } from "@tollgate/engine"
import fc from "fast-check"
import { expect, it } from "vitest"
import { makeTenant, testApp, type TestApp } from "../testing/test-app.ts"

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const RUNS = 8
/** Kathmandu is on quarter hours; New York and Lord Howe (by half an hour) change their clocks. */
const ZONES = ["UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"] as const
/** History goes on from here, over the changes of clocks in autumn. */
const START = Date.UTC(2026, 6, 5)

type Step = { readonly hours: number } & (
  | { readonly kind: "topUp"; readonly cents: number }
  | { readonly kind: "adjust"; readonly cents: number }
  | { readonly kind: "hold"; readonly count: number }
  | { readonly kind: "events"; readonly events: readonly Told[] }
)
interface Told {
  readonly message: number
  readonly kind: "sent" | "delivered" | "read" | "failed" | "received"
  readonly hoursAgo: number
  readonly category: "marketing" | "utility" | "service"
  readonly channel: "cloud_api" | "mm_lite"
}

const told: fc.Arbitrary<Told> = fc.record({
  message: fc.nat(15),
  kind: fc.constantFrom("sent", "delivered", "delivered", "read", "failed", "received"),
  hoursAgo: fc.integer({ min: 0, max: 24 * 60 }),
  category: fc.constantFrom("marketing", "utility", "service"),
  channel: fc.constantFrom("cloud_api", "mm_lite"),
})
const hours = fc.integer({ min: 1, max: 24 * 20 })
const cents = fc.integer({ min: 1, max: 9_999 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ hours, kind: fc.constant("topUp" as const), cents }),
  fc.record({ hours, kind: fc.constant("adjust" as const), cents }),
  fc.record({ hours, kind: fc.constant("hold" as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    hours,
    kind: fc.constant("events" as const),
    events: fc.array(told, { minLength: 1, maxLength: 8 }),
  }),
)
/** Quarter hours from the start: where a period begins, and how long it is. */
const period = fc.record({ from: fc.nat(4 * 24 * 330), length: fc.integer({ min: 1, max: 4 * 24 * 300 }) })

const random = {
  zone: fc.constantFrom(...ZONES),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  periods: fc.array(period, { minLength: 3, maxLength: 3 }),
}

it("[READ-16] a statement is the journal by posting time, usage the charges by their instants, in any zone and period", async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(random), async ({ zone, steps, periods }) => {
      const host = await live(zone, steps)
      const [entries, charges] = await readAll(host.test)
      for (const { from, length } of periods) {
        const [start, end] = [START + from * 900_000, START + (from + length) * 900_000]
        await expectStatement(host, entries, start, end)
        await expectUsage(host, charges, start, end)
      }
      await host.test.deps.wallets.close()
    }),
    { numRuns: RUNS },
  )
}, 30_000)

interface Live {
  readonly test: TestApp
  readonly key: string
}

async function live(timezone: string, steps: readonly Step[]): Promise<Live> {
  const test = testApp()
  test.now = START
  const { key } = await makeTenant(test, "tied")
  const must = async (method: string, path: string, body: unknown, as?: string): Promise<any> => {
    const answer = await test.send(method, path, { body, ...(as === undefined ? {} : { key: as }) })
    expect([path, answer.status < 300 || answer.status === 402, answer.body]).toEqual([
      path,
      true,
      answer.body,
    ])
    return answer.body
  }
  await must("POST", "/v1/customers", { id: "c", name: "c", timezone }, key)
  await must("POST", "/v1/wallets", { id: "w", customerId: "c", currency: "USD", planId: "gupshup" }, key)
  await must("PUT", "/v1/senders/s", { walletId: "w", phoneNumber: "+14155550100" }, key)
  for (const [index, one] of steps.entries()) {
    test.now += one.hours * HOUR_MS
    if (one.kind === "topUp") {
      await must("POST", "/v1/wallets/w/top-ups", { amount: `${one.cents / 100}`, method: "manual" })
    } else if (one.kind === "adjust") {
      await must("POST", "/v1/wallets/w/adjustments", { amount: `-${one.cents / 100}`, reason: `r${index}` })
    } else if (one.kind === "hold") {
      const messages = [{ to: "919876543210", category: "marketing", count: one.count }]
      await must("POST", "/v1/authorizations", { walletId: "w", messages, expiresInSeconds: 3_600 }, key)
    } else {
      await must("POST", "/v1/events", { events: one.events.map((event) => eventOf(event, test.now)) }, key)
    }
  }
  return { test, key }
}

function eventOf({ message, kind, hoursAgo, category, channel }: Told, now: number): object {
  return {
    messageId: `${kind === "received" ? "in" : "out"}${message}`,
    recipient: message % 2 === 0 ? "919876543210" : "5511987654321",
    senderId: "s",
    kind,
    occurredAt: new Date(now - hoursAgo * HOUR_MS).toISOString(),
    ...(kind === "received" ? {} : { category, channel }),
  }
}

async function readAll({ deps }: TestApp): Promise<[readonly JournalEntry[], readonly Charge[]]> {
  const limit = 10_000
  return Promise.all([deps.wallets.entries("w", { limit }), deps.wallets.charges("w", { limit })])
}

/** Postings on the customer's accounts before an instant: nothing that a statement is made of. */
function balanceBy(entries: readonly JournalEntry[], before: number): bigint {
  return entries
    .filter(({ at }) => at < before)
    .flatMap(({ postings }) => postings)
    .filter(({ account }) => account === "customer:available" || account === "customer:held")
    .reduce((sum, { amount }) => sum + amount, 0n)
}

async function expectStatement(
  { test, key }: Live,
  entries: readonly JournalEntry[],
  start: number,
  end: number,
) {
  const query = `from=${new Date(start).toISOString()}&to=${new Date(end).toISOString()}`
  const path = `/v1/wallets/w/statement?${query}`
  const groups = new Set<string>()
  for (const by of ["entry", "day", "month", "total"]) {
    const { body } = await test.send("GET", `${path}&by=${by}`, { key })
    let balance = micros(body.opening)
    expect([by, balance]).toEqual([by, balanceBy(entries, start)])
    for (const row of body.rows) {
      balance += micros(row.amount)
      expect(micros(row.balance)).toBe(balance)
    }
    expect([by, balance, micros(body.closing)]).toEqual([by, balanceBy(entries, end), balance])
    groups.add(JSON.stringify(body.groups.map(({ group, amount }: any) => [group, amount]).toSorted()))

    const csv = await test.send("GET", `${path}&by=${by}&format=csv`, { key })
    const lines = String(csv.body).trimEnd().split("\r\n").slice(1)
    expect(lines.map((line) => line.split(",").slice(8, 10))).toEqual(
      body.rows.map(({ amount, balance: after }: any) => [amount, after]),
    )
  }
  // A row that moves no balance is left out of each, whatever it is made of: so the sums by group are the same.
  expect(groups.size).toBe(1)
}

async function expectUsage({ test, key }: Live, charges: readonly Charge[], start: number, end: number) {
  const query = `from=${new Date(start).toISOString()}&to=${new Date(end).toISOString()}`
  const inside = charges.filter(({ instant }) => instant >= start && instant < end)
  const count = (trigger: Charge["trigger"]): number =>
    inside.filter((charge) => charge.trigger === trigger && !charge.isCorrection).length
  const amount = inside.reduce((sum, one) => sum + BigInt(one.whatsappFee) + BigInt(one.otherFees), 0n)
  const intervals = end - start > 60 * DAY_MS ? ["day", "month"] : ["hour", "day", "month"]
  for (const interval of intervals) {
    for (const groupBy of ["", "category", "market,category", "sender,channel,market"]) {
      const { body } = await test.send(
        "GET",
        `/v1/wallets/w/usage?${query}&interval=${interval}&groupBy=${groupBy}`,
        { key },
      )
      const { totals, rows } = body
      expect([totals.sent, totals.received, totals.delivered, totals.failed, micros(totals.amount)]).toEqual([
        count("sent"),
        count("received"),
        count("delivered"),
        count("failed"),
        amount,
      ])
      expect(rows.reduce((sum: bigint, row: any) => sum + micros(row.amount), 0n)).toBe(amount)
    }
  }
}

/** Our own reading of amounts. */
function micros(amount: string): bigint {
  const [, sign, units = "", decimals = ""] = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(amount) ?? []
  const size = BigInt(units) * 1_000_000n + BigInt(decimals.padEnd(6, "0"))
  return sign === "-" ? -size : size
}
