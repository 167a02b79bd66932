import { expect } from "chai"
import { type PeriodAsked, resolvePeriod } from "./period.ts"

/** In Kolkata it is the next day already. */
const NOW = Date.UTC(2026, 10, 22, 20, 50)

function resolved(asked: PeriodAsked, now = NOW, timezone = "Asia/Kolkata") {
  const { from, to, interval, hasNow } = resolvePeriod(asked, now, timezone)
  return [from, to, interval, hasNow]
}

describe("periods", () => {
  const cases: readonly (readonly [PeriodAsked, string, string, string, boolean])[] = [
    [{}, "2026-11-17", "2026-11-24", "day", true],
    [{ period: "today" }, "2026-11-23", "2026-11-24", "hour", true],
    [{ period: "yesterday" }, "2026-11-22", "2026-11-23", "hour", false],
    [{ period: "last-24-hours" }, "2026-11-21T21:00:00.000Z", "2026-11-22T21:00:00.000Z", "hour", true],
    [{ period: "last-7-days" }, "2026-11-17", "2026-11-24", "day", true],
    [{ period: "last-30-days" }, "2026-10-25", "2026-11-24", "day", true],
    [{ period: "month" }, "2026-11-01", "2026-11-24", "day", true],
    [{ period: "last-month" }, "2026-10-01", "2026-11-01", "day", false],
    [{ period: "last-12-months" }, "2025-12-01", "2026-11-24", "month", true],
    [{ period: "custom", from: "2026-02-01", until: "2026-02-28" }, "2026-02-01", "2026-03-01", "day", false],
    [{ period: "custom", from: "2026-11-23", until: "2026-11-23" }, "2026-11-23", "2026-11-24", "hour", true],
    [
      { period: "custom", from: "2025-10-21", until: "2026-11-23" },
      "2025-10-21",
      "2026-11-24",
      "month",
      true,
    ],
    [{ period: "custom", from: "2025-10-19", until: "2026-11-23" }, "2026-11-17", "2026-11-24", "day", true],
    [{ period: "custom", from: "2026-11-02", until: "2026-11-01" }, "2026-11-17", "2026-11-24", "day", true],
    [{ period: "custom", from: "soon" }, "2026-11-17", "2026-11-24", "day", true],
    [{ period: "fortnight" }, "2026-11-17", "2026-11-24", "day", true],
  ]
  for (const [asked, ...expected] of cases) {
    it(`[UI-USE-2] are dates of the customer's zone: ${JSON.stringify(asked)}`, () => {
      expect(resolved(asked)).to.deep.equal(expected)
    })
  }

  it("[UI-USE-2] cross the ends of months and years", () => {
    const newYear = Date.UTC(2028, 0, 1, 2)
    expect(resolved({ period: "last-month" }, newYear, "America/Lima").slice(0, 2)).to.deep.equal([
      "2027-11-01",
      "2027-12-01",
    ])
    expect(resolved({ period: "yesterday" }, Date.UTC(2028, 2, 1), "UTC")[0]).to.equal("2028-02-29")
  })

  it("[UI-USE-3] go by what is of use, or what was asked for where the server answers it", () => {
    const intervals = (asked: PeriodAsked) => resolvePeriod(asked, NOW, "UTC").intervals
    expect(intervals({ period: "last-7-days" })).to.deep.equal(["hour", "day"])
    expect(intervals({ period: "last-30-days" })).to.deep.equal([])
    expect(intervals({ period: "last-12-months" })).to.deep.equal(["day", "month"])
    expect(resolved({ period: "last-30-days", interval: "hour" })[2]).to.equal("hour")
    expect(resolved({ period: "last-12-months", interval: "hour" })[2]).to.equal("month")
    expect(resolved({ period: "last-12-months", interval: "day" })[2]).to.equal("day")
    expect(resolved({ period: "today", interval: "month" })[2]).to.equal("hour")
  })
})
