import type { PricingModel, PricingType, UsageEvent } from "@tollgate/engine"
import { parseCategory, parsePricingType, PRICING_MODELS } from "@tollgate/engine"
import { parseCost } from "./parse-cost.ts"

/** Longest part of an unknown value that is kept, in UTF-16 units. */
export const UNKNOWN_VALUE_LENGTH_MAX = 64

/** The parts of a pricing or deductions object that decide about money, as told. */
export interface PricingFields {
  readonly category?: unknown
  readonly type?: unknown
  readonly model?: unknown
  readonly billable?: unknown
  readonly cost?: unknown
  /** The conversation's category, used when `category` is absent and this one is known. */
  readonly conversationCategory?: unknown
  /** Gupshup's conversation-based billing puts the category into `type`. */
  readonly typeMayBeCategory?: boolean
  /** `billable` speaks of the provider's own fee, so that it says nothing about Meta's type. */
  readonly isOwnFee?: boolean
}

/** What a usage event takes from pricing fields. */
export type PricingFacts = Partial<
  Pick<UsageEvent, "category" | "isGroup" | "type" | "model" | "channel" | "cost" | "unknown">
>
type Unknown = NonNullable<UsageEvent["unknown"]>

/** What pricing fields say in our words; the first value that we do not know is in `unknown`. Rules META-3 to META-5, META-9. */
export function readPricingFacts(fields: PricingFields): PricingFacts {
  const unknowns: Unknown[] = []
  const { facts, impliedType } = readCategory(fields, unknowns)
  const type = readType(fields, { category: facts?.category, impliedType, unknowns })

  const model = parseModel(fields.model)
  if (model === undefined && !isAbsent(fields.model)) unknowns.push(unknownValue("model", fields.model))
  const cost = isAbsent(fields.cost) ? undefined : parseCost(fields.cost)
  if (cost === undefined && !isAbsent(fields.cost)) unknowns.push(unknownValue("type", { cost: fields.cost }))

  const unknown = unknowns[0]
  return {
    ...facts,
    ...(type !== undefined && { type }),
    ...(model !== undefined && { model }),
    ...(cost !== undefined && { cost }),
    ...(unknown !== undefined && { unknown }),
  }
}

/** A value that we do not know, cut to a length that can be kept and shown. */
export function unknownValue(field: Unknown["field"], value: unknown): Unknown {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return { field, value: text.slice(0, UNKNOWN_VALUE_LENGTH_MAX).replaceAll(/[\p{Cc}\p{Cs}]/gu, "\u{fffd}") }
}

/** The category from `category`, else `type` or the conversation; `impliedType` is what FEP or FTC in its place means. */
function readCategory(
  fields: PricingFields,
  unknowns: Unknown[],
): { facts?: PricingFacts | undefined; impliedType?: PricingType | undefined } {
  if (!isAbsent(fields.category)) {
    const facts = categoryOf(fields.category)
    const impliedType = facts === undefined ? shortTypeOf(fields.category) : undefined
    if (facts !== undefined) return { facts }
    if (impliedType !== undefined) return { facts: categoryOfShortType(impliedType), impliedType }
    unknowns.push(unknownValue("category", fields.category))
    return {}
  }
  const typeFacts = fields.typeMayBeCategory === true ? categoryOf(fields.type) : undefined
  if (typeFacts !== undefined) {
    const impliedType = impliedByBillable(fields, typeFacts.category) ?? regularOf(fields)
    return { facts: typeFacts, impliedType }
  }
  const shortType = fields.typeMayBeCategory === true ? shortTypeOf(fields.type) : undefined
  const conversation = fields.conversationCategory
  const facts =
    conversation === "user_initiated" ? ({ category: "service" } as const) : categoryOf(conversation)
  return { facts: facts ?? (shortType === undefined ? undefined : categoryOfShortType(shortType)) }
}

function readType(
  fields: PricingFields,
  told: {
    category: PricingFacts["category"]
    impliedType: PricingType | undefined
    unknowns: Unknown[]
  },
): PricingType | undefined {
  const { category, impliedType, unknowns } = told
  const type = typeof fields.type === "string" ? parsePricingType(fields.type) : undefined
  if (type !== undefined) return type
  if (!isAbsent(fields.type)) {
    const isCategoryAgain =
      fields.typeMayBeCategory === true && categoryOf(fields.type)?.category === category
    if (category === undefined || !isCategoryAgain) {
      unknowns.push(unknownValue("type", fields.type))
      return undefined
    }
  }
  return impliedType ?? impliedByBillable(fields, category)
}

/** Without a type, `billable` tells it. Rule META-4. */
function impliedByBillable(
  fields: PricingFields,
  category: PricingFacts["category"],
): PricingType | undefined {
  const billable = fields.isOwnFee === true ? undefined : parseBillable(fields.billable)
  if (billable === true) return "regular"
  if (billable === undefined) return undefined
  return category === "referral_conversion" ? "free_entry_point" : "free_customer_service"
}

function regularOf(fields: PricingFields): PricingType | undefined {
  return fields.isOwnFee === true ? undefined : "regular"
}

function categoryOf(value: unknown): PricingFacts | undefined {
  return typeof value === "string" ? parseCategory(value, { fromWebhook: true }) : undefined
}

/** FEP and FTC, which Gupshup writes where a category or a type belongs. */
function shortTypeOf(value: unknown): "free_entry_point" | "free_tier" | undefined {
  const type = typeof value === "string" ? parsePricingType(value) : undefined
  return type === "free_entry_point" || type === "free_tier" ? type : undefined
}

function categoryOfShortType(type: "free_entry_point" | "free_tier"): PricingFacts {
  return { category: type === "free_tier" ? "service" : "referral_conversion" }
}

function parseModel(value: unknown): PricingModel | undefined {
  const text = typeof value === "string" ? value.trim().toUpperCase() : undefined
  return PRICING_MODELS.find((model) => model === text)
}

function parseBillable(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value
  const text = typeof value === "string" ? value.trim().toLowerCase() : undefined
  return text === "true" ? true : text === "false" ? false : undefined
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === ""
}
