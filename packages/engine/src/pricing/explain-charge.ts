import { marketIndexOf, marketTableAt, MARKETS, OTHER_MARKET } from "../rates/markets.ts"
import { localDay, type Zone } from "../usage/calendar.ts"
import { buildFees } from "./build-fees.ts"
import type { Charge } from "./charge.ts"
import { type CompiledPlan, type Segment, TRIGGER_BIT } from "./compile-plan.ts"
import type { Allowance, Cap, FeeRule, PlanVersion } from "./plan.ts"
import { CATEGORY_INDEX, CHANNEL_INDEX, TRIGGER_INDEX } from "./usage-event.ts"

/** One fee and the rule behind it. */
export interface ExplainedFee {
  /** `whatsapp`, or the rule's place in its plan version. */
  readonly rule: string
  readonly group: string
  readonly label: string
  /** Micros charged, and what they would be without a cap. */
  readonly amount: number
  readonly uncapped: number
  /** Null of WhatsApp's fee, of a free one, and of a plan version that is no more as it was. */
  readonly source: FeeRule | null
  readonly cap: Cap | null
}

export interface ExplainedCharge {
  readonly charge: Charge
  /** Null where the plan version, or its day, is no more as it was. */
  readonly version: PlanVersion | null
  readonly card: { readonly id: string; readonly fromDay: number; readonly lastDay?: number } | null
  /** What took the message, when an allowance did. */
  readonly allowance: Allowance | null
  readonly fees: readonly ExplainedFee[]
}

/**
 * A charge with what made it: the card, the plan version and its rules, and what caps took off. The charge is what
 * happened; rules are told where the version still says the same. Rule EXPLAIN-1.
 *
 * @param zone - the sender's
 */
export function explainCharge(plan: CompiledPlan, charge: Charge, zone: Zone): ExplainedCharge {
  const segment = segmentOf(plan, charge, zone)
  const version = segment?.version ?? null
  const card = segment?.card?.id === charge.rateCard ? (segment?.card ?? null) : null
  const prefix = "allowance:"
  const allowanceId = charge.reason.startsWith(prefix) ? charge.reason.slice(prefix.length) : undefined
  return {
    charge,
    version,
    card,
    allowance: version?.allowances.find(({ id }) => id === allowanceId) ?? null,
    fees: feesOf(plan, segment, charge),
  }
}

function segmentOf(plan: CompiledPlan, { instant, planVersion }: Charge, zone: Zone): Segment | undefined {
  const day = localDay(zone, instant)
  const segment = plan.segments.findLast(({ fromDay }) => fromDay <= day)
  return segment?.versionName === planVersion ? segment : undefined
}

function feesOf(plan: CompiledPlan, segment: Segment | undefined, charge: Charge): ExplainedFee[] {
  const charged = charge.fees.map((fee) => ({ ...fee, uncapped: fee.amount, source: null, cap: null }))
  if (segment === undefined) return charged
  const { sent, delivered } = TRIGGER_BIT
  const isCorrection = charge.isCorrection && charge.trigger === "delivered"
  const handled = charge.trigger === "delivered" ? sent | (isCorrection ? delivered : 0) : 0
  const key = {
    market: plan.marketIndex.get(charge.market) ?? OTHER_MARKET,
    category: charge.category === "" || charge.trigger === "received" ? -1 : CATEGORY_INDEX[charge.category],
    channel: CHANNEL_INDEX[charge.channel],
    trigger: TRIGGER_INDEX[charge.trigger],
    handled,
    lateCategory: charge.isCorrection && charge.trigger === "sent",
  }
  const full = buildFees(plan, segment, key, charge.whatsappFee).fees
  const known = new Map(charged.map((fee) => [fee.rule, fee]))
  const explained = full.flatMap((fee): ExplainedFee[] => {
    const found = known.get(fee.rule)
    const compiled = segment.rules.find(({ name }) => name === fee.rule)
    const cap = compiled?.cap?.cap ?? null
    known.delete(fee.rule)
    // One that is not there without a cap never was: an earlier trigger had it.
    if (found === undefined && cap === null) return []
    const { rule, group, label, amount: uncapped } = fee
    return [{ rule, group, label, amount: found?.amount ?? 0, uncapped, source: compiled?.rule ?? null, cap }]
  })
  return [...explained, ...known.values()]
}

/** How the market of a message was found. Rule EXPLAIN-2. */
export type MarketFound =
  | { readonly by: "prefix"; readonly prefix: string }
  /** No listed prefix fits: the market of all other numbers. */
  | { readonly by: "no_prefix" }
  | { readonly by: "told" }
  /** The number was erased. */
  | { readonly by: "unknown" }

/** @param isTold - the message's market was told with an event */
export function explainMarket(
  { recipient, market, instant }: Pick<Charge, "recipient" | "market" | "instant">,
  zone: Zone,
  isTold: boolean,
): MarketFound {
  if (isTold) return { by: "told" }
  if (recipient === "") return { by: "unknown" }
  const table = marketTableAt(localDay(zone, instant))
  const index = marketIndexOf(table, recipient)
  if (MARKETS[index] !== market) return { by: "told" }
  if (index === OTHER_MARKET) return { by: "no_prefix" }
  // The shortest beginning after which no digit changes the market any more.
  let length = recipient.length
  while (length > 1 && marketIndexOf(table, recipient.slice(0, length - 1)) === index) length--
  return { by: "prefix", prefix: recipient.slice(0, length) }
}
