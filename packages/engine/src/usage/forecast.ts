import type { Micros } from "../money/micros.ts"
import { divideHalfEven } from "../money/round.ts"
import { type Level, weekLevel } from "./week-level.ts"
import { sum, WEEK_DAYS, weekdayShares, weeksOf } from "./weekday-shares.ts"

/** Full local days that a forecast looks back at: eight of each weekday. */
export const FORECAST_DAYS = 56
/** Fewer full days than this are little history: their mean is all that is told. */
export const FORECAST_WEEKS_FROM_DAYS = 14
/** Without any use on so many full days, what was used before tells nothing of now. */
export const FORECAST_QUIET_DAYS = 28
/** How many days at most are told: more is as good as for ever. */
export const FORECAST_DAYS_LEFT_MAX = 9_999

/**
 * Of what a forecast is made: of nothing, of today alone, of the mean of few days, of whole weeks that each weekday
 * takes its share of, or of whole weeks in which no weekday stands out.
 */
export type ForecastMethod = "none" | "today" | "mean" | "weekdays" | "weeks"

export interface DayUse {
  readonly amount: Micros
  /** Whether there was any traffic, paid or free. */
  readonly isUsed: boolean
}

/** What was used up to now. */
export interface DaysUsed {
  /** The last full local days, oldest first, without gaps; at most `FORECAST_DAYS` are looked at. */
  readonly days: readonly DayUse[]
  /** The day under way. */
  readonly today: DayUse
  /** Local epoch day of today. */
  readonly todayDay: number
  /** How much of today is over, millionths. */
  readonly elapsed: bigint
}

/** What is expected: `amount` in `days` days, each weekday by its weight. */
export interface Forecast {
  readonly method: ForecastMethod
  /** How the weeks were weighed; null of fewer than 14 days. */
  readonly level: Level | null
  /** Local epoch days `[fromDay, toDay)` that it rests on. */
  readonly fromDay: number
  readonly toDay: number
  readonly amount: Micros
  readonly days: number
  /** Millionths of an even day, seven, Monday first; they sum to 7,000,000. */
  readonly weights: readonly bigint[]
  readonly todayDay: number
  readonly elapsed: bigint
}

const ONE = 1_000_000n
const WEEK_WEIGHT = 7n * ONE
const EVEN: readonly bigint[] = Array.from({ length: WEEK_DAYS }, () => ONE)

/** What a wallet will use, by what it used. Rules USE-11 to USE-13. */
export function forecastUse({ days, today, todayDay, elapsed }: DaysUsed): Forecast {
  const seen = days.slice(-FORECAST_DAYS)
  const used = seen.slice(firstCounted(seen))
  const common = { level: null, weights: EVEN, todayDay, elapsed, toDay: todayDay }
  if (!used.slice(-FORECAST_QUIET_DAYS).some((day) => day.isUsed)) {
    const method = today.isUsed ? "today" : "none"
    const toDay = today.isUsed ? todayDay + 1 : todayDay
    return { ...common, method, fromDay: todayDay, toDay, amount: today.amount, days: 1 }
  }
  if (used.length < FORECAST_WEEKS_FROM_DAYS) {
    const amount = used.reduce((total, day) => total + day.amount, 0n)
    return { ...common, method: "mean", fromDay: todayDay - used.length, amount, days: used.length }
  }

  const amounts = used.slice(used.length % WEEK_DAYS).map((day) => Number(day.amount))
  const { level, amount } = weekLevel(weeksOf(amounts).map(sum))
  const shares = weekdayShares(amounts.map((one) => Math.max(one, 0)))
  return {
    ...common,
    method: shares === undefined ? "weeks" : "weekdays",
    level,
    fromDay: todayDay - amounts.length,
    amount: BigInt(Math.round(amount)),
    days: WEEK_DAYS,
    // A week of the basis begins on the weekday of today, as whole weeks end yesterday.
    weights: shares === undefined ? EVEN : weightsOf(shares, todayDay),
  }
}

/**
 * The first use is no chance: counted from it on, irregular traffic would look denser than it is. So as many days before
 * it count as the longest pause that came after, and of daily traffic none.
 */
function firstCounted(days: readonly DayUse[]): number {
  const first = days.findIndex((day) => day.isUsed)
  if (first === -1) return days.length
  let [longest, pause] = [0, 0]
  for (const { isUsed } of days.slice(first)) {
    pause = isUsed ? 0 : pause + 1
    longest = Math.max(longest, pause)
  }
  return Math.max(first - longest, 0)
}

function weightsOf(shares: readonly number[], firstDay: number): readonly bigint[] {
  const weights = [...EVEN]
  for (const [place, share] of shares.entries()) {
    weights[weekdayOf(firstDay + place)] = BigInt(Math.max(Math.round(share * Number(ONE)), 0))
  }
  // What rounding left over goes to the largest.
  const largest = weights.reduce((best, weight, index) => (weight > (weights[best] ?? 0n) ? index : best), 0)
  const total = weights.reduce((all, weight) => all + weight, 0n)
  weights[largest] = (weights[largest] ?? 0n) + WEEK_WEIGHT - total
  return weights
}

/** Monday = 0: 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS
}

/** The mean of a day, half-even; null when nothing was used. Rule USE-11. */
export function dailyAverage({ method, amount, days }: Forecast): Micros | null {
  return method === "none" ? null : divideHalfEven(amount, BigInt(days))
}

/** What is expected from now until so many local midnights from now, today's among them; half-even. Rule USE-14. */
export function expectedUntil(forecast: Forecast, midnights: number): Micros {
  const { todayDay, elapsed } = forecast
  if (midnights <= 0) return 0n
  const weight = weightBetween(forecast, todayDay + 1, todayDay + midnights)
  return amountOf(forecast, weight * ONE + (ONE - elapsed) * weightAt(forecast, todayDay))
}

/** What is expected in the next `days` times 24 hours; half-even. Rule USE-14. */
export function expectedIn(forecast: Forecast, days: number): Micros {
  const { todayDay, elapsed } = forecast
  return amountOf(
    forecast,
    (ONE - elapsed) * weightBetween(forecast, todayDay, todayDay + days) +
      elapsed * weightBetween(forecast, todayDay + 1, todayDay + 1 + days),
  )
}

/** Whole days of 24 hours that `spendable` lasts; null when nothing is spent. Rule USE-14. */
export function daysLeft(forecast: Forecast, spendable: Micros): number | null {
  const { amount, days, todayDay, elapsed } = forecast
  if (amount <= 0n) return null
  if (spendable <= 0n) return 0
  // Not by a rounded average: one below half a micro would divide by zero.
  let budget = (spendable * BigInt(days) * ONE * ONE) / amount
  const weeks = budget / (WEEK_WEIGHT * ONE)
  if (weeks * BigInt(WEEK_DAYS) >= BigInt(FORECAST_DAYS_LEFT_MAX)) return FORECAST_DAYS_LEFT_MAX
  budget -= weeks * WEEK_WEIGHT * ONE
  let left = Number(weeks) * WEEK_DAYS
  for (let day = todayDay; day < todayDay + WEEK_DAYS; day++) {
    budget -= (ONE - elapsed) * weightAt(forecast, day) + elapsed * weightAt(forecast, day + 1)
    if (budget < 0n) break
    left++
  }
  return Math.min(left, FORECAST_DAYS_LEFT_MAX)
}

/** Days that a suggested top-up lasts. */
export const SUGGESTED_TOP_UP_DAYS = 30
/** A suggestion is told in so many digits: more would look like knowledge. */
const SUGGESTED_DIGITS = 2
const UNIT = 1_000_000n

/**
 * What to top up so that the wallet's own money lasts 30 days, rounded up to two digits and at least to a whole unit, within
 * what a checkout takes; null when it lasts without, or nothing is spent. Rule USE-15.
 *
 * @param available - without the overdraft
 */
export function suggestedTopUp(
  forecast: Forecast,
  { available, minTopUp, maxTopUp }: { available: Micros; minTopUp: Micros; maxTopUp: Micros },
): Micros | null {
  const missing = expectedIn(forecast, SUGGESTED_TOP_UP_DAYS) - available
  if (forecast.amount <= 0n || missing <= 0n) return null
  const digits = String(missing).length
  const step = digits > SUGGESTED_DIGITS ? 10n ** BigInt(digits - SUGGESTED_DIGITS) : 1n
  const rounding = step < UNIT ? UNIT : step
  const rounded = ((missing + rounding - 1n) / rounding) * rounding
  if (rounded < minTopUp) return minTopUp
  return rounded > maxTopUp ? maxTopUp : rounded
}

function weightAt({ weights }: Forecast, day: number): bigint {
  return weights[weekdayOf(day)] ?? 0n
}

/** Of the days `[from, to)`. */
function weightBetween(forecast: Forecast, from: number, to: number): bigint {
  const weeks = Math.floor((to - from) / WEEK_DAYS)
  let weight = BigInt(weeks) * WEEK_WEIGHT
  for (let day = from + weeks * WEEK_DAYS; day < to; day++) weight += weightAt(forecast, day)
  return weight
}

/** @param weight - millionths of millionths of an even day */
function amountOf({ amount, days }: Forecast, weight: bigint): Micros {
  return divideHalfEven((amount > 0n ? amount : 0n) * weight, BigInt(days) * ONE * ONE)
}
