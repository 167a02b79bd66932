import {
  type DayUse,
  expectedUntil,
  type Forecast,
  FORECAST_DAYS,
  forecastUse,
  type Interval,
  localDay,
  localMonth,
  type Micros,
  monthOfDay,
  startOfLocalDay,
  startOfLocalMonth,
  type UsageTotals,
  usageTotals,
  type Zone,
} from "@tollgate/engine"
import { readUsage, type UsageReader } from "./read-usage.ts"

/** What a wallet used lately, and what it will use by that. */
export interface ReadForecast {
  readonly forecast: Forecast
  readonly today: UsageTotals
  /** What this local month will have cost at its end; null when nothing is known. */
  readonly projectedMonth: Micros | null
}

const MILLIONTHS = 1_000_000

/** Read of the totals of 57 days, one row each. Rules READ-4, READ-15. */
export async function readForecast(reader: UsageReader, zone: Zone): Promise<ReadForecast> {
  const { now } = reader
  const todayDay = localDay(zone, now)
  const [from, to] = [startOfLocalDay(zone, todayDay), startOfLocalDay(zone, todayDay + 1)]
  const interval: Interval = "day"
  const start = startOfLocalDay(zone, todayDay - FORECAST_DAYS)
  const table = await readUsage(reader, { zone, interval, groupBy: [], from: start, to })
  const byDay = new Map(table.rows().map((row) => [localDay(zone, row.start), row]))
  const totalsOf = (day: number): UsageTotals => {
    const row = byDay.get(day)
    return usageTotals(row === undefined ? [] : [row])
  }
  const useOf = (day: number): DayUse => ({ amount: totalsOf(day).amount, isUsed: byDay.has(day) })
  const before = Array.from({ length: FORECAST_DAYS }, (_, ago) => todayDay - FORECAST_DAYS + ago)
  const elapsed = BigInt(Math.floor(((now - from) * MILLIONTHS) / (to - from)))
  const forecast = forecastUse({ days: before.map(useOf), today: useOf(todayDay), todayDay, elapsed })
  return { forecast, today: totalsOf(todayDay), projectedMonth: projectMonth() }

  function projectMonth(): Micros | null {
    if (forecast.method === "none") return null
    const month = localMonth(zone, now)
    const soFar = [...before, todayDay].filter((day) => monthOfDay(day) === month)
    const used = soFar.reduce((sum, day) => sum + totalsOf(day).amount, 0n)
    const end = localDay(zone, startOfLocalMonth(zone, month + 1))
    return used + expectedUntil(forecast, end - todayDay)
  }
}
