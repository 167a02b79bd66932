import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Charge } from "../pricing/charge.ts"
import { CATEGORIES, CHANNELS, MEDIA_TYPES, PRICING_TYPES, TRIGGERS } from "../pricing/usage-event.ts"
import { fixedZone, localDay, localMonth, QUARTER_HOUR_MS, type Zone } from "./calendar.ts"
import { INTERVALS } from "./interval.ts"
import { planUsage, type UsagePart, type UsageReport } from "./plan-usage-query.ts"
import { CUBOID_DIMENSIONS, type RollupDelta, type UsageDimension } from "./rollup.ts"
import { rollupsOf } from "./rollups-of.ts"
import { addUsage, usageTotals } from "./totals.ts"
import { type BucketSums, type ReportRow, UsageTable } from "./usage-table.ts"

const NEVER = Number.NEGATIVE_INFINITY
const HOUR_MS = 3_600_000
const KOLKATA = fixedZone("Asia/Kolkata", 5.5 * HOUR_MS)
const KATHMANDU = fixedZone("Asia/Kathmandu", 5.75 * HOUR_MS)
const NEW_YORK: Zone = {
  id: "America/New_York",
  startsAt: [NEVER, Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 6)],
  offsetsMs: [-5 * HOUR_MS, -4 * HOUR_MS, -5 * HOUR_MS],
}
/** Its clock moves by half an hour, at 02:00. */
const LORD_HOWE: Zone = {
  id: "Australia/Lord_Howe",
  startsAt: [NEVER, Date.UTC(2026, 3, 4, 15), Date.UTC(2026, 9, 3, 15, 30)],
  offsetsMs: [11 * HOUR_MS, 10.5 * HOUR_MS, 11 * HOUR_MS],
}
/** Its days begin at 01:00 when summer does. */
const SANTIAGO: Zone = {
  id: "America/Santiago",
  startsAt: [NEVER, Date.UTC(2026, 3, 5, 3), Date.UTC(2026, 8, 6, 4)],
  offsetsMs: [-3 * HOUR_MS, -4 * HOUR_MS, -3 * HOUR_MS],
}
const ZONES = [KOLKATA, KATHMANDU, NEW_YORK, LORD_HOWE, SANTIAGO]

const FROM = Date.UTC(2026, 2, 20)
const TO = Date.UTC(2026, 10, 10)
const DIMENSIONS = CUBOID_DIMENSIONS.all

const PLAIN: Charge = {
  number: 1,
  sequence: 1,
  messageId: "m-1",
  recipient: "919876543210",
  recipientRef: "00",
  senderId: "s-1",
  trigger: "delivered",
  instant: Date.UTC(2026, 8, 15, 12),
  postedAt: Date.UTC(2026, 8, 15, 12),
  direction: "outbound",
  category: "marketing",
  type: "regular",
  channel: "cloud_api",
  mediaType: "template",
  market: "India",
  isGroup: false,
  whatsappFee: 11_800,
  otherFees: 1_000,
  fees: [],
  rateCard: "usd-202607",
  tierFrom: 0,
  planVersion: "p@2026-01-01",
  reason: "list",
  counted: [],
  isCorrection: false,
}

const aCharge: fc.Arbitrary<Charge> = fc
  .record({
    instant: fc.oneof(
      fc.integer({ min: FROM, max: TO - 1 }),
      // Near the changes of the clocks, and within a few hours of each other.
      fc
        .tuple(
          fc.constantFrom(...ZONES.flatMap(({ startsAt }) => startsAt.slice(1))),
          fc.integer({ min: -36, max: 36 }),
        )
        .map(([at, quarters]) => Math.min(Math.max(at + quarters * QUARTER_HOUR_MS, FROM), TO - 1)),
    ),
    trigger: fc.constantFrom(...TRIGGERS),
    isCorrection: fc.boolean(),
    senderId: fc.constantFrom("s-1", "s-2"),
    category: fc.constantFrom("" as const, ...CATEGORIES.slice(0, 3)),
    type: fc.constantFrom("" as const, ...PRICING_TYPES.slice(0, 2)),
    mediaType: fc.constantFrom(...MEDIA_TYPES.slice(0, 2)),
    channel: fc.constantFrom(...CHANNELS),
    market: fc.constantFrom("India", "Brazil", "Other"),
    whatsappFee: fc.constantFrom(0, 11_800, -300),
    otherFees: fc.constantFrom(0, 1_000),
  })
  .map((fields): Charge => ({
    ...PLAIN,
    ...fields,
    direction: fields.trigger === "received" ? "inbound" : "outbound",
  }))

const aReport: fc.Arbitrary<UsageReport> = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    interval: fc.constantFrom(...INTERVALS),
    groupBy: fc.subarray([...DIMENSIONS]),
    senderId: fc.option(fc.constant("s-1")),
    period: fc.tuple(aBoundary(), aBoundary()),
  })
  .map(({ zone, interval, groupBy, senderId, period }) => ({
    zone,
    interval,
    groupBy,
    from: Math.min(...period),
    to: Math.max(...period),
    ...(senderId === null ? {} : { senderId }),
  }))

/** A quarter hour, often a local midnight. */
function aBoundary(): fc.Arbitrary<number> {
  const quarters = (TO - FROM) / QUARTER_HOUR_MS
  return fc
    .tuple(fc.integer({ min: 0, max: quarters }), fc.constantFrom(0, 1), fc.constantFrom(...ZONES))
    .map(([quarter, isMidnight, { offsetsMs }]) => {
      const instant = FROM + quarter * QUARTER_HOUR_MS
      const offset = offsetsMs[0] as number
      return isMidnight === 1 ? localDay(fixedZone("", offset), instant) * 24 * HOUR_MS - offset : instant
    })
}

/** What a store does: one row for each key, and sums of them by bucket and group. */
function readRollups(
  deltas: readonly RollupDelta[],
  part: UsagePart & { source: "rollups" },
  report: UsageReport,
) {
  const sums = new Map<string, BucketSums>()
  for (const delta of deltas) {
    if (delta.cuboid !== part.cuboid || delta.grain !== part.grain) continue
    if (delta.bucket < part.fromBucket || delta.bucket >= part.toBucket) continue
    if (report.senderId !== undefined && delta.senderId !== report.senderId) continue
    const groups = Object.fromEntries(report.groupBy.map((dimension) => [dimension, delta[dimension]]))
    const key = JSON.stringify([delta.bucket, groups])
    const row = {
      ...delta,
      whatsappFees: BigInt(delta.whatsappFees),
      otherFees: BigInt(delta.otherFees),
    }
    const known = sums.get(key)
    sums.set(key, {
      bucket: delta.bucket,
      ...groups,
      ...(known === undefined ? addUsage(NONE, row) : addUsage(known, row)),
    })
  }
  return [...sums.values()]
}
const NONE = usageTotals([])

function answer(
  report: UsageReport,
  parts: readonly UsagePart[],
  charges: readonly Charge[],
  deltas: readonly RollupDelta[],
): readonly ReportRow[] {
  const table = new UsageTable(report)
  for (const part of parts) {
    if (part.source === "rollups") table.addRollups(part.grain, readRollups(deltas, part, report))
    else {
      for (const charge of charges) {
        if (charge.instant >= part.from && charge.instant < part.to) table.addCharge(charge)
      }
    }
  }
  return table.rows()
}

describe("a usage report", () => {
  it("[USE-6] is the same from months, days, quarter hours and charges, whatever is kept", () => {
    fc.assert(
      fc.property(
        fc.array(aCharge, { maxLength: 60 }),
        aReport,
        fc.constantFrom(...ZONES),
        fc.oneof(
          fc.constant(NEVER),
          fc.constant(Number.POSITIVE_INFINITY),
          fc.integer({ min: FROM - HOUR_MS, max: TO }),
        ),
        (charges, report, otherZone, quartersFrom) => {
          const byCharges: UsagePart = { source: "charges", from: report.from, to: report.to }
          const expected = answer(report, [byCharges], charges, [])
          for (const kept of [report.zone, otherZone]) {
            const parts = planUsage(report, { zoneId: kept.id, quartersFrom })
            // Quarter hours before the horizon were dropped, and must not be missed.
            const deltas = rollupsOf(charges, kept).filter(
              ({ grain, bucket }) => grain !== "quarter" || bucket * QUARTER_HOUR_MS >= quartersFrom,
            )
            expect(answer(report, parts, charges, deltas)).toEqual(expected)
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  it("[USE-8] has rows that sum to what its charges count", () => {
    fc.assert(
      fc.property(fc.array(aCharge, { maxLength: 40 }), aReport, (charges, report) => {
        const inside = charges.filter(
          ({ instant, senderId }) =>
            instant >= report.from && instant < report.to && senderId === (report.senderId ?? senderId),
        )
        const part: UsagePart = { source: "charges", from: report.from, to: report.to }
        const totals = usageTotals(answer(report, [part], charges, []))
        const first = inside.filter(({ isCorrection }) => !isCorrection)
        expect(totals.sent).toBe(first.filter(({ trigger }) => trigger === "sent").length)
        expect(totals.received).toBe(first.filter(({ trigger }) => trigger === "received").length)
        expect(totals.failed).toBe(first.filter(({ trigger }) => trigger === "failed").length)
        expect(totals.messages).toBe(totals.sent + totals.received)
        expect(totals.delivered).toBe(totals.paid + totals.free)
        expect(totals.amount).toBe(
          BigInt(inside.reduce((sum, { whatsappFee, otherFees }) => sum + whatsappFee + otherFees, 0)),
        )
      }),
    )
  })

  it("[USE-7] begins its rows at local midnights, also on days of 23 and 25 hours", () => {
    const report: UsageReport = {
      zone: NEW_YORK,
      interval: "day",
      groupBy: [],
      from: Date.UTC(2026, 9, 31, 4),
      to: Date.UTC(2026, 10, 3, 5),
    }
    const instants = [
      Date.UTC(2026, 9, 31, 4),
      Date.UTC(2026, 10, 1, 4),
      Date.UTC(2026, 10, 2, 4, 59),
      Date.UTC(2026, 10, 2, 5),
    ]
    const charges = instants.map((instant): Charge => ({ ...PLAIN, instant }))
    const rows = answer(
      report,
      planUsage(report, { zoneId: NEW_YORK.id, quartersFrom: NEVER }),
      charges,
      rollupsOf(charges, NEW_YORK),
    )
    expect(rows.map(({ start, paid }) => [new Date(start).toISOString(), paid])).toEqual([
      ["2026-10-31T04:00:00.000Z", 1],
      ["2026-11-01T04:00:00.000Z", 2],
      ["2026-11-02T05:00:00.000Z", 1],
    ])
  })
})

describe("planUsage", () => {
  const day = (dayOfMonth: number, month = 8) => Date.UTC(2026, month, dayOfMonth) - 5.5 * HOUR_MS
  const base: UsageReport = { zone: KOLKATA, interval: "day", groupBy: [], from: day(1), to: day(11) }
  const kept = { zoneId: KOLKATA.id, quartersFrom: day(5) }
  const bucket = localDay(KOLKATA, day(1))
  const month = localMonth(KOLKATA, day(1))
  const days = { source: "rollups", cuboid: "kind", grain: "day", fromBucket: bucket, toBucket: bucket + 10 }

  it.each<[string, Partial<UsageReport>, readonly unknown[]]>([
    ["whole days from kind", {}, [days]],
    ["one number from sender", { senderId: "s-1", groupBy: ["type"] }, [{ ...days, cuboid: "sender" }]],
    ["markets from market", { groupBy: ["market", "category"] }, [{ ...days, cuboid: "market" }]],
    [
      "markets of one number from quarter hours, and from charges where they are gone",
      { groupBy: ["market"], senderId: "s-1" },
      [
        { source: "charges", from: day(1), to: day(5) },
        {
          source: "rollups",
          cuboid: "all",
          grain: "quarter",
          fromBucket: day(5) / QUARTER_HOUR_MS,
          toBucket: day(11) / QUARTER_HOUR_MS,
        },
      ],
    ],
    [
      "a day cut short from quarter hours",
      { to: day(11) + HOUR_MS },
      [
        days,
        {
          source: "rollups",
          cuboid: "kind",
          grain: "quarter",
          fromBucket: day(11) / QUARTER_HOUR_MS,
          toBucket: day(11) / QUARTER_HOUR_MS + 4,
        },
      ],
    ],
    [
      "a month and the days around it",
      { interval: "month", from: day(31, 7), to: day(3, 9) },
      [
        { ...days, grain: "month", fromBucket: month, toBucket: month + 1 },
        { ...days, fromBucket: bucket - 1, toBucket: bucket },
        { ...days, fromBucket: bucket + 30, toBucket: bucket + 32 },
      ],
    ],
    [
      "hours from quarter hours",
      { interval: "hour", from: day(6) },
      [
        {
          source: "rollups",
          cuboid: "kind",
          grain: "quarter",
          fromBucket: day(6) / QUARTER_HOUR_MS,
          toBucket: day(11) / QUARTER_HOUR_MS,
        },
      ],
    ],
    [
      "hours of one number from all quarter hours",
      { interval: "hour", from: day(6), senderId: "s-1" },
      [
        {
          source: "rollups",
          cuboid: "all",
          grain: "quarter",
          fromBucket: day(6) / QUARTER_HOUR_MS,
          toBucket: day(11) / QUARTER_HOUR_MS,
        },
      ],
    ],
    ["nothing for no time", { to: day(1) }, []],
  ])("[USE-5] reads %s", (_, change, expected) => {
    expect(planUsage({ ...base, ...change }, kept)).toEqual(expected)
  })

  it("[USE-5] takes no quarter hour that is kept in part", () => {
    const hours: UsageReport = { ...base, interval: "hour" }
    const parts = planUsage(hours, { ...kept, quartersFrom: day(5) + 1 })
    expect(parts[0]).toEqual({ source: "charges", from: day(1), to: day(5) + QUARTER_HOUR_MS })
  })

  it("[USE-5] reads no local days of another zone", () => {
    const parts = planUsage(base, { zoneId: "Europe/Rome", quartersFrom: NEVER })
    expect(parts.map((part) => part.source === "rollups" && part.grain)).toEqual(["quarter"])
  })
})

describe("rollupsOf", () => {
  it("[USE-4] gives one delta a row, and the same sums however the charges are cut", () => {
    fc.assert(
      fc.property(
        fc.array(aCharge, { maxLength: 40 }),
        fc.nat(40),
        fc.constantFrom(...ZONES),
        (charges, at, zone) => {
          const whole = rollupsOf(charges, zone)
          expect(new Set(whole.map(keyOf)).size).toBe(whole.length)
          expect(
            sumByKey([...rollupsOf(charges.slice(0, at), zone), ...rollupsOf(charges.slice(at), zone)]),
          ).toEqual(sumByKey(whole))
        },
      ),
    )
  })

  it("[USE-1] leaves out what a cuboid does not keep apart", () => {
    for (const delta of rollupsOf([PLAIN], KOLKATA)) {
      for (const dimension of DIMENSIONS) {
        expect(delta[dimension]).toBe(
          CUBOID_DIMENSIONS[delta.cuboid].includes(dimension) ? PLAIN[dimension] : "",
        )
      }
    }
  })

  it("[USE-2] counts each trigger once, and none for a correction", () => {
    const counted = (change: Partial<Charge>) => {
      const { cuboid, grain, sent, received, delivered, failed, paid, free } = rollupsOf(
        [{ ...PLAIN, ...change }],
        KOLKATA,
      ).find((delta) => delta.cuboid === "all")!
      return [cuboid, grain, sent, received, delivered, failed, paid, free]
    }
    expect(counted({ trigger: "sent" })).toEqual(["all", "quarter", 1, 0, 0, 0, 0, 0])
    expect(counted({ trigger: "received" })).toEqual(["all", "quarter", 0, 1, 0, 0, 0, 0])
    expect(counted({ trigger: "failed" })).toEqual(["all", "quarter", 0, 0, 0, 1, 0, 0])
    expect(counted({})).toEqual(["all", "quarter", 0, 0, 1, 0, 1, 0])
    expect(counted({ whatsappFee: 0 })).toEqual(["all", "quarter", 0, 0, 1, 0, 0, 1])
    expect(counted({ trigger: "sent", isCorrection: true })).toEqual(["all", "quarter", 0, 0, 0, 0, 0, 0])
    expect(counted({ whatsappFee: 0, isCorrection: true })).toEqual(["all", "quarter", 0, 0, 0, 0, 0, 0])
  })

  it("[USE-3] moves a delivery from free to paid when a correction brings its fee", () => {
    const free = { ...PLAIN, whatsappFee: 0 }
    const [delta] = rollupsOf([free, { ...PLAIN, otherFees: 0, isCorrection: true }], KOLKATA)
    expect(delta).toMatchObject({ delivered: 1, paid: 1, free: 0, whatsappFees: 11_800, otherFees: 1_000 })
  })

  it("[USE-4] keeps every sum a safe integer, and leaves out rows without any number", () => {
    const huge = { ...PLAIN, whatsappFee: 9_000_000_000_000_000, otherFees: 0 }
    const deltas = rollupsOf([huge, huge, huge], KOLKATA)
    expect(deltas.every(({ whatsappFees }) => Number.isSafeInteger(whatsappFees))).toBe(true)
    const all = deltas.filter(({ cuboid }) => cuboid === "all")
    expect(all.reduce((sum, { whatsappFees }) => sum + BigInt(whatsappFees), 0n)).toBe(
      27_000_000_000_000_000n,
    )
    expect(
      rollupsOf([{ ...PLAIN, trigger: "sent", isCorrection: true, whatsappFee: 0, otherFees: 0 }], KOLKATA),
    ).toEqual([])
    expect(rollupsOf([], KOLKATA)).toEqual([])
  })
})

function keyOf({ cuboid, grain, bucket, ...delta }: RollupDelta): string {
  return JSON.stringify([
    cuboid,
    grain,
    bucket,
    ...DIMENSIONS.map((dimension: UsageDimension) => delta[dimension]),
  ])
}

function sumByKey(deltas: readonly RollupDelta[]): ReadonlyMap<string, unknown> {
  const sums = new Map<string, ReturnType<typeof addUsage>>()
  for (const delta of deltas) {
    const row = { ...delta, whatsappFees: BigInt(delta.whatsappFees), otherFees: BigInt(delta.otherFees) }
    sums.set(keyOf(delta), addUsage(sums.get(keyOf(delta)) ?? addUsage(NONE, NONE), row))
  }
  const used = [...sums].filter(([, row]) => Object.values(row).some((value) => value !== 0 && value !== 0n))
  return new Map(used.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
