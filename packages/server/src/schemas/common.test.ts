import { describe, expect, it } from "vitest"
import { localDay, offsetAt } from "@tollgate/engine"
import { isZone, zoneOf } from "../zones.ts"
import { amount, formatInstant, notNegativeAmount, parseInstant, positiveAmount } from "./common.ts"

describe("amounts", () => {
  it.each([
    ["4.9183", 4_918_300n],
    ["0", 0n],
    ["-20", -20_000_000n],
    ["0.000001", 1n],
  ])("[HTTP-16] read %s", (text, micros) => {
    expect(amount.parse(text)).toBe(micros)
  })

  it.each([
    "",
    " 1",
    "1 ",
    "+1",
    ".5",
    "1.",
    "1,000",
    "1e3",
    "NaN",
    "Infinity",
    "0x1",
    "01",
    "1.0000000",
    "9".repeat(40),
    1,
    null,
    {},
    [],
  ])("[HTTP-16] refuse %j", (given) => {
    expect(amount.safeParse(given).success).toBe(false)
  })

  it("[HTTP-16] keep to their sign", () => {
    expect(positiveAmount.safeParse("0").success).toBe(false)
    expect(positiveAmount.parse("0.000001")).toBe(1n)
    expect(notNegativeAmount.parse("0")).toBe(0n)
    expect(notNegativeAmount.parse("-0")).toBe(0n)
    expect(notNegativeAmount.safeParse("-0.000001").success).toBe(false)
  })
})

describe("instants", () => {
  it.each([
    ["2026-11-22T12:00:00Z", "2026-11-22T12:00:00.000Z"],
    ["2026-11-22T17:30:00.1239+05:30", "2026-11-22T12:00:00.123Z"],
    ["2026-11-22T00:15-00:30", "2026-11-22T00:45:00.000Z"],
    ["2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
  ])("[HTTP-16] read %s", (text, utc) => {
    expect(formatInstant(parseInstant(text) as number)).toBe(utc)
  })

  it.each([
    "2026-11-22",
    "2026-11-22T12:00:00",
    "2026-02-29T12:00:00Z",
    "2026-13-01T12:00:00Z",
    "2026-11-22T24:00:00Z",
    "2026-11-22T12:60:00Z",
    "2026-11-22T12:00:60Z",
    "2026-11-22T12:00:00+24:00",
    "2026-11-22t12:00:00z",
    "20261122T120000Z",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00+00:01",
    "10000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-00:01",
    "2026-11-22T12:00:00.1234567890Z",
    "now",
    "1764000000",
  ])("[HTTP-16] refuse %s", (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
})

describe("zones", () => {
  it("[CATALOG-9] have the offsets of the tz database", () => {
    const zone = zoneOf("America/New_York")
    expect(offsetAt(zone, Date.UTC(2026, 0, 1))).toBe(-5 * 3_600_000)
    expect(offsetAt(zone, Date.UTC(2026, 6, 1))).toBe(-4 * 3_600_000)
    expect(offsetAt(zone, Date.UTC(2026, 10, 1, 5, 59, 59))).toBe(-4 * 3_600_000)
    expect(offsetAt(zone, Date.UTC(2026, 10, 1, 6))).toBe(-5 * 3_600_000)
    expect(offsetAt(zone, Date.UTC(2059, 6, 1))).toBe(-4 * 3_600_000)
    expect(zoneOf("America/New_York")).toBe(zone)
    expect(zoneOf("UTC").startsAt).toHaveLength(1)
  })

  it("[CATALOG-9] agree with Intl on the local date", () => {
    for (const id of [
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "America/Santiago",
      "Africa/Cairo",
      "Pacific/Apia",
    ]) {
      const format = new Intl.DateTimeFormat("en-CA", {
        timeZone: id,
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
      })
      for (let at = Date.UTC(2005, 0, 1); at < Date.UTC(2040, 0, 1); at += 37 * 3_600_000) {
        const date = new Date(localDay(zoneOf(id), at) * 86_400_000).toISOString().slice(0, 10)
        if (date !== format.format(at)) expect(`${id} ${at} ${date}`).toBe(format.format(at))
      }
    }
  })

  it.each(["", "+05:30", "Etc/Nowhere", "IST5", "America", "asia kolkata", "\u0000", "UTC\n"])(
    "[CATALOG-9] know no %j",
    (id) => {
      expect(isZone(id)).toBe(false)
    },
  )
})
