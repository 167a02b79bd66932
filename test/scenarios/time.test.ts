import { expect, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import { readBooks, sum } from "../support/books.ts"
import { postEvents, type NewEvent } from "../support/events.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

const HOUR_MS = 3_600_000
const QUARTER_MS = 900_000
/** India, utility on the plan `meta`. */
const PRICE = "0.0014"

interface UsageRow {
  readonly start: string
  readonly messages: number
  readonly delivered: number
  readonly amount: string
}

async function usage(
  { operator, wallet }: Tenant,
  query: string,
): Promise<{ totals: any; rows: UsageRow[] }> {
  const answer = await operator.must(operator.get(`${wallet}/usage?${query}`))
  const rows = answer.rows as UsageRow[]
  expect(sum(rows.map((row) => row.amount))).toBe(answer.totals.amount)
  expect(rows.reduce((count, row) => count + row.messages, 0)).toBe(answer.totals.messages)
  return { totals: answer.totals, rows }
}

function counts(rows: readonly UsageRow[]): [string, number][] {
  return rows.map(({ start, delivered }) => [start.replace(":00.000Z", "Z"), delivered])
}

/** One delivered utility message each quarter hour of `[from, to)`. */
async function everyQuarter(host: Host, tenant: Tenant, from: number, to: number): Promise<number> {
  host.now = Math.max(host.now, to)
  const events: NewEvent[] = []
  for (let at = from; at < to; at += QUARTER_MS) {
    events.push({ messageId: `q${at}`, at, category: "utility" })
  }
  for (let index = 0; index < events.length; index += 1_000) {
    await postEvents(tenant, events.slice(index, index + 1_000))
  }
  return events.length
}

it("[USE-7] Asia/Kolkata: days begin at 18:30 UTC, and hours on the half hour", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "kolkata", {
    timezone: "Asia/Kolkata",
    planId: "meta",
    credit: "5",
  })
  const midnight = Date.UTC(2026, 10, 9, 18, 30)
  const count = await everyQuarter(host, tenant, midnight - 24 * HOUR_MS, midnight + 24 * HOUR_MS)
  expect(count).toBe(192)
  const days = await usage(tenant, "from=2026-11-09&to=2026-11-11")
  expect(counts(days.rows)).toEqual([
    ["2026-11-08T18:30Z", 96],
    ["2026-11-09T18:30Z", 96],
  ])
  const hours = await usage(tenant, "from=2026-11-10&to=2026-11-11&interval=hour")
  expect(hours.rows).toHaveLength(24)
  expect(counts(hours.rows).slice(0, 2)).toEqual([
    ["2026-11-09T18:30Z", 4],
    ["2026-11-09T19:30Z", 4],
  ])
  // The same instants by another zone: what a day is changes, what was charged does not.
  const utc = await usage(tenant, "from=2026-11-09&to=2026-11-11&timezone=UTC")
  expect(counts(utc.rows)).toEqual([
    ["2026-11-08T00:00Z", 22],
    ["2026-11-09T00:00Z", 96],
    ["2026-11-10T00:00Z", 74],
  ])
  expect(utc.totals).toEqual(days.totals)
  await readBooks(tenant)
  await expectSound(host, tenant)
})

it("[USE-7] America/New_York: the day that ends daylight saving time has 25 hours", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "york", {
    timezone: "America/New_York",
    planId: "meta",
    credit: "5",
  })
  // Local midnight of 2026-10-31 (UTC-4) to local midnight of 2026-11-03 (UTC-5): 24 + 25 + 24 hours.
  const from = Date.UTC(2026, 9, 31, 4)
  const to = Date.UTC(2026, 10, 3, 5)
  expect(await everyQuarter(host, tenant, from, to)).toBe(73 * 4)
  const days = await usage(tenant, "from=2026-10-31&to=2026-11-03")
  expect(counts(days.rows)).toEqual([
    ["2026-10-31T04:00Z", 96],
    ["2026-11-01T04:00Z", 100],
    ["2026-11-02T05:00Z", 96],
  ])
  const hours = await usage(tenant, "from=2026-11-01&to=2026-11-02&interval=hour")
  expect(hours.rows).toHaveLength(25)
  expect(new Set(hours.rows.map((row) => row.delivered))).toEqual(new Set([4]))
  const months = await usage(tenant, "from=2026-10-01&to=2026-12-01&interval=month")
  expect(counts(months.rows)).toEqual([
    ["2026-10-01T04:00Z", 96],
    ["2026-11-01T04:00Z", 196],
  ])
  await readBooks(tenant)
  await expectSound(host, tenant)
})

it("[USE-7] Australia/Lord_Howe: the clock moves by half an hour, and rows never overlap", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "howe", {
    timezone: "Australia/Lord_Howe",
    planId: "meta",
    credit: "5",
  })
  // 2026-10-04 02:00 (UTC+10:30) becomes 02:30 (UTC+11): the day has 23.5 hours.
  const from = Date.UTC(2026, 9, 3, 13, 30)
  const to = Date.UTC(2026, 9, 4, 13, 0)
  expect(await everyQuarter(host, tenant, from, to)).toBe(94)
  const days = await usage(tenant, "from=2026-10-04&to=2026-10-05")
  expect(counts(days.rows)).toEqual([["2026-10-03T13:30Z", 94]])
  const hours = await usage(tenant, "from=2026-10-04&to=2026-10-05&interval=hour")
  const starts = hours.rows.map((row) => row.start)
  expect(starts).toEqual([...new Set(starts)].sort())
  expect(counts(hours.rows).slice(1, 4)).toEqual([
    ["2026-10-03T14:30Z", 4],
    // 02:30 to 03:00 is what is left of the hour of two.
    ["2026-10-03T15:30Z", 2],
    ["2026-10-03T16:00Z", 4],
  ])
  await readBooks(tenant)
  await expectSound(host, tenant)
})

it("[STM-4] a statement by day has the customer's days, by posting time", async () => {
  const host = openHost(Date.UTC(2026, 10, 9, 18, 29, 59))
  const options = { timezone: "Asia/Kolkata", planId: "meta", credit: "5" }
  const tenant = await makeTenant(host.operator, "days", options)
  for (const messageId of ["before", "after", "later"]) {
    await postEvents(tenant, [{ messageId, at: host.now, category: "utility" }])
    host.now += messageId === "before" ? 1_000 : 12 * HOUR_MS
  }
  const path = `${tenant.wallet}/statement?from=2026-11-09&to=2026-11-12&by=day`
  const { rows, opening, closing } = await host.operator.must(host.operator.get(path))
  expect([opening, closing]).toEqual(["0", "4.9958"])
  expect(rows.map((row: any) => [row.at, row.quantity, row.amount, row.balance])).toEqual([
    ["2026-11-08T18:30:00.000Z", 1, "5", "5"],
    ["2026-11-08T18:30:00.000Z", 1, "-0.0014", "4.9986"],
    ["2026-11-09T18:30:00.000Z", 2, "-0.0028", "4.9958"],
  ])
  // One day of it opens where the day before closed.
  const one = await host.operator.must(
    host.operator.get(`${tenant.wallet}/statement?from=2026-11-10&to=2026-11-11&by=day`),
  )
  expect([one.opening, one.closing, one.rows.length]).toEqual(["4.9986", "4.9958", 1])
  const csv = (await host.operator.get(`${path}&format=csv`)).text.trimEnd().split("\r\n")
  expect(csv).toHaveLength(4)
  expect(csv[3]).toMatch(
    /^2026-11-10,,debit,Messages : WhatsApp fees,WhatsApp fee for utility,2,0\.0014,USD,/,
  )
})

it("[RUN-6] a customer that changes its zone sees the same money in other days", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "moving", { planId: "meta", credit: "5" })
  const { partner, customerId } = tenant
  const midnight = Date.UTC(2026, 10, 10)
  await everyQuarter(host, tenant, midnight - 24 * HOUR_MS, midnight + 24 * HOUR_MS)
  const before = await readBooks(tenant)
  for (const [timezone, rows] of [
    ["Asia/Kathmandu", [73, 96, 23]],
    ["Pacific/Chatham", [41, 96, 55]],
    ["America/St_Johns", [14, 96, 82]],
    ["UTC", [96, 96]],
  ] as const) {
    await partner.must(partner.patch(`/v1/customers/${customerId}`, { timezone }))
    const days = await usage(tenant, "from=2026-11-01&to=2026-11-20")
    expect([timezone, days.rows.map((row) => row.delivered)]).toEqual([timezone, rows])
    expect(days.totals).toEqual(before.usage.totals)
    const books = await readBooks(tenant)
    expect(books.wallet.balance).toBe(before.wallet.balance)
    expect(books.wallet.timezone).toBe(timezone)
  }
  expect(before.usage.totals.amount).toBe(sum(Array.from({ length: 192 }, () => PRICE)))
  await expectSound(host, tenant)
})

it("[USE-6] usage by every group and interval sums to the same totals", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "groups", { timezone: "Asia/Kathmandu", credit: "5" })
  const categories = ["marketing", "utility", "authentication", "service", "marketing_lite"]
  const recipients = ["919410031234", "14155550123", "447700900123", "5511987654321"]
  const events = Array.from({ length: 400 }, (_, index): NewEvent => ({
    messageId: `g${index}`,
    kind: index % 7 === 0 ? "failed" : index % 5 === 0 ? "sent" : "read",
    at: Date.UTC(2026, 8, 29) + index * 2.5 * HOUR_MS,
    category: categories[index % categories.length]!,
    recipient: recipients[index % recipients.length]!,
    ...(index % 3 === 0 ? { mediaType: "image" } : {}),
  }))
  await postEvents(tenant, events)
  const period = "from=2026-09-01&to=2026-12-01"
  const { totals } = await usage(tenant, period)
  expect(totals.sent + totals.failed).toBeGreaterThanOrEqual(400)
  for (const interval of ["day", "month"]) {
    for (const group of [
      "category",
      "type",
      "market",
      "sender",
      "direction",
      "media",
      "channel",
      "category,market",
    ]) {
      const grouped = await usage(tenant, `${period}&interval=${interval}&groupBy=${group}`)
      expect([interval, group, grouped.totals]).toEqual([interval, group, totals])
    }
  }
  await readBooks(tenant)
  await expectSound(host, tenant)
})
