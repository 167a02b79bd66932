import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  dailyAverage,
  daysLeft,
  type DayUse,
  expectedIn,
  expectedUntil,
  type Forecast,
  FORECAST_DAYS_LEFT_MAX,
  forecastUse,
  suggestedTopUp,
} from "./forecast.ts"
import { LEVELS, weekLevel } from "./week-level.ts"
import { weekdayShares } from "./weekday-shares.ts"

/** A Monday: 2026-11-23. */
const MONDAY = 20_780
const UNIT = 1_000_000n
const NONE: DayUse = { amount: 0n, isUsed: false }

function used(amount: bigint): DayUse {
  return { amount, isUsed: true }
}

function forecast(days: readonly DayUse[], { today = NONE, todayDay = MONDAY, elapsed = 0n } = {}): Forecast {
  return forecastUse({ days, today, todayDay, elapsed })
}

/** Whole units a day, the last one on a Sunday. */
function units(...amounts: readonly number[]): DayUse[] {
  return amounts.map((amount) => used(BigInt(amount) * UNIT))
}

function repeat(week: readonly number[], weeks: number): number[] {
  return Array.from({ length: weeks }, () => week).flat()
}

const OFFICE = [20, 20, 20, 20, 20, 5, 0]

describe("forecastUse", () => {
  it.each([
    ["nothing ever", [NONE, NONE], NONE, "none", null],
    ["days without use after the first count", [used(6n), NONE], NONE, "mean", 3n],
    ["and as many before it as the longest pause", [NONE, NONE, NONE, used(6n), NONE], NONE, "mean", 2n],
    ["no more than there are", [NONE, used(3n), NONE, NONE, used(7n)], NONE, "mean", 2n],
    ["none before daily use", [NONE, NONE, used(6n), used(8n)], NONE, "mean", 7n],
    ["today does not, once there is a full day", [used(5n)], used(500n), "mean", 5n],
    ["today alone", [NONE], used(5n), "today", 5n],
    ["only free use", [used(0n)], NONE, "mean", 0n],
    ["rounded half-even", [used(0n), used(20n), used(0n)], NONE, "mean", 7n],
    ["quiet for 28 days", [used(5n), ...Array.from({ length: 28 }, () => NONE)], NONE, "none", null],
    ["use 28 days ago", [used(28n), ...Array.from({ length: 27 }, () => NONE)], NONE, "weeks", 1n],
  ] as const)("[USE-11] %s", (_, days, today, method, average) => {
    const made = forecast(days, { today })
    expect([made.method, dailyAverage(made)]).toEqual([method, average])
  })

  it("[USE-11] says on which days it rests: whole weeks from 14 days on, and no more than 56 days", () => {
    const basis = (days: readonly DayUse[], today = NONE) => {
      const { fromDay, toDay } = forecast(days, { today })
      return [MONDAY - fromDay, MONDAY - toDay]
    }
    expect(basis([])).toEqual([0, 0])
    expect(basis([], used(1n))).toEqual([0, -1])
    expect(basis(units(...repeat([1], 13)))).toEqual([13, 0])
    expect(basis(units(...repeat([1], 20)))).toEqual([14, 0])
    expect(basis(units(...repeat([1], 90)))).toEqual([56, 0])
  })

  it("[USE-12] gives each weekday its share, whatever day it is", () => {
    const days = units(...repeat(OFFICE, 8))
    const made = forecast(days)
    expect(made).toMatchObject({ method: "weekdays", level: "mean", amount: 105n * UNIT, days: 7 })
    expect(dailyAverage(made)).toBe(15n * UNIT)
    expect(expectedUntil(made, 7)).toBe(105n * UNIT)
    // The same traffic seen on a Wednesday: the week of the basis begins there, its days do not move.
    const wednesday = forecast(units(...repeat(OFFICE, 8), 20, 20), { todayDay: MONDAY + 2 })
    expect(wednesday.weights).toEqual(made.weights)
    expect(made.weights[6]).toBeLessThan(made.weights[5]!)
    expect(made.weights[5]).toBeLessThan(made.weights[0]!)
  })

  it("[USE-12] one loud week bends no weekday, and neither does a trend", () => {
    const loud = repeat(OFFICE, 8).map((amount, day) => (day === 16 ? 500 : amount))
    const grown = repeat(OFFICE, 8).map((amount, day) => amount * (10 + Math.floor(day / 7)))
    for (const amounts of [loud, grown]) {
      const shares = weekdayShares(amounts)!
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(7, 9)
      expect(shares[0]! / shares[5]!).toBeGreaterThan(2)
      expect(shares[6]!).toBeLessThan(0.5)
    }
  })

  it("[USE-12] tells weekdays from chance: irregular traffic has none, and neither have two weeks", () => {
    expect(weekdayShares(repeat(OFFICE, 2))).toBeUndefined()
    // A campaign a week, on another day each time.
    const moving = Array.from({ length: 56 }, (_, day) => (day % 8 === 0 ? 70 : 0))
    expect(weekdayShares(moving)).toBeUndefined()
    expect(weekdayShares(Array.from({ length: 56 }, () => 0))).toBeUndefined()
  })

  it.each([
    ["one week", [70], "mean", 70],
    ["weeks alike", [70, 70, 70, 70, 70, 70], "mean", 70],
    ["a jump that lasted", [70, 70, 70, 140, 140, 140, 140, 140], "recent", 138],
    ["a trend", [70, 80, 90, 100, 110, 120, 130, 140], "trend", 147],
    ["bursts", [0, 700, 0, 0, 0, 900, 0, 0], "mean", 200],
  ] as const)("[USE-13] the next week after %s", (_, weeks, level, amount) => {
    const next = weekLevel(weeks)
    expect([next.level, Math.round(next.amount)]).toEqual([level, amount])
  })

  it("[USE-12, USE-13] whatever was used, weights make a week and nothing is below zero", () => {
    const amounts = fc.array(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 13n }), { maxLength: 70 })
    fc.assert(
      fc.property(
        amounts,
        fc.nat({ max: 30_000 }),
        fc.bigInt({ min: 0n, max: UNIT }),
        (days, todayDay, elapsed) => {
          const made = forecast(days.map(used), { todayDay, elapsed })
          expect(made.weights.reduce((sum, weight) => sum + weight, 0n)).toBe(7n * UNIT)
          expect(made.weights.every((weight) => weight >= 0n)).toBe(true)
          expect(made.level === null || LEVELS.includes(made.level)).toBe(true)
          expect(expectedIn(made, 30)).toBeGreaterThanOrEqual(0n)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe("daysLeft", () => {
  it.each([
    ["nothing used", [], 10n, null],
    ["only free use", [used(0n)], 11n, null],
    ["nothing left", [used(5n)], 0n, 0],
    ["below zero", [used(5n)], -7n, 0],
    ["by the exact mean, not the rounded one", [used(0n), used(20n), used(0n)], 20n, 3],
    ["a mean below half a micro", [used(1n), NONE, NONE], 4n, 12],
    ["as good as for ever", [used(1n)], 10n ** 18n, FORECAST_DAYS_LEFT_MAX],
  ] as const)("[USE-14] %s", (_, days, spendable, left) => {
    expect(daysLeft(forecast(days), spendable)).toBe(left)
  })

  it("[USE-14] a balance lasts over a quiet weekend, and not over a working week", () => {
    const days = units(...repeat(OFFICE, 8))
    const fridayNight = forecast([...days, ...units(20, 20, 20, 20)], { todayDay: MONDAY + 4, elapsed: UNIT })
    const mondayMorning = forecast(days)
    expect(daysLeft(fridayNight, 30n * UNIT)).toBe(3)
    expect(daysLeft(mondayMorning, 30n * UNIT)).toBe(1)
  })

  it("[USE-14] is the most days that what is expected in them can be paid", () => {
    const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 10n }), { minLength: 1, maxLength: 60 })
    const spendables = fc.bigInt({ min: 1n, max: 10n ** 11n })
    fc.assert(
      fc.property(amounts, spendables, fc.bigInt({ min: 0n, max: UNIT }), (days, spendable, elapsed) => {
        const made = forecast(days.map(used), { elapsed })
        const left = daysLeft(made, spendable)
        if (left === null || left === FORECAST_DAYS_LEFT_MAX) return
        // Half a micro is what rounding of what is told may hide.
        expect(expectedIn(made, left)).toBeLessThanOrEqual(spendable + 1n)
        expect(expectedIn(made, left + 1)).toBeGreaterThanOrEqual(spendable)
      }),
      { numRuns: 200 },
    )
  })

  it("[USE-14] what is expected until a midnight is the rest of today, then whole days", () => {
    const made = forecast(units(...repeat([12], 14)), { elapsed: UNIT / 4n })
    expect([0, 1, 2, 31].map((midnights) => expectedUntil(made, midnights) / UNIT)).toEqual([
      0n,
      9n,
      21n,
      369n,
    ])
    expect(expectedIn(made, 2)).toBe(24n * UNIT)
  })
})

describe("suggestedTopUp", () => {
  const LIMITS = { minTopUp: 10n * UNIT, maxTopUp: 1_000n * UNIT }

  it.each([
    ["what 30 days miss, in two digits, up", 4, 0n, 120n],
    ["less what there is", 4, 85n, 35n],
    ["and more when the balance is below zero", 4, -5n, 130n],
    ["at least the least of a checkout", 1, 25n, 10n],
    ["at most the most", 100, 0n, 1_000n],
    ["whole units", 1, 13_700_000n / UNIT, 17n],
    ["nothing while it lasts", 1, 30n, null],
  ] as const)("[USE-15] %s", (_, daily, available, suggested) => {
    const made = forecast(units(daily))
    const asked = { ...LIMITS, available: available * UNIT }
    expect(suggestedTopUp(made, asked)).toBe(suggested === null ? null : suggested * UNIT)
  })

  it("[USE-15] nothing when nothing is spent", () => {
    expect(suggestedTopUp(forecast([]), { ...LIMITS, available: 0n })).toBeNull()
    expect(suggestedTopUp(forecast([used(0n)]), { ...LIMITS, available: -5n })).toBeNull()
  })
})
