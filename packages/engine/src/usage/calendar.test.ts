import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { InvariantError } from "../result.ts"
import {
  DAY_MS,
  firstDayOfMonth,
  fixedZone,
  formatDate,
  formatMonth,
  localDay,
  localMonth,
  monthOfDay,
  offsetAt,
  parseDate,
  QUARTER_HOUR_MS,
  startOfLocalDay,
  startOfLocalMonth,
  UTC,
  type Zone,
} from "./calendar.ts"

const FROM = Date.UTC(2024, 11, 1)
const TO = Date.UTC(2028, 1, 1)
const HOUR_MS = 3_600_000

/** The offset that the host's own time-zone data give, in milliseconds. */
function hostOffset(format: Intl.DateTimeFormat, instant: number): number {
  const name = format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? ""
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name) ?? []
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  return sign === "-" ? -size : size
}

/** The zone's transitions between FROM and TO, each found to the millisecond. */
function hostZone(id: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: id, timeZoneName: "longOffset" })
  const startsAt = [Number.NEGATIVE_INFINITY]
  const offsetsMs = [hostOffset(format, FROM)]
  for (let instant = FROM; instant < TO; instant += DAY_MS) {
    const before = offsetsMs.at(-1) as number
    if (hostOffset(format, instant + DAY_MS) === before) continue
    let [low, high] = [instant, instant + DAY_MS]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (hostOffset(format, middle) === before) low = middle
      else high = middle
    }
    startsAt.push(high)
    offsetsMs.push(hostOffset(format, high))
  }
  return { id, startsAt, offsetsMs }
}

const ZONES = [
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "America/New_York",
  "America/Santiago",
  "Africa/Cairo",
  "America/Havana",
  "Australia/Lord_Howe",
  "Asia/Beirut",
].map(hostZone)

describe.each(ZONES)("calendar of $id", (zone) => {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone.id,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  })
  const firstDay = parseDate("2025-01-01") as number
  const lastDay = parseDate("2027-12-31") as number

  it("[CAL-4] each date of 2025 to 2027 begins where the host says so", () => {
    for (let day = firstDay; day <= lastDay; day++) {
      const start = startOfLocalDay(zone, day)
      expect(format.format(start)).toBe(formatDate(day))
      expect(format.format(start - 1)).toBe(formatDate(day - 1))
    }
  })

  it("[CAL-3] each quarter hour around a start, and noon, is of the date that the host says", () => {
    for (let day = firstDay; day <= lastDay; day++) {
      const start = startOfLocalDay(zone, day)
      for (let step = -4; step <= 4; step++) {
        const instant = start + step * QUARTER_HOUR_MS
        expect(formatDate(localDay(zone, instant))).toBe(format.format(instant))
      }
      expect(localDay(zone, start + 12 * HOUR_MS)).toBe(day)
    }
  })

  it("[CAL-5] each month begins on its first date", () => {
    for (let month = 2025 * 12; month < 2028 * 12; month++) {
      const start = startOfLocalMonth(zone, month)
      expect(format.format(start)).toBe(`${formatMonth(month)}-01`)
      expect(localMonth(zone, start)).toBe(month)
      expect(localMonth(zone, start - 1)).toBe(month - 1)
    }
  })
})

describe("zones", () => {
  const zoneOf = (id: string): Zone => ZONES.find((zone) => zone.id === id) as Zone

  it("[CAL-2] the offset holds from its start on, and not a millisecond before", () => {
    const zone = zoneOf("America/New_York")
    const spring = Date.UTC(2026, 2, 8, 7)
    expect(offsetAt(zone, spring - 1)).toBe(-5 * HOUR_MS)
    expect(offsetAt(zone, spring)).toBe(-4 * HOUR_MS)
    expect(offsetAt(zone, Number.MIN_SAFE_INTEGER)).toBe(-5 * HOUR_MS)
  })

  it("[CAL-2] quarter- and half-hour zones are exact", () => {
    expect(offsetAt(zoneOf("Asia/Kathmandu"), FROM)).toBe(5.75 * HOUR_MS)
    expect(offsetAt(zoneOf("Australia/Lord_Howe"), Date.UTC(2026, 6, 1))).toBe(10.5 * HOUR_MS)
  })

  it("[CAL-4] a date whose midnight is skipped begins at the end of the gap", () => {
    const day = parseDate("2026-09-06") as number
    const start = startOfLocalDay(zoneOf("America/Santiago"), day)
    expect(start).toBe(Date.UTC(2026, 8, 6, 4))
    expect(start + offsetAt(zoneOf("America/Santiago"), start)).toBe(day * DAY_MS + HOUR_MS)
  })

  it("[CAL-4] a date with two midnights begins at the first", () => {
    const start = startOfLocalDay(zoneOf("America/Havana"), parseDate("2026-11-01") as number)
    expect(start).toBe(Date.UTC(2026, 10, 1, 4))
    expect(startOfLocalDay(zoneOf("America/Havana"), parseDate("2026-11-02") as number) - start).toBe(
      25 * HOUR_MS,
    )
  })

  it("[CAL-4] a date that the zone skipped begins where the next one does", () => {
    // Samoa went from 2011-12-29 24:00 at -10 to 2011-12-31 00:00 at +14.
    const change = Date.UTC(2011, 11, 30, 10)
    const samoa: Zone = {
      id: "Pacific/Apia",
      startsAt: [Number.NEGATIVE_INFINITY, change],
      offsetsMs: [-10 * HOUR_MS, 14 * HOUR_MS],
    }
    for (const date of ["2011-12-30", "2011-12-31"]) {
      expect(startOfLocalDay(samoa, parseDate(date) as number)).toBe(change)
    }
    expect(formatDate(localDay(samoa, change - 1))).toBe("2011-12-29")
    expect(formatDate(localDay(samoa, change))).toBe("2011-12-31")
  })

  it("[CAL-1] UTC and fixed zones", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 2_900_000 }),
        fc.integer({ min: -56, max: 56 }),
        (day, quarters) => {
          const zone = fixedZone("fixed", quarters * QUARTER_HOUR_MS)
          expect(startOfLocalDay(zone, day)).toBe(day * DAY_MS - quarters * QUARTER_HOUR_MS)
          expect(localDay(zone, startOfLocalDay(zone, day))).toBe(day)
          expect(localDay(zone, startOfLocalDay(zone, day) - 1)).toBe(day - 1)
          expect(startOfLocalDay(UTC, day)).toBe(day * DAY_MS)
        },
      ),
    )
  })
})

describe("dates", () => {
  it("[CAL-6] every day of 1970 to 2200 is written and read as the host does", () => {
    for (let day = 0; day <= (parseDate("2200-12-31") as number); day++) {
      const text = new Date(day * DAY_MS).toISOString().slice(0, 10)
      if (formatDate(day) !== text || parseDate(text) !== day) expect.fail(text)
      if (formatMonth(monthOfDay(day)) !== text.slice(0, 7)) expect.fail(text)
    }
  })

  it("[CAL-6] the last date is 9999-12-31", () => {
    const last = parseDate("9999-12-31") as number
    expect(formatDate(last)).toBe("9999-12-31")
    expect(() => formatDate(last + 1)).toThrow(InvariantError)
    expect(() => formatDate(-1)).toThrow(InvariantError)
    expect(() => formatMonth(10_000 * 12)).toThrow(InvariantError)
  })

  it.each([
    ...[
      "2026-02-29",
      "2100-02-29",
      "2026-04-31",
      "2026-13-01",
      "2026-00-10",
      "2026-01-00",
      "2026-01-32",
      "1969-12-31",
    ],
    ...[
      "0000-01-01",
      "2026-1-1",
      "26-01-01",
      "2026-01-01T00:00Z",
      " 2026-01-01",
      "2026-01-01\n",
      "10000-01-01",
      "",
    ],
  ])("[CAL-6] refuses %j", (text) => {
    expect(parseDate(text)).toBeUndefined()
  })

  it("[CAL-6] reads leap days", () => {
    expect(formatDate(parseDate("2028-02-29") as number)).toBe("2028-02-29")
    expect(formatDate(parseDate("2000-02-29") as number)).toBe("2000-02-29")
  })

  it("[CAL-5] a month's first day is of that month, the day before is not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1970 * 12, max: 9999 * 12 + 11 }), (month) => {
        expect(monthOfDay(firstDayOfMonth(month))).toBe(month)
        expect(monthOfDay(firstDayOfMonth(month) - 1)).toBe(month - 1)
        expect(firstDayOfMonth(month + 1) - firstDayOfMonth(month)).toBeGreaterThanOrEqual(28)
      }),
    )
  })
})
