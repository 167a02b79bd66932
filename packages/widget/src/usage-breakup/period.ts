import { addDays, addMonths, daysBetween, localDate } from "./local-date.ts"

/** The periods to choose from, in their order. */
export const PERIODS = [
  "today",
  "yesterday",
  "last-24-hours",
  "last-7-days",
  "last-30-days",
  "month",
  "last-month",
  "last-12-months",
  "custom",
] as const
export type Period = (typeof PERIODS)[number]

export const INTERVALS = ["hour", "day", "month"] as const
export type Interval = (typeof INTERVALS)[number]

/** The server's limits: days of a period, and of one by the hour. */
export const PERIOD_DAYS_MAX = 400
const HOURLY_DAYS_MAX = 62
/** Up to here hours are offered; beyond, a chart of them says little. */
const HOURLY_DAYS_OFFERED = 7
const DAILY_DAYS_SHOWN = 92
const MONTHLY_DAYS_OFFERED = 32
const QUARTER_HOUR_MS = 900_000
const DAY_MS = 86_400_000

export interface PeriodAsked {
  readonly period?: string | undefined
  /** First and last day of a `custom` period, `YYYY-MM-DD`. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly interval?: string | undefined
}

/** What the server is asked for. */
export interface PeriodQuery {
  readonly period: Period
  /** Dates in the customer's zone, or instants on a quarter hour; `to` is exclusive. */
  readonly from: string
  readonly to: string
  readonly interval: Interval
  /** What else it may be shown by. */
  readonly intervals: readonly Interval[]
  /** Whether what happens now belongs to it. */
  readonly hasNow: boolean
}

/** The dates of a period on this local date; undefined where a custom one is none. Rule UI-USE-2. */
export function datesOf(
  { period, from, until }: PeriodAsked,
  today: string,
): readonly [string, string] | undefined {
  const tomorrow = addDays(today, 1)
  const month = addMonths(today, 0)
  switch (period as Period) {
    case "today":
      return [today, tomorrow]
    case "yesterday":
      return [addDays(today, -1), today]
    case "last-30-days":
      return [addDays(today, -29), tomorrow]
    case "month":
      return [month, tomorrow]
    case "last-month":
      return [addMonths(today, -1), month]
    case "last-12-months":
      return [addMonths(today, -11), tomorrow]
    case "custom": {
      const days = daysBetween(from ?? "", until ?? "")
      return days >= 0 && days < PERIOD_DAYS_MAX ? [from!, addDays(until!, 1)] : undefined
    }
    default:
      return [addDays(today, -6), tomorrow]
  }
}

/**
 * The query of a period at this instant, in the customer's zone. A custom one without two dates in order is the default.
 * Rules UI-USE-2 and UI-USE-3.
 */
export function resolvePeriod(asked: PeriodAsked, now: number, timezone: string): PeriodQuery {
  const today = localDate(now, timezone)
  if (asked.period === "last-24-hours") {
    const to = (Math.floor(now / QUARTER_HOUR_MS) + 1) * QUARTER_HOUR_MS
    const [start, end] = [to - DAY_MS, to].map((at) => new Date(at).toISOString())
    return { period: asked.period, from: start!, to: end!, interval: "hour", intervals: [], hasNow: true }
  }
  const dates = datesOf(asked, today)
  const isKnown = PERIODS.includes(asked.period as Period) && dates !== undefined
  const [from, to] = dates ?? datesOf({}, today)!
  const days = daysBetween(from, to)
  const intervals = INTERVALS.filter((interval) =>
    interval === "hour"
      ? days <= HOURLY_DAYS_OFFERED
      : interval === "day"
        ? days > 1
        : days > MONTHLY_DAYS_OFFERED,
  )
  const usual = days <= 2 ? "hour" : days <= DAILY_DAYS_SHOWN ? "day" : "month"
  const isHourly = asked.interval === "hour" && days <= HOURLY_DAYS_MAX
  return {
    period: isKnown ? (asked.period as Period) : "last-7-days",
    from,
    to,
    interval: isHourly ? "hour" : (intervals.find((interval) => interval === asked.interval) ?? usual),
    intervals: intervals.length > 1 ? intervals : [],
    hasNow: from <= today && today < to,
  }
}
