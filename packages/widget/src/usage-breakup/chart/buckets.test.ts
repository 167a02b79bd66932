import { expect } from "chai"
import { formatMicros } from "../../money/amount.ts"
import { usageAnswer } from "../../testing/usage-answer.ts"
import { Formats } from "../../money/formats.ts"
import { SERIES, totalOf } from "../series.ts"
import type { Interval } from "../period.ts"
import { barsOf, bucketsOf, labelOf } from "./buckets.ts"
import { ticksOf } from "./scale.ts"

function keys(timezone: string, from: string, to: string, interval: Interval): readonly string[] {
  return bucketsOf(usageAnswer([], { timezone, from, to }), interval).map(({ key }) => key)
}

describe("buckets of a chart", () => {
  it("[UI-USE-11] has all days of a period, also of one in which the clock changes", () => {
    const days = keys("America/New_York", "2026-10-30T04:00:00Z", "2026-11-03T05:00:00Z", "day")
    expect(days).to.deep.equal(["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"])
    expect(keys("UTC", "2026-02-27T00:00:00Z", "2026-03-02T00:00:00Z", "day")).to.have.length(3)
  })

  it("[UI-USE-11] has all months", () => {
    const months = keys("Asia/Kolkata", "2025-11-30T18:30:00Z", "2026-11-22T18:30:00Z", "month")
    expect(months).to.have.length(12)
    expect([months[0], months[11]]).to.deep.equal(["2025-12", "2026-11"])
  })

  const hours: readonly (readonly [string, string, string, number])[] = [
    // A day of 25 hours, one of 23, and one of 24 and a half.
    ["America/New_York", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", 25],
    ["America/New_York", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 23],
    ["Australia/Lord_Howe", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", 25],
    ["Asia/Kathmandu", "2026-11-21T18:15:00Z", "2026-11-22T18:15:00Z", 24],
    // From the middle of an hour to the middle of another.
    ["Asia/Kolkata", "2026-11-21T10:15:00Z", "2026-11-22T10:15:00Z", 25],
  ]
  for (const [timezone, from, to, count] of hours) {
    it(`[UI-USE-11] has ${count} hours in ${timezone} from ${from}`, () => {
      const starts = keys(timezone, from, to, "hour").map((key) => Date.parse(key))
      expect(starts).to.have.length(count)
      expect(starts[0]).to.be.at.most(Date.parse(from))
      const minute = new Formats("en", "USD", timezone)
      for (const start of starts.slice(1, 2)) expect(minute.date(start, { minute: "numeric" })).to.equal("0")
      expect(starts).to.deep.equal(starts.toSorted())
    })
  }

  it("[UI-USE-11] leaves out nothing that the server counted", () => {
    const usage = usageAnswer([{ start: "2026-01-01T07:07:00Z", category: "utility", amount: "0.000001" }])
    const bars = barsOf(bucketsOf(usage, "hour"), "amount")
    expect(formatMicros(bars.reduce((sum, { total }) => sum + total, 0n))).to.equal("0.000001")
  })

  it("[UI-USE-5] sums amounts by category and deliveries by whether they were paid, exactly", () => {
    const usage = usageAnswer([
      { category: "marketing", type: "regular", paid: 2, amount: "9007199254740993.000001" },
      { category: "authentication_international", paid: 3, amount: "0.1" },
      { category: "service", type: "free_customer_service", free: 5, amount: "0.2" },
      { category: "referral_conversion", type: "free_entry_point", free: 7, amount: "0.003" },
      { category: "", received: 9, amount: "0.009" },
      { category: "", paid: 1 },
    ])
    const shown = (measure: "amount" | "delivered") => {
      const values = barsOf(bucketsOf(usage, "month"), measure).find(({ key }) => key === "2026-11")!.values
      return SERIES.map((series) => String(values[series]))
    }
    expect(shown("amount")).to.deep.equal(["9007199254740993000001", "0", "100000", "200000", "3000", "9000"])
    expect(shown("delivered")).to.deep.equal(["2", "0", "3", "1", "12", "0"])
    expect(totalOf(barsOf(bucketsOf(usage, "month"), "delivered").at(-1)!.values)).to.equal(18n)
  })

  it("[UI-USE-11] calls them as the reader does", () => {
    const formats = new Formats("en-GB", "USD", "Asia/Kolkata")
    expect(labelOf("2026-11-22", "day", formats, true)).to.equal("22 Nov")
    expect(labelOf("2026-11", "month", formats, false)).to.equal("November 2026")
    expect(labelOf("2026-11-22T03:30:00.000Z", "hour", formats, true)).to.equal("09")
  })

  const scales: readonly (readonly [bigint, readonly bigint[]])[] = [
    [0n, []],
    [1n, [1n]],
    [7n, [2n, 4n, 6n]],
    [100n, [25n, 50n, 75n, 100n]],
    [810_000n, [250_000n, 500_000n, 750_000n]],
    [98_765_432_109_876n, [25_000_000_000_000n, 50_000_000_000_000n, 75_000_000_000_000n]],
  ]
  for (const [largest, ticks] of scales) {
    it(`[UI-USE-10] draws few lines at round values up to ${largest}`, () => {
      expect(ticksOf(largest)).to.deep.equal(ticks.length > 3 ? [50n, 100n] : ticks)
    })
  }
})
