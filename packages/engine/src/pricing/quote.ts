import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import type { SuspenseReason } from "../wallet/state.ts"
import type { CompiledPlan } from "./compile-plan.ts"
import { TRIGGER_BIT } from "./compile-plan.ts"
import type { Meters } from "./meters.ts"
import type { Rated } from "./apply-fees.ts"
import { rate, type RateRequest } from "./rate.ts"
import type { SenderFacts } from "./sender-facts.ts"
import type { Category, Channel } from "./usage-event.ts"

/** Messages that somebody wants to send: `count` of a kind, to a number or a market. */
export interface QuoteMessage {
  readonly messageId?: string
  /** E.164 digits; or `market`. */
  readonly to?: string
  readonly market?: string
  readonly category: Category
  readonly channel?: Channel
  readonly isGroup?: boolean
  /** 1 or more. */
  readonly count: number
}

/** Units that cost the same: `unitPrice` times `count` is `amount`, and so is the sum of `fees`. */
export interface QuoteLine {
  readonly market: string
  readonly category: Category
  readonly channel: Channel
  readonly count: number
  readonly unitPrice: Micros
  readonly fees: readonly { readonly label: string; readonly group: string; readonly amount: Micros }[]
  readonly amount: Micros
  readonly reason: string
  readonly rateCard: string
  /** The allowance counter of which each unit takes one, or null. */
  readonly reserves: readonly [month: number, key: string] | null
  readonly messageId: string
}

export interface QuoteRefusal {
  readonly code: Exclude<
    SuspenseReason,
    "unknown_sender" | "out_of_range" | "fact_conflict" | "currency_mismatch"
  >
  /** Which message, from 0. */
  readonly index: number
}

/**
 * What messages would cost if all were sent and delivered at `instant`, in order: allowances, tiers and caps are used
 * up along the way, and a message that meets their edge gets a line of its own. Rules QUOTE-1, QUOTE-2.
 *
 * @param meters - advanced as if the messages had gone out: give a fork
 */
export function quote(
  plan: CompiledPlan,
  meters: Meters,
  sender: SenderFacts,
  instant: number,
  messages: readonly QuoteMessage[],
): Result<QuoteLine[], QuoteRefusal> {
  const lines: QuoteLine[] = []
  for (const [index, message] of messages.entries()) {
    let left = message.count
    while (left > 0) {
      const unit = rateUnit(plan, meters, sender, instant, message)
      if (typeof unit === "string") return refuse({ code: unit as QuoteRefusal["code"], index })
      const count = runLength(unit, left, meters, () => rateUnit(plan, meters, sender, instant, message))
      advance(meters, unit, count - 1)
      lines.push(lineOf(message, message.channel ?? sender.defaultChannel, count, unit))
      left -= count
    }
  }
  return accept(mergeLike(lines))
}

/**
 * How many units from the first on cost what it cost, at most `most`; the counters stand after the first, before and
 * after. Whatever allowances, tiers and caps do, they do not come back to a price that they left: so halving finds it.
 */
function runLength(first: Unit, most: number, meters: Meters, rateNext: () => Unit | SuspenseReason): number {
  const isLike = (place: number): boolean => {
    advance(meters, first, place - 2)
    const unit = rateNext()
    if (typeof unit !== "string") advance(meters, unit, -1)
    advance(meters, first, 2 - place)
    return typeof unit !== "string" && isSameUnit(unit, first)
  }
  if (most === 1 || isLike(most)) return most
  let same = 1
  let other = most
  while (other - same > 1) {
    const middle = same + Math.floor((other - same) / 2)
    if (isLike(middle)) same = middle
    else other = middle
  }
  return same
}

/** Count `times` units more (or, below zero, fewer). */
function advance(meters: Meters, { sent, delivered }: Unit, times: number): void {
  for (const [month, key, units] of [...sent.counted, ...delivered.counted]) {
    meters.meter(month, key).used += units * times
  }
}

function isSameUnit(a: Unit, b: Unit): boolean {
  return isSameRated(a.sent, b.sent) && isSameRated(a.delivered, b.delivered)
}

function isSameRated(a: Rated, b: Rated): boolean {
  if (a === b) return true
  return (
    a.whatsappFee === b.whatsappFee &&
    a.otherFees === b.otherFees &&
    a.reason === b.reason &&
    a.tierFrom === b.tierFrom &&
    JSON.stringify([a.fees, a.counted]) === JSON.stringify([b.fees, b.counted])
  )
}

interface Unit {
  readonly sent: Rated
  readonly delivered: Rated
}

function rateUnit(
  plan: CompiledPlan,
  meters: Meters,
  sender: SenderFacts,
  instant: number,
  message: QuoteMessage,
): Unit | SuspenseReason {
  const request: Omit<RateRequest, "trigger" | "handled"> = {
    lateCategory: false,
    instant,
    recipient: message.to ?? "",
    market: message.market ?? "",
    category: message.category,
    type: "",
    channel: message.channel ?? sender.defaultChannel,
    mediaType: "",
    isGroup: message.isGroup ?? false,
    toldCost: -1,
    inServiceWindow: false,
    inEntryWindow: false,
    inConversation: false,
  }
  // Delivery first: it can fail, and then nothing must have been counted.
  const delivered = rate(plan, meters, sender, {
    ...request,
    trigger: "delivered",
    handled: TRIGGER_BIT.sent,
  })
  if (!delivered.ok) return delivered.reason
  const sent = rate(plan, meters, sender, { ...request, trigger: "sent", handled: 0 })
  return sent.ok ? { sent, delivered } : sent.reason
}

function lineOf(
  message: QuoteMessage,
  channel: Channel,
  count: number,
  { sent, delivered }: Unit,
): QuoteLine {
  const unitPrice = BigInt(sent.otherFees + delivered.whatsappFee + delivered.otherFees)
  const units = BigInt(count)
  const taken = delivered.counted.find(([, key]) => key.startsWith("allowance:"))
  return {
    market: delivered.market,
    category: message.category,
    channel,
    count,
    unitPrice,
    fees: [...delivered.fees, ...sent.fees].map(({ label, group, amount }) => ({
      label,
      group,
      amount: BigInt(amount) * units,
    })),
    amount: unitPrice * units,
    reason: delivered.reason,
    rateCard: delivered.rateCard,
    reserves: taken === undefined ? null : [taken[0], taken[1]],
    messageId: message.messageId ?? "",
  }
}

/** Neighbours that differ in nothing but their count become one line. */
function mergeLike(lines: readonly QuoteLine[]): QuoteLine[] {
  const merged: QuoteLine[] = []
  for (const line of lines) {
    const last = merged.at(-1)
    if (last === undefined || !isLike(last, line)) {
      merged.push(line)
      continue
    }
    merged[merged.length - 1] = {
      ...last,
      count: last.count + line.count,
      amount: last.amount + line.amount,
      fees: last.fees.map((fee, index) => ({ ...fee, amount: fee.amount + line.fees[index]!.amount })),
    }
  }
  return merged
}

function isLike(a: QuoteLine, b: QuoteLine): boolean {
  return (
    a.market === b.market &&
    a.category === b.category &&
    a.channel === b.channel &&
    a.unitPrice === b.unitPrice &&
    a.messageId === b.messageId &&
    a.reason === b.reason &&
    a.reserves?.[0] === b.reserves?.[0] &&
    a.reserves?.[1] === b.reserves?.[1] &&
    a.fees.length === b.fees.length &&
    a.fees.every((fee, index) => fee.label === b.fees[index]!.label && fee.group === b.fees[index]!.group)
  )
}
