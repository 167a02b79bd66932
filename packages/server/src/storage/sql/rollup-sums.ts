import type { RollupDelta, UsageCounts } from "@tollgate/engine"
import { ROLLUP } from "./tables.ts"

const COUNTS = [
  "sent",
  "received",
  "delivered",
  "failed",
  "paid",
  "free",
  "whatsappFees",
  "otherFees",
] as const satisfies readonly (keyof UsageCounts)[]

/** Adds one delta to what is stored. Its own values have become integers by then: the sum is a 64-bit one. */
export const ROLLUP_ADD: string = `${ROLLUP.insert}
  ON CONFLICT (wallet_id, cuboid, grain, bucket, sender_id, market, category, type, direction, media_type, channel)
  DO UPDATE SET ${["sent", "received", "delivered", "failed", "paid", "free", "whatsapp_fees", "other_fees"]
    .map((name) => `${name} = usage_rollup.${name} + excluded.${name}`)
    .join(", ")}`

/** Sums of rollup deltas by row, so that a row is written once for many charges. Rule STORE-9. */
export class RollupSums {
  readonly #sums = new Map<string, RollupDelta>()
  /** Sums that would leave the safe integers if more were added. */
  readonly #full: RollupDelta[] = []

  add(delta: RollupDelta): void {
    const key = `${delta.cuboid}|${delta.grain}|${delta.bucket}|${delta.category}|${delta.type}|${delta.direction}|${delta.mediaType}|${delta.channel}|${delta.senderId}|${delta.market}`
    const sum = this.#sums.get(key)
    if (sum === undefined) {
      this.#sums.set(key, delta)
      return
    }
    const more = addCounts(sum, delta)
    if (COUNTS.every((count) => Number.isSafeInteger(more[count]))) {
      this.#sums.set(key, more)
    } else {
      this.#full.push(sum)
      this.#sums.set(key, delta)
    }
  }

  copy(): RollupSums {
    const copy = new RollupSums()
    for (const [key, sum] of this.#sums) copy.#sums.set(key, sum)
    copy.#full.push(...this.#full)
    return copy
  }

  /** Rows to add, in lists that have no row twice. */
  *rounds(): Iterable<readonly RollupDelta[]> {
    for (const row of this.#full) yield [row]
    yield [...this.#sums.values()]
  }
}

function addCounts(left: RollupDelta, right: RollupDelta): RollupDelta {
  return {
    ...left,
    sent: left.sent + right.sent,
    received: left.received + right.received,
    delivered: left.delivered + right.delivered,
    failed: left.failed + right.failed,
    paid: left.paid + right.paid,
    free: left.free + right.free,
    whatsappFees: left.whatsappFees + right.whatsappFees,
    otherFees: left.otherFees + right.otherFees,
  }
}
