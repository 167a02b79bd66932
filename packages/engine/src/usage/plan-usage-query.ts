import { invariant } from "../result.ts"
import {
  localDay,
  localMonth,
  QUARTER_HOUR_MS,
  startOfLocalDay,
  startOfLocalMonth,
  type Zone,
} from "./calendar.ts"
import type { Interval } from "./interval.ts"
import { CUBOID_DIMENSIONS, type Cuboid, type Grain, type UsageDimension } from "./rollup.ts"

/** A usage report: what happened in `[from, to)`, a row for each interval and group. */
export interface UsageReport {
  /** Instants on a quarter hour, `from` not after `to`. */
  readonly from: number
  readonly to: number
  readonly zone: Zone
  readonly interval: Interval
  readonly groupBy: readonly UsageDimension[]
  /** Only this number. */
  readonly senderId?: string
}

/** Which rollups there are: the zone of the local ones, and the instant from which quarter hours are whole. */
export interface RollupsKept {
  readonly zoneId: string
  readonly quartersFrom: number
}

/** Where one part of a report's period is read: buckets `[fromBucket, toBucket)`, or charges by instant `[from, to)`. */
export type UsagePart =
  | {
      readonly source: "rollups"
      readonly cuboid: Cuboid
      readonly grain: Grain
      readonly fromBucket: number
      readonly toBucket: number
    }
  | { readonly source: "charges"; readonly from: number; readonly to: number }

type Period = readonly [from: number, to: number]

/**
 * Parts that cover the report's period once each: whole local months and days from the smallest cuboid that keeps all
 * that is asked apart, the rest from quarter hours while they are kept, what is older from the charges. The answer is
 * the same by every way. Rules USE-5 and USE-6.
 */
export function planUsage(report: UsageReport, kept: RollupsKept): readonly UsagePart[] {
  const { from, to, zone, interval } = report
  invariant(from % QUARTER_HOUR_MS === 0 && to % QUARTER_HOUR_MS === 0, "a period lies on quarter hours")
  invariant(from <= to, "a period does not end before it begins")

  const parts: UsagePart[] = []
  let rest: readonly Period[] = [[from, to]]
  const cuboid = zone.id === kept.zoneId ? smallestCuboid(report) : undefined
  if (cuboid !== undefined && interval === "month") {
    rest = rest.flatMap((period) => takeWhole(period, monthsOf(zone), cuboid, "month", parts))
  }
  if (cuboid !== undefined && interval !== "hour") {
    rest = rest.flatMap((period) => takeWhole(period, daysOf(zone), cuboid, "day", parts))
  }
  for (const period of rest) readQuarters(period, { ...kept, cuboid: quarterCuboid(report) }, parts)
  return parts
}

/** The first of the day and month cuboids that keeps apart all that the report asks for; `all` has no days. */
function smallestCuboid({ groupBy, senderId }: UsageReport): Cuboid | undefined {
  const asked = senderId === undefined ? groupBy : [...groupBy, "senderId" as const]
  const cuboids: readonly Cuboid[] = ["kind", "market", "sender"]
  return cuboids.find((cuboid) => asked.every((dimension) => CUBOID_DIMENSIONS[cuboid].includes(dimension)))
}

interface Buckets {
  of(instant: number): number
  start(bucket: number): number
}

function monthsOf(zone: Zone): Buckets {
  return { of: (instant) => localMonth(zone, instant), start: (month) => startOfLocalMonth(zone, month) }
}

function daysOf(zone: Zone): Buckets {
  return { of: (instant) => localDay(zone, instant), start: (day) => startOfLocalDay(zone, day) }
}

/** Reads the buckets that lie in the period whole, and returns what is left before and after them. */
function takeWhole(
  [from, to]: Period,
  buckets: Buckets,
  cuboid: Cuboid,
  grain: Grain,
  parts: UsagePart[],
): readonly Period[] {
  const first = buckets.of(from)
  const fromBucket = buckets.start(first) === from ? first : first + 1
  const toBucket = buckets.of(to)
  if (fromBucket >= toBucket) return from < to ? [[from, to]] : []

  parts.push({ source: "rollups", cuboid, grain, fromBucket, toBucket })
  const edges: readonly Period[] = [
    [from, buckets.start(fromBucket)],
    [buckets.start(toBucket), to],
  ]
  return edges.filter(([start, end]) => start < end)
}

/** Quarter hours of all numbers and markets are many times as many rows as those of the kinds. */
function quarterCuboid({ groupBy, senderId }: UsageReport): Cuboid {
  const isOfKind = groupBy.every((dimension) => CUBOID_DIMENSIONS.kind.includes(dimension))
  return isOfKind && senderId === undefined ? "kind" : "all"
}

function readQuarters(
  [from, to]: Period,
  { quartersFrom, cuboid }: { readonly quartersFrom: number; readonly cuboid: Cuboid },
  parts: UsagePart[],
): void {
  const split = Math.min(Math.max(Math.ceil(quartersFrom / QUARTER_HOUR_MS) * QUARTER_HOUR_MS, from), to)
  if (from < split) parts.push({ source: "charges", from, to: split })
  if (split < to) {
    const fromBucket = split / QUARTER_HOUR_MS
    parts.push({
      source: "rollups",
      cuboid,
      grain: "quarter",
      fromBucket,
      toBucket: to / QUARTER_HOUR_MS,
    })
  }
}
