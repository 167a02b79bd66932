import { z } from "@hono/zod-openapi"
import {
  ALLOWANCES_MAX,
  CAP_MICROS_MAX,
  CAPS_MAX,
  CATEGORIES,
  CHANNELS,
  DEFAULT_ALLOWANCES,
  DIRECTIONS,
  FEE_RULES_MAX,
  META_CARD,
  PRICE_MICROS_MAX,
  TRIGGERS,
  VOLUME_TIERS,
  parsePercent,
  type Allowance,
  type Cap,
  type FeeRule,
  type Percent,
  type PlanVersion,
} from "@tollgate/engine"
import { amountOut, currency, date, id, notNegativeAmount, text } from "./common.ts"

const LABEL_CHARACTERS_MAX = 100
const MARKETS_PER_RULE_MAX = 100
const ALLOWANCE_QUANTITY_MAX = 1_000_000_000

function someOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z
    .array(z.enum(values))
    .min(1)
    .refine((given) => new Set(given).size === given.length, "each at most once")
}

const percent: z.ZodType<Percent, string> = z
  .string({ error: 'a decimal string, as in "6"' })
  .transform((written, context) => {
    const parsed = parsePercent(written)
    if (parsed !== undefined) return parsed
    context.addIssue({ code: "custom", message: "0 to 1000 with up to 4 decimals" })
    return z.NEVER
  })
  .openapi({ type: "string", format: "decimal", example: "6" })

const when = z.strictObject({
  category: someOf(CATEGORIES).optional(),
  market: z.array(text(LABEL_CHARACTERS_MAX)).min(1).max(MARKETS_PER_RULE_MAX).optional(),
  channel: someOf(CHANNELS).optional(),
  direction: someOf(DIRECTIONS).optional(),
})

const ruleParts = {
  label: text(LABEL_CHARACTERS_MAX),
  group: text(LABEL_CHARACTERS_MAX),
  when: when.optional(),
  capId: id.optional(),
}

/** The limits that keep sums of the hot path exact: see the engine's `price.ts`. */
const feeAmount = notNegativeAmount.refine((micros) => micros <= PRICE_MICROS_MAX, "at most 1000000")
const capAmount = notNegativeAmount.refine((micros) => micros <= CAP_MICROS_MAX, "at most 1000000000")

const perMessageFee = z.strictObject({
  kind: z.literal("per_message"),
  ...ruleParts,
  amount: feeAmount,
  on: someOf(TRIGGERS),
})

const percentFee = z.strictObject({
  kind: z.literal("percent"),
  ...ruleParts,
  percent,
  of: z.literal("whatsapp_fee").default("whatsapp_fee"),
  on: z.tuple([z.literal("delivered", 'a percent rule may only be on: ["delivered"]')], {
    error: 'a percent rule may only be on: ["delivered"]',
  }),
})

export const feeRule = z.discriminatedUnion("kind", [perMessageFee, percentFee]).openapi("FeeRule")
export const feeRules = z.array(feeRule).max(FEE_RULES_MAX)

const allowance = z
  .strictObject({
    id,
    category: someOf(CATEGORIES),
    quantity: z.int().min(0).max(ALLOWANCE_QUANTITY_MAX),
    per: z.enum(["sender", "wallet"]),
    period: z.literal("month").default("month"),
    basis: z.enum(["meta", "plan"]).default("plan"),
  })
  .openapi("Allowance")

const cap = z
  .strictObject({
    id,
    amount: capAmount,
    per: z.enum(["sender", "wallet"]),
    period: z.literal("month").default("month"),
    adjustable: z
      .strictObject({ min: capAmount, max: capAmount })
      .refine(({ min, max }) => min <= max, "min is above max")
      .optional(),
  })
  .openapi("Cap")

function areDistinct(list: readonly { readonly id: string }[]): boolean {
  return new Set(list.map((one) => one.id)).size === list.length
}

const definitionParts = {
  rateCard: id.default(META_CARD).openapi({
    example: META_CARD,
    description: '"meta" = the published cards, else a card\'s id',
  }),
  volumeTiers: z.enum(VOLUME_TIERS).default("list"),
  fees: feeRules.default([]),
  allowances: z
    .array(allowance)
    .max(ALLOWANCES_MAX)
    .refine(areDistinct, "two have one id")
    .optional()
    .openapi({
      description: "Absent = 1,000 service messages a sender and month since 2026-10-01; [] = none",
    }),
  caps: z.array(cap).max(CAPS_MAX).refine(areDistinct, "two have one id").default([]),
}

interface Capped {
  readonly fees: readonly { readonly capId?: string | undefined }[]
  readonly caps: readonly { readonly id: string }[]
}

/** Every `capId` names a cap of the same version. */
function checkCapIds({ fees, caps }: Capped, context: z.RefinementCtx): void {
  for (const [index, fee] of fees.entries()) {
    if (fee.capId === undefined || caps.some((one) => one.id === fee.capId)) continue
    context.addIssue({ code: "custom", path: ["fees", index, "capId"], message: "no cap has this id" })
  }
}

/** What an operator's plan version says, beside its date. Rule CATALOG-6. */
export const planDefinition = z.strictObject(definitionParts).superRefine(checkCapIds)
export type PlanDefinition = z.output<typeof planDefinition>

export const newPlanVersion = z
  .strictObject({ effectiveFrom: date, ...definitionParts })
  .superRefine(checkCapIds)
  .openapi("NewPlanVersion")

export const newPlan = z
  .strictObject({ id: id.optional(), name: text(), currency, effectiveFrom: date, ...definitionParts })
  .superRefine(checkCapIds)
  .openapi("NewPlan")

/** Rules of a partner: a cap is the operator's, so none of them may fill one. */
const addedFees = feeRules.min(1).superRefine((fees, context) => {
  for (const [index, fee] of fees.entries()) {
    if (fee.capId === undefined) continue
    context.addIssue({ code: "custom", path: [index, "capId"], message: "a partner's rule is in no cap" })
  }
})
/** Without a date a partner's rules hold as long as the plan that they are added to. */
const ALWAYS_FROM = "1970-01-01"

/** What a partner's own version says: rules added to those of the base plan. */
export const addedDefinition = z.strictObject({ fees: addedFees })

export const newAddedVersion = z
  .strictObject({ effectiveFrom: date, fees: addedFees })
  .openapi("NewPartnerPlanVersion")

export const newPartnerPlan = z
  .strictObject({
    id: id.optional(),
    name: text().optional(),
    basePlanId: id,
    currency: currency.optional().openapi({ description: 'Needed when the base is "meta"' }),
    effectiveFrom: date.default(ALWAYS_FROM),
    fees: addedFees,
  })
  .openapi("NewPartnerPlan")

/** A parsed rule as the engine's: zod writes absent members as `undefined`, JSON cannot. */
export function toFeeRule(rule: z.output<typeof feeRule>): FeeRule {
  return rule as FeeRule
}

/** A parsed definition as the engine's plan version. */
export function toPlanVersion(
  { planId, currency: code, fromDay }: Pick<PlanVersion, "planId" | "currency" | "fromDay">,
  definition: PlanDefinition,
): PlanVersion {
  return {
    planId,
    fromDay,
    currency: code,
    rateCard: definition.rateCard,
    volumeTiers: definition.volumeTiers,
    fees: definition.fees.map(toFeeRule),
    allowances: definition.allowances?.map(toAllowance) ?? DEFAULT_ALLOWANCES,
    caps: definition.caps.map(toCap),
  }
}

function toAllowance({
  id: allowanceId,
  category,
  quantity,
  per,
  basis,
}: z.output<typeof allowance>): Allowance {
  return { id: allowanceId, category, quantity, per, basis }
}

function toCap({ id: capId, amount, per, adjustable }: z.output<typeof cap>): Cap {
  const base = { id: capId, amount, per }
  return adjustable === undefined ? base : { ...base, adjustable }
}

const feeOut = z.object({
  kind: z.enum(["per_message", "percent"]),
  label: z.string(),
  group: z.string(),
  amount: amountOut.optional(),
  percent: z.string().optional(),
  of: z.literal("whatsapp_fee").optional(),
  on: z.array(z.enum(TRIGGERS)),
  when: z
    .object({
      category: z.array(z.enum(CATEGORIES)).optional(),
      market: z.array(z.string()).optional(),
      channel: z.array(z.enum(CHANNELS)).optional(),
      direction: z.array(z.enum(DIRECTIONS)).optional(),
    })
    .optional(),
  capId: z.string().optional(),
})

export const planVersionOut = z
  .object({
    effectiveFrom: z.string().nullable().openapi({ format: "date", description: "null = always" }),
    rateCard: z.string(),
    volumeTiers: z.enum(VOLUME_TIERS),
    fees: z.array(feeOut),
    allowances: z.array(
      z.object({
        id: z.string(),
        category: z.array(z.enum(CATEGORIES)),
        quantity: z.number(),
        per: z.enum(["sender", "wallet"]),
        period: z.literal("month"),
        basis: z.enum(["meta", "plan"]),
        effectiveFrom: z.string().optional().openapi({ format: "date" }),
      }),
    ),
    caps: z.array(
      z.object({
        id: z.string(),
        amount: amountOut,
        per: z.enum(["sender", "wallet"]),
        period: z.literal("month"),
        adjustable: z.object({ min: amountOut, max: amountOut }).optional(),
      }),
    ),
  })
  .openapi("PlanVersion")
export type PlanVersionOut = z.output<typeof planVersionOut>
