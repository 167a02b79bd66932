import { describe, expect, it } from "vitest"
import { FORECAST_DAYS_LEFT_MAX, forecastUse } from "./forecast.ts"

const NONE = { amount: 0n, isUsed: false }
function used(amount: bigint) {
  return { amount, isUsed: true }
}

describe("forecastUse", () => {
  it.each([
    ["nothing ever", 10n, [NONE, NONE], NONE, { dailyAverage: null, daysLeft: null }],
    [
      "days without use after the first count",
      10n,
      [NONE, used(6n), NONE],
      NONE,
      { dailyAverage: 3n, daysLeft: 3 },
    ],
    [
      "today does not, once there is a full day",
      10n,
      [used(5n)],
      used(500n),
      { dailyAverage: 5n, daysLeft: 2 },
    ],
    ["today alone", 11n, [NONE], used(5n), { dailyAverage: 5n, daysLeft: 2 }],
    ["only free use", 11n, [used(0n)], NONE, { dailyAverage: 0n, daysLeft: null }],
    ["nothing left", 0n, [used(5n)], NONE, { dailyAverage: 5n, daysLeft: 0 }],
    ["below zero", -7n, [used(5n)], NONE, { dailyAverage: 5n, daysLeft: 0 }],
    [
      "by the exact mean, not the rounded one",
      20n,
      [used(0n), used(20n), used(0n)],
      NONE,
      { dailyAverage: 7n, daysLeft: 3 },
    ],
    ["a mean below half a micro", 4n, [used(1n), NONE, NONE], NONE, { dailyAverage: 0n, daysLeft: 12 }],
    [
      "as good as for ever",
      10n ** 18n,
      [used(1n)],
      NONE,
      { dailyAverage: 1n, daysLeft: FORECAST_DAYS_LEFT_MAX },
    ],
  ])("[USE-11] %s", (_, spendable, days, today, expected) => {
    expect(forecastUse(spendable, days, today)).toEqual(expected)
  })
})
