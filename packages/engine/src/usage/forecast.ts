import type { Micros } from "../money/micros.ts"
import { divideHalfEven } from "../money/round.ts"

/** Full local days that a forecast looks back at. */
export const FORECAST_DAYS = 30

export interface Forecast {
  /** Micros a day; null when nothing was used. */
  readonly dailyAverage: Micros | null
  /** Whole days until `spendable` is used up; null when nothing is spent. */
  readonly daysLeft: number | null
}

/** How many days at most are told: more is as good as for ever. */
export const FORECAST_DAYS_LEFT_MAX = 9_999

/**
 * How long `spendable` lasts at the mean of the full days from the first one with use on; at that of today when no
 * full day has any. Rule USE-11.
 *
 * @param days - amount and whether anything was used, of the last `FORECAST_DAYS` full days, oldest first, without gaps
 * @param today - the same of the day under way
 */
export function forecastUse(
  spendable: Micros,
  days: readonly { readonly amount: Micros; readonly isUsed: boolean }[],
  today: { readonly amount: Micros; readonly isUsed: boolean },
): Forecast {
  const first = days.findIndex((day) => day.isUsed)
  const basis = first === -1 ? [today] : days.slice(first)
  if (!basis.some((day) => day.isUsed)) return { dailyAverage: null, daysLeft: null }

  const amount = basis.reduce((sum, day) => sum + day.amount, 0n)
  const dailyAverage = divideHalfEven(amount, BigInt(basis.length))
  if (amount <= 0n) return { dailyAverage, daysLeft: null }
  if (spendable <= 0n) return { dailyAverage, daysLeft: 0 }
  // Not by the rounded average: an average below half a micro would divide by zero.
  const daysLeft = (spendable * BigInt(basis.length)) / amount
  return {
    dailyAverage,
    daysLeft: Number(daysLeft < BigInt(FORECAST_DAYS_LEFT_MAX) ? daysLeft : FORECAST_DAYS_LEFT_MAX),
  }
}
