import type { Charge } from "../pricing/charge.ts"
import { QUARTER_HOUR_MS, startOfLocalDay, startOfLocalMonth } from "./calendar.ts"
import { countCharge, noCounts } from "./count-charge.ts"
import { startOfInterval } from "./interval.ts"
import type { UsageReport } from "./plan-usage-query.ts"
import type { Grain, UsageDimension } from "./rollup.ts"
import { addUsage, NO_USAGE, type UsageSums } from "./totals.ts"

/** Sums of one bucket and group as a store reads them: the dimensions grouped by, at least those of the report. */
export type BucketSums = UsageSums & { readonly bucket: number } & {
  readonly [D in UsageDimension]?: string
}

/** One row of a report. */
export interface ReportRow extends UsageSums {
  /** First instant of the interval, which may lie before the report's `from`. */
  readonly start: number
  /** Values of the dimensions, in the order of the report's `groupBy`. */
  readonly groups: readonly string[]
}

/**
 * Sums up the parts of a report (`planUsage`) into its rows. Every instant of the period is to be added once, from
 * rollups or from charges. Rules USE-6 to USE-8.
 */
export class UsageTable {
  readonly #report: UsageReport
  readonly #rows = new Map<string, ReportRow>()
  readonly #starts = new Map<string, number>()

  constructor(report: UsageReport) {
    this.#report = report
  }

  /** How many rows there are so far. */
  get size(): number {
    return this.#rows.size
  }

  /** Rows of one rollup part; buckets `day` and `month` are of the report's zone. */
  addRollups(grain: Grain, rows: Iterable<BucketSums>): void {
    for (const row of rows) {
      const groups = this.#report.groupBy.map((dimension) => row[dimension] ?? "")
      this.#add(this.#startOfBucket(grain, row.bucket), groups, row)
    }
  }

  /** One charge of a part read from charges; those of another number than the report's are passed over. */
  addCharge(charge: Charge): void {
    const { groupBy, senderId } = this.#report
    if (senderId !== undefined && charge.senderId !== senderId) return
    const counts = noCounts()
    countCharge(counts, charge)
    const groups = groupBy.map((dimension) => charge[dimension])
    const start = this.#startOfBucket("quarter", Math.floor(charge.instant / QUARTER_HOUR_MS))
    this.#add(start, groups, {
      ...counts,
      whatsappFees: BigInt(counts.whatsappFees),
      otherFees: BigInt(counts.otherFees),
    })
  }

  /** Ascending by start, then by the groups' values; a row whose every number is zero is left out. */
  rows(): readonly ReportRow[] {
    return [...this.#rows.values()].filter(isUsed).toSorted(compareRows)
  }

  #add(start: number, groups: readonly string[], sums: UsageSums): void {
    const key = keyOf(start, groups)
    const row = this.#rows.get(key)
    this.#rows.set(key, { start, groups, ...addUsage(row ?? NO_USAGE, sums) })
  }

  #startOfBucket(grain: Grain, bucket: number): number {
    const key = `${grain}${bucket}`
    let start = this.#starts.get(key)
    if (start === undefined) {
      const { zone, interval } = this.#report
      start = startOfInterval(zone, interval, firstInstant(grain, bucket, this.#report))
      this.#starts.set(key, start)
    }
    return start
  }
}

function firstInstant(grain: Grain, bucket: number, { zone }: UsageReport): number {
  switch (grain) {
    case "quarter":
      return bucket * QUARTER_HOUR_MS
    case "day":
      return startOfLocalDay(zone, bucket)
    case "month":
      return startOfLocalMonth(zone, bucket)
  }
}

/** Tells all groups apart, whatever their text: each comes with its length. */
function keyOf(start: number, groups: readonly string[]): string {
  let key = `${start}`
  for (const group of groups) key += `|${group.length}|${group}`
  return key
}

function isUsed(row: ReportRow): boolean {
  return (
    (row.sent | row.received | row.delivered | row.failed | row.paid | row.free) !== 0 ||
    row.whatsappFees !== 0n ||
    row.otherFees !== 0n
  )
}

function compareRows(a: ReportRow, b: ReportRow): number {
  if (a.start !== b.start) return a.start - b.start
  const index = a.groups.findIndex((value, at) => value !== b.groups[at])
  return index === -1 ? 0 : (a.groups[index] as string) < (b.groups[index] as string) ? -1 : 1
}
