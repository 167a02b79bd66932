import { Formats } from "../../money/formats.ts"
import { addDays, addMonths, localDate, localHour } from "../local-date.ts"
import type { Interval } from "../period.ts"
import { type Measure, type SeriesValues, sumSeries, totalOf } from "../series.ts"
import type { Usage, UsageRow } from "../usage.ts"

const QUARTER_HOUR_MS = 900_000
const HOUR_MS = 3_600_000

/** An hour, a day or a month, whether or not something happened in it. */
export interface Bucket {
  /** `2026-11`, `2026-11-22`, or the instant at which an hour begins. */
  readonly key: string
  readonly rows: readonly UsageRow[]
}

/** A bucket with what is compared. */
export interface Bar {
  readonly key: string
  readonly values: SeriesValues
  readonly total: bigint
}

/** All intervals of a period, the empty ones too, without holes or overlaps. Rule UI-USE-11. */
export function bucketsOf(usage: Usage, interval: Interval): readonly Bucket[] {
  const { timezone } = usage
  const byKey = new Map<string, UsageRow[]>(keysOf(usage, interval).map((key) => [key, []]))
  for (const row of usage.rows) {
    const at = Date.parse(row.start)
    const key =
      interval === "hour"
        ? new Date(at).toISOString()
        : localDate(at, timezone).slice(0, interval === "day" ? 10 : 7)
    const rows = byKey.get(key)
    // Nothing that the server counted is left out, wherever it says that it began.
    if (rows === undefined) byKey.set(key, [row])
    else rows.push(row)
  }
  return [...byKey]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, rows]) => ({ key, rows }))
}

export function barsOf(buckets: readonly Bucket[], measure: Measure): readonly Bar[] {
  return buckets.map(({ key, rows }) => {
    const values = sumSeries(rows, measure)
    return { key, values, total: totalOf(values) }
  })
}

function keysOf(usage: Usage, interval: Interval): readonly string[] {
  const { timezone } = usage
  const [from, to] = [Date.parse(usage.from), Date.parse(usage.to)]
  if (interval === "hour") return hoursOf(from, to, timezone)
  const last = localDate(to - 1, timezone)
  const keys: string[] = []
  if (interval === "day") {
    for (let day = localDate(from, timezone); day <= last; day = addDays(day, 1)) keys.push(day)
    return keys
  }
  for (let month = addMonths(localDate(from, timezone), 0); month <= last; month = addMonths(month, 1)) {
    keys.push(month.slice(0, 7))
  }
  return keys
}

/**
 * The instants at which local hours begin. Where the clock changes an hour is missing, cut, or comes twice; zones may be
 * quarters of an hour off.
 */
function hoursOf(from: number, to: number, timezone: string): readonly string[] {
  const isSameHour = (left: number, right: number): boolean =>
    localHour(left, timezone) === localHour(right, timezone)
  let start = from
  while (from - start < HOUR_MS - QUARTER_HOUR_MS && isSameHour(start - QUARTER_HOUR_MS, from)) {
    start -= QUARTER_HOUR_MS
  }
  const keys: string[] = []
  while (start < to) {
    keys.push(new Date(start).toISOString())
    let next = start + QUARTER_HOUR_MS
    while (next < start + HOUR_MS && isSameHour(next, start)) next += QUARTER_HOUR_MS
    start = next
  }
  return keys
}

/** What a bucket is called: short below its bar, in full elsewhere. */
export function labelOf(key: string, interval: Interval, formats: Formats, isShort: boolean): string {
  if (interval === "hour") {
    const full = {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "numeric",
      minute: "2-digit",
    } as const
    return formats.date(key, isShort ? { hour: "numeric" } : full)
  }
  // A date is of no zone: it is called as the same date in UTC.
  const dates = new Formats(formats.locale, formats.currency, "UTC")
  const date = Date.parse(interval === "day" ? key : `${key}-01`)
  if (interval === "month") {
    return dates.date(date, isShort ? { month: "short" } : { month: "long", year: "numeric" })
  }
  const full = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const
  return dates.date(date, isShort ? { day: "numeric", month: "short" } : full)
}
