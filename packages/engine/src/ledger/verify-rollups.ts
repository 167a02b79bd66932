import type { Charge } from "../pricing/charge.ts"
import type { Zone } from "../usage/calendar.ts"
import type { RollupDelta } from "../usage/rollup.ts"
import { rollupsOf } from "../usage/rollups-of.ts"
import type { Findings } from "./finding.ts"

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

/** Holds the rollups of a store against the sums of its charges. Rule LED-7. */
export class RollupCheck {
  readonly #zone: Zone
  readonly #quartersFrom: number
  readonly #left = new Map<string, Sums>()

  /** @param quartersFrom - the first quarter hour (since 1970 UTC) that the store still keeps */
  constructor(zone: Zone, quartersFrom: number) {
    this.#zone = zone
    this.#quartersFrom = quartersFrom
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
