import { invariant } from "../result.ts"

export const DAY_MS = 86_400_000
export const QUARTER_HOUR_MS = 900_000

/**
 * A time zone as data: the engine has no `Intl`. `offsetsMs[i]` (local minus UTC) holds from `startsAt[i]` to the next
 * start. Both are of one length, at least 1; `startsAt` ascends and begins with `Number.NEGATIVE_INFINITY`. Rule CAL-1.
 */
export interface Zone {
  readonly id: string
  /** Instants, milliseconds since 1970 UTC. */
  readonly startsAt: readonly number[]
  readonly offsetsMs: readonly number[]
}

/** A zone whose offset never changes. */
export function fixedZone(id: string, offsetMs: number): Zone {
  return { id, startsAt: [Number.NEGATIVE_INFINITY], offsetsMs: [offsetMs] }
}

export const UTC: Zone = { id: "UTC", startsAt: [Number.NEGATIVE_INFINITY], offsetsMs: [0] }

/** Local time minus UTC at `instant`, in milliseconds. Costs one step for each transition after it. Rule CAL-2. */
export function offsetAt(zone: Zone, instant: number): number {
  const { startsAt, offsetsMs } = zone
  let index = startsAt.length - 1
  while (index > 0 && (startsAt[index] as number) > instant) index--
  return offsetsMs[index] as number
}

/** The local date at `instant`, as days since 1970-01-01. Rule CAL-3. */
export function localDay(zone: Zone, instant: number): number {
  return Math.floor((instant + offsetAt(zone, instant)) / DAY_MS)
}

/**
 * The first instant whose local date is `day` or later: midnight, or the end of the gap when the clock skips midnight,
 * or the first midnight of two. A date that the zone skipped whole begins where the next one does. Rule CAL-4.
 *
 * @param day - days since 1970-01-01
 */
export function startOfLocalDay(zone: Zone, day: number): number {
  const { startsAt, offsetsMs } = zone
  const midnight = day * DAY_MS
  // No offset is as much as two days, so no earlier interval can hold the answer.
  let index = startsAt.length - 1
  while (index > 0 && (startsAt[index] as number) > midnight - 2 * DAY_MS) index--
  for (; index < startsAt.length - 1; index++) {
    const start = Math.max(startsAt[index] as number, midnight - (offsetsMs[index] as number))
    if (start < (startsAt[index + 1] as number)) return start
  }
  return Math.max(startsAt[index] as number, midnight - (offsetsMs[index] as number))
}

/** The local month at `instant`, as `year * 12 + month`, January = 0. Rule CAL-5. */
export function localMonth(zone: Zone, instant: number): number {
  return monthOfDay(localDay(zone, instant))
}

/** The first instant of a local month (`year * 12 + month`). Rule CAL-5. */
export function startOfLocalMonth(zone: Zone, month: number): number {
  return startOfLocalDay(zone, firstDayOfMonth(month))
}

/** The month (`year * 12 + month`, January = 0) of a date in the proleptic Gregorian calendar. Rule CAL-5. */
export function monthOfDay(day: number): number {
  const { year, month } = civilOf(day)
  return year * 12 + month
}

/** Days since 1970-01-01 of the first of a month (`year * 12 + month`). Rule CAL-5. */
export function firstDayOfMonth(month: number): number {
  return dayOf(Math.floor(month / 12), month - Math.floor(month / 12) * 12, 1)
}

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/

/** Days since 1970-01-01 of `YYYY-MM-DD`; `undefined` unless that date exists, in 1970 to 9999. Rule CAL-6. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text)
  if (match === null || text < "1970") return undefined
  const month = Number(match[2]) - 1
  const dayOfMonth = Number(match[3])
  if (month < 0 || month > 11 || dayOfMonth < 1 || dayOfMonth > 31) return undefined
  const day = dayOf(Number(match[1]), month, dayOfMonth)
  // The 30th of February comes back as a day of March.
  return civilOf(day).month === month ? day : undefined
}

/** `YYYY-MM-DD` of a day since 1970-01-01, up to the year 9999. Rule CAL-6. */
export function formatDate(day: number): string {
  const { year, month, dayOfMonth } = civilOf(day)
  invariant(day >= 0 && year <= 9999, "a date is in 1970 to 9999")
  return `${year}-${twoDigits(month + 1)}-${twoDigits(dayOfMonth)}`
}

/** `YYYY-MM` of a month (`year * 12 + month`), up to the year 9999. Rule CAL-6. */
export function formatMonth(month: number): string {
  const year = Math.floor(month / 12)
  invariant(year >= 1970 && year <= 9999, "a month is in 1970 to 9999")
  return `${year}-${twoDigits((month % 12) + 1)}`
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`
}

interface Civil {
  readonly year: number
  /** January = 0. */
  readonly month: number
  readonly dayOfMonth: number
}

/** Days of 400 years, the period of the Gregorian calendar, and from 0000-03-01 to 1970-01-01. */
const ERA_DAYS = 146_097
const EPOCH_OFFSET_DAYS = 719_468

/**
 * The date of a day since 1970-01-01, from the year 0 to 9999. Years are counted from March, so that a leap day ends its
 * year. Nothing is negative, so `| 0` is the floor, and keeps the hot path in 32-bit integers.
 */
function civilOf(day: number): Civil {
  const shifted = (day + EPOCH_OFFSET_DAYS) | 0
  const era = (shifted / ERA_DAYS) | 0
  const dayOfEra = shifted - era * ERA_DAYS
  const leapDays = ((dayOfEra / 1_460) | 0) - ((dayOfEra / 36_524) | 0) + ((dayOfEra / (ERA_DAYS - 1)) | 0)
  const yearOfEra = ((dayOfEra - leapDays) / 365) | 0
  const dayOfYear = dayOfEra - dayOfFirstOfYear(yearOfEra)
  const fromMarch = ((5 * dayOfYear + 2) / 153) | 0
  const month = fromMarch < 10 ? fromMarch + 2 : fromMarch - 10
  return {
    year: yearOfEra + era * 400 + (month < 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - (((153 * fromMarch + 2) / 5) | 0) + 1,
  }
}

function dayOf(year: number, month: number, dayOfMonth: number): number {
  const marchYear = month < 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const fromMarch = month < 2 ? month + 10 : month - 2
  const dayOfYear = Math.floor((153 * fromMarch + 2) / 5) + dayOfMonth - 1
  return era * ERA_DAYS + dayOfFirstOfYear(marchYear - era * 400) + dayOfYear - EPOCH_OFFSET_DAYS
}

function dayOfFirstOfYear(yearOfEra: number): number {
  return yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0)
}
