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
import type { RateRequest } from "./rate.ts"
import { CATEGORIES, CHANNELS, TRIGGERS, type Category } from "./usage-event.ts"

/** The fees of one trigger before caps: the same for every message of its kind, so it is made once. */
export interface FeeTemplate {
  readonly fees: readonly FeeLine[]
  readonly whatsappFee: number
  readonly otherFees: number
  /** What falls under each cap, or null when nothing does. */
  readonly capped: readonly CappedFees[] | null
}

export interface CappedFees {
  readonly cap: CompiledCap
  readonly amount: number
  /** Indices into `fees`. */
  readonly lines: readonly number[]
  /** The other fees: all that is left of a template with one cap that is used up. */
  readonly rest: readonly FeeLine[]
}

/** What decides which rules fire, all as small integers. */
export interface FeeKey {
  readonly market: number
  /** -1 = not known. */
  readonly category: number
  readonly channel: number
  readonly direction: number
  readonly trigger: number
  /** Bits of the triggers handled before (`TRIGGER_BIT`). */
  readonly handled: number
  /** Only rules that ask for a category: the rest fired when the category was unknown (PLAN-8). */
  readonly lateCategory: boolean
}

const CATEGORY_PLACES = placesOf(CATEGORIES)
const TRIGGER_PLACES = placesOf(TRIGGERS)
const CHANNEL_PLACES = placesOf(CHANNELS)

function placesOf<T extends string>(values: readonly T[]): Readonly<Record<T, number>> {
  return Object.fromEntries(values.map((value, index) => [value, index])) as Record<T, number>
}

/** The place in `CATEGORIES`, -1 while it is not known. */
export function categoryIndexOf(category: Category | ""): number {
  return category === "" ? -1 : CATEGORY_PLACES[category]
}

const WHATSAPP_LABELS = CATEGORIES.map((category) => `WhatsApp fee for ${category.replaceAll("_", " ")}`)

/**
 * The fees of a trigger for Meta's fee `whatsappFee`. Rules PLAN-3 to PLAN-5.
 *
 * @param whatsappFee - micros; asked at `delivered` only, 0 elsewhere
 */
export function buildFees(
  plan: CompiledPlan,
  segment: Segment,
  packedKey: number,
  whatsappFee: number,
): FeeTemplate {
  const key = unpackFeeKey(packedKey)
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
  return {
    fees,
    whatsappFee,
    otherFees,
    capped:
      capped.size === 0
        ? null
        : [...capped].map(([cap, { amount, lines }]) => ({
            cap,
            amount,
            lines,
            rest: fees.filter((_, index) => !lines.includes(index)),
          })),
  }
}

function fires(plan: CompiledPlan, rule: CompiledRule, key: FeeKey): boolean {
  const trigger = TRIGGER_BIT[TRIGGERS[key.trigger]!]
  if ((rule.on & trigger) === 0 || (rule.on & key.handled) !== 0) return false
  if (key.lateCategory && !rule.needsCategory) return false
  if (rule.needsCategory && (key.category < 0 || (rule.categories & (1 << key.category)) === 0)) return false
  if ((rule.channels & (1 << key.channel)) === 0 || (rule.directions & (1 << key.direction)) === 0)
    return false
  return rule.markets === null || rule.markets.has(plan.markets[key.market]!)
}

function ruleAmount({ rule }: CompiledRule, whatsappFee: number): number {
  if (rule.kind === "per_message") return toPrice(rule.amount)
  return whatsappFee === 0 ? 0 : Number(percentOf(BigInt(whatsappFee), rule.percent))
}

/** Meta has six tiers; a card of one's own may have more, of which only the last one asked is remembered. */
const STEPS_REMEMBERED = 64

/** Templates of one market, category and trigger. Mostly the one asked last is asked again: it is at hand. */
export interface FeeShelf {
  place: number
  template: FeeTemplate
  readonly byPlace: Map<number, FeeTemplate>
}

/** A packed key ends with what differs within a shelf. */
const SHELF_BITS = 7
/** Room for every category and trigger. */
const SHELVES_OF_MARKET = 32
const WITHIN_SHELF: number = 2 ** SHELF_BITS - 1

/** A `FeeKey` as one integer, for every trigger is looked up by one: see `unpackFeeKey`. */
export function packFeeKey(
  market: number,
  category: number,
  {
    trigger,
    handled,
    lateCategory,
    channel,
  }: Pick<RateRequest, "trigger" | "handled" | "lateCategory" | "channel">,
): number {
  const shelf = (((market << 3) | (category + 1)) << 2) | TRIGGER_PLACES[trigger]
  const direction = trigger === "received" ? 1 : 0
  const within = (CHANNEL_PLACES[channel] << 6) | (direction << 5) | (lateCategory ? 16 : 0) | handled
  return (shelf << SHELF_BITS) | within
}

function unpackFeeKey(packed: number): FeeKey {
  return {
    market: packed >> 12,
    category: ((packed >> 9) & 7) - 1,
    trigger: (packed >> 7) & 3,
    channel: (packed >> 6) & 1,
    direction: (packed >> 5) & 1,
    lateCategory: (packed & 16) !== 0,
    handled: packed & 15,
  }
}

/**
 * `buildFees`, remembered. `step` names Meta's fee: 0 = free, n = tier n of the price (1 = list), so that a
 * percentage is computed once for each price of a card.
 *
 * @param key - packed, as it is looked up for every trigger and read only for the first of its kind
 */
export function feeTemplate(
  plan: CompiledPlan,
  segment: Segment,
  key: number,
  step: number,
  whatsappFee: number,
): FeeTemplate {
  const shelf = segment.templates[key >> SHELF_BITS]
  const place = (step << SHELF_BITS) | (key & WITHIN_SHELF)
  if (shelf !== undefined && shelf.place === place) return shelf.template
  const template = shelf?.byPlace.get(place) ?? buildFees(plan, segment, key, whatsappFee)
  if (shelf === undefined) {
    // A gap would turn a short array into a slower kind of object.
    if (segment.templates.length === 0) segment.templates.length = plan.markets.length * SHELVES_OF_MARKET
    segment.templates[key >> SHELF_BITS] = { place, template, byPlace: new Map([[place, template]]) }
  } else {
    shelf.place = place
    shelf.template = template
    if (step < STEPS_REMEMBERED) shelf.byPlace.set(place, template)
  }
  return template
}
