import { localDay, localMonth, offsetAt, startOfLocalDay, startOfLocalMonth, type Zone } from "./calendar.ts"

/** What one row of a usage report spans, in local time. */
export const INTERVALS = ["hour", "day", "month"] as const
export type Interval = (typeof INTERVALS)[number]

const HOUR_MS = 3_600_000

/**
 * The first instant of the local hour, day or month that `instant` lies in. An hour that the clock cuts in two begins
 * anew at the change, so that no two intervals overlap. Rule USE-7.
 */
export function startOfInterval(zone: Zone, interval: Interval, instant: number): number {
  switch (interval) {
    case "hour":
      return startOfLocalHour(zone, instant)
    case "day":
      return startOfLocalDay(zone, localDay(zone, instant))
    case "month":
      return startOfLocalMonth(zone, localMonth(zone, instant))
  }
}

function startOfLocalHour(zone: Zone, instant: number): number {
  const { startsAt, offsetsMs } = zone
  const offset = offsetAt(zone, instant)
  let index = startsAt.length - 1
  while (index > 0 && (startsAt[index] as number) > instant) index--
  while (index > 0 && offsetsMs[index - 1] === offset) index--
  const start = Math.floor((instant + offset) / HOUR_MS) * HOUR_MS - offset
  return Math.max(start, startsAt[index] as number)
}
