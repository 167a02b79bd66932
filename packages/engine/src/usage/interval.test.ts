import { describe, expect, it } from "vitest"
import { fixedZone, type Zone } from "./calendar.ts"
import { startOfInterval } from "./interval.ts"

const HOUR_MS = 3_600_000
const KATHMANDU = fixedZone("Asia/Kathmandu", 5.75 * HOUR_MS)
const LORD_HOWE: Zone = {
  id: "Australia/Lord_Howe",
  startsAt: [Number.NEGATIVE_INFINITY, Date.UTC(2026, 3, 4, 15), Date.UTC(2026, 9, 3, 15, 30)],
  offsetsMs: [11 * HOUR_MS, 10.5 * HOUR_MS, 11 * HOUR_MS],
}
const NEW_YORK: Zone = {
  id: "America/New_York",
  // The second change is one of name only.
  startsAt: [
    Number.NEGATIVE_INFINITY,
    Date.UTC(2026, 2, 8, 7),
    Date.UTC(2026, 5, 1, 7, 30),
    Date.UTC(2026, 10, 1, 6),
  ],
  offsetsMs: [-5 * HOUR_MS, -4 * HOUR_MS, -4 * HOUR_MS, -5 * HOUR_MS],
}

describe("startOfInterval", () => {
  it.each([
    ["a quarter-hour zone", KATHMANDU, "2026-07-01T10:14:59.999Z", "2026-07-01T09:15:00.000Z"],
    ["a quarter-hour zone", KATHMANDU, "2026-07-01T10:15:00.000Z", "2026-07-01T10:15:00.000Z"],
    ["the first of two hours", NEW_YORK, "2026-11-01T05:59:00.000Z", "2026-11-01T05:00:00.000Z"],
    ["the second of two hours", NEW_YORK, "2026-11-01T06:00:00.000Z", "2026-11-01T06:00:00.000Z"],
    ["a change of name only", NEW_YORK, "2026-06-01T07:45:00.000Z", "2026-06-01T07:00:00.000Z"],
    [
      "an hour before half of it comes twice",
      LORD_HOWE,
      "2026-04-04T14:59:00.000Z",
      "2026-04-04T14:00:00.000Z",
    ],
    ["the half that came twice", LORD_HOWE, "2026-04-04T15:29:00.000Z", "2026-04-04T15:00:00.000Z"],
    ["the hour after it", LORD_HOWE, "2026-04-04T15:30:00.000Z", "2026-04-04T15:30:00.000Z"],
    ["an hour of which half is skipped", LORD_HOWE, "2026-10-03T15:45:00.000Z", "2026-10-03T15:30:00.000Z"],
  ])("[USE-7] %s: %#", (_, zone, instant, start) => {
    expect(new Date(startOfInterval(zone, "hour", Date.parse(instant))).toISOString()).toBe(start)
  })

  it("[USE-7] days and months begin at local midnight", () => {
    const instant = Date.parse("2026-06-30T18:30:00.000Z")
    expect(new Date(startOfInterval(KATHMANDU, "day", instant)).toISOString()).toBe(
      "2026-06-30T18:15:00.000Z",
    )
    expect(new Date(startOfInterval(KATHMANDU, "month", instant - HOUR_MS)).toISOString()).toBe(
      "2026-05-31T18:15:00.000Z",
    )
  })
})
