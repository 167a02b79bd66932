import type { Charge } from "../pricing/charge.ts"
import type { Zone } from "../usage/calendar.ts"
import type { RollupDelta } from "../usage/rollup.ts"
import { rollupsOf } from "../usage/rollups-of.ts"
import { Findings, type Finding } from "./finding.ts"

const COUNTS = [
  "sent",
  "received",
  "delivered",
  "failed",
  "paid",
  "free",
  "whatsappFees",
  "otherFees",
] as const
type Sums = { [C in (typeof COUNTS)[number]]: bigint }

/** One of `of` parts of all rollups, by their buckets: a wallet may have more of them than memory holds at once. */
export interface RollupSlice {
  /** From 0. */
  readonly index: number
  readonly of: number
}
export const ALL_ROLLUPS: RollupSlice = { index: 0, of: 1 }

/** Holds the rollups of a store against the sums of its charges. Rule LED-7. */
export class RollupCheck {
  readonly #zone: Zone
  readonly #quartersFrom: number
  readonly #slice: RollupSlice
  readonly #left = new Map<string, Sums>()

  /**
   * @param quartersFrom - the first quarter hour (since 1970 UTC) that the store still keeps
   * @param slice - rows of others are not looked at
   */
  constructor(zone: Zone, quartersFrom: number, slice: RollupSlice = ALL_ROLLUPS) {
    this.#zone = zone
    this.#quartersFrom = quartersFrom
    this.#slice = slice
  }

  addCharges(charges: readonly Charge[]): void {
    for (const delta of rollupsOf(charges, this.#zone)) this.#add(delta, 1n)
  }

  /** One row that the store keeps; the order does not matter, and a row may come in parts. */
  addStored(row: RollupDelta): void {
    this.#add(row, -1n)
  }

  /** What the charges say beyond the store's rows, row by row: nothing when they agree. */
  finish(findings: Findings): void {
    for (const [which, sums] of this.#left) {
      for (const count of COUNTS) findings.compare("rollup", 0n, -sums[count], { which: `${which} ${count}` })
    }
  }

  #add(row: RollupDelta, sign: 1n | -1n): void {
    if (row.grain === "quarter" && row.bucket < this.#quartersFrom) return
    if (!isIn(this.#slice, row.bucket)) return
    const { cuboid, grain, bucket, category, type, direction, mediaType, channel, senderId, market } = row
    const key = JSON.stringify([
      cuboid,
      grain,
      bucket,
      category,
      type,
      direction,
      mediaType,
      channel,
      senderId,
      market,
    ])
    const sums = this.#left.get(key) ?? noSums()
    for (const count of COUNTS) sums[count] += sign * BigInt(row[count])
    if (COUNTS.every((count) => sums[count] === 0n)) this.#left.delete(key)
    else this.#left.set(key, sums)
  }
}

function isIn({ index, of }: RollupSlice, bucket: number): boolean {
  return of === 1 || ((bucket % of) + of) % of === index
}

function noSums(): Sums {
  return {
    sent: 0n,
    received: 0n,
    delivered: 0n,
    failed: 0n,
    paid: 0n,
    free: 0n,
    whatsappFees: 0n,
    otherFees: 0n,
  }
}

/** A slice of the rollups alone, fed as `JournalVerifier` is. */
export class RollupVerifier {
  readonly #check: RollupCheck

  constructor({
    rollupZone,
    quartersFrom,
    slice,
  }: {
    readonly rollupZone: Zone
    readonly quartersFrom: number
    readonly slice: RollupSlice
  }) {
    this.#check = new RollupCheck(rollupZone, quartersFrom, slice)
  }

  /** In any order, each charge once. */
  addCharges(charges: readonly Charge[]): void {
    this.#check.addCharges(charges)
  }

  addRollup(row: RollupDelta): void {
    this.#check.addStored(row)
  }

  /** All differences, at most `FINDINGS_MAX`. */
  finish(): readonly Finding[] {
    const findings = new Findings()
    this.#check.finish(findings)
    return findings.list
  }
}
