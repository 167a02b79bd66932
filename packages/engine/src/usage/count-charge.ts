import type { Charge } from "../pricing/charge.ts"
import type { UsageCounts } from "./rollup.ts"

export type MutableCounts = { -readonly [C in keyof UsageCounts]: number }

export function noCounts(): MutableCounts {
  return { sent: 0, received: 0, delivered: 0, failed: 0, paid: 0, free: 0, whatsappFees: 0, otherFees: 0 }
}

/**
 * Add what one charge counts to `counts`: its trigger once, and its fees. A correction counts no message; one that
 * brings a WhatsApp fee to a delivery moves it from free to paid. Rules USE-2 and USE-3.
 */
export function countCharge(counts: MutableCounts, charge: Charge): void {
  const { trigger, whatsappFee } = charge
  counts.whatsappFees += whatsappFee
  counts.otherFees += charge.otherFees
  if (charge.isCorrection) {
    if (trigger === "delivered" && whatsappFee > 0) {
      counts.paid++
      counts.free--
    }
    return
  }
  counts[trigger]++
  if (trigger !== "delivered") return
  if (whatsappFee > 0) counts.paid++
  else counts.free++
}

/** Add one row of counts to another. */
export function addCounts(counts: MutableCounts, added: UsageCounts): void {
  counts.sent += added.sent
  counts.received += added.received
  counts.delivered += added.delivered
  counts.failed += added.failed
  counts.paid += added.paid
  counts.free += added.free
  counts.whatsappFees += added.whatsappFees
  counts.otherFees += added.otherFees
}
