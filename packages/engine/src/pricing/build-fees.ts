import { percentOf } from "../money/percent.ts"
import type { FeeLine } from "./charge.ts"
import {
  TRIGGER_BIT,
  type CompiledCap,
  type CompiledPlan,
  type CompiledRule,
  type Segment,
} from "./compile-plan.ts"
import { WHATSAPP_FEES_GROUP } from "./plan.ts"
import { toPrice } from "./price.ts"
import { CATEGORIES, TRIGGERS } from "./usage-event.ts"

/** The fees of one trigger before caps. */
export interface Fees {
  readonly fees: readonly FeeLine[]
  readonly whatsappFee: number
  readonly otherFees: number
  /** What falls under each cap. */
  readonly capped: readonly CappedFees[]
}

export interface CappedFees {
  readonly cap: CompiledCap
  /** Above 0. */
  readonly amount: number
  /** Indices into `fees`. */
  readonly lines: readonly number[]
}

/** What decides which rules fire, all as small integers. */
export interface FeeKey {
  readonly market: number
  /** -1 = not known. */
  readonly category: number
  readonly channel: number
  readonly trigger: number
  /** Bits of the triggers handled before (`TRIGGER_BIT`). */
  readonly handled: number
  /** Only rules that ask for a category: the rest fired when the category was unknown (PLAN-8). */
  readonly lateCategory: boolean
}

const WHATSAPP_LABELS = CATEGORIES.map((category) => `WhatsApp fee for ${category.replaceAll("_", " ")}`)

/**
 * The fees of a trigger for Meta's fee `whatsappFee`. Rules PLAN-3 to PLAN-6.
 *
 * @param whatsappFee - micros; asked at `delivered` only, 0 elsewhere
 */
export function buildFees(plan: CompiledPlan, segment: Segment, key: FeeKey, whatsappFee: number): Fees {
  const fees: FeeLine[] = []
  const capped = new Map<CompiledCap, { amount: number; lines: number[] }>()
  if (whatsappFee > 0) {
    const label = WHATSAPP_LABELS[key.category] ?? "WhatsApp fee"
    fees.push({ rule: "whatsapp", group: WHATSAPP_FEES_GROUP, label, amount: whatsappFee })
  }
  let otherFees = 0
  for (const compiled of segment.rules) {
    const amount = fires(plan, compiled, key) ? ruleAmount(compiled, whatsappFee) : 0
    if (amount === 0) continue
    otherFees += amount
    const { rule, cap } = compiled
    if (cap !== null) {
      const group = capped.get(cap) ?? { amount: 0, lines: [] }
      group.amount += amount
      group.lines.push(fees.length)
      capped.set(cap, group)
    }
    fees.push({ rule: compiled.name, group: rule.group, label: rule.label, amount })
  }
  return { fees, whatsappFee, otherFees, capped: [...capped].map(([cap, group]) => ({ cap, ...group })) }
}

function fires(plan: CompiledPlan, rule: CompiledRule, key: FeeKey): boolean {
  const trigger = TRIGGERS[key.trigger]!
  const direction = trigger === "received" ? 1 : 0
  if ((rule.on & TRIGGER_BIT[trigger]) === 0 || (rule.on & key.handled) !== 0) return false
  if (key.lateCategory && !rule.needsCategory) return false
  if (rule.needsCategory && (key.category < 0 || (rule.categories & (1 << key.category)) === 0)) return false
  if ((rule.channels & (1 << key.channel)) === 0 || (rule.directions & (1 << direction)) === 0) return false
  return rule.markets === null || rule.markets.has(plan.markets[key.market]!)
}

function ruleAmount({ rule }: CompiledRule, whatsappFee: number): number {
  if (rule.kind === "per_message") return toPrice(rule.amount)
  return whatsappFee === 0 ? 0 : Number(percentOf(BigInt(whatsappFee), rule.percent))
}
