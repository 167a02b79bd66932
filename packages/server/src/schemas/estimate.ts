import { z } from "@hono/zod-openapi"
import { CHANNELS, parseAmount, VOLUME_TIERS } from "@tollgate/engine"
import { amountOut, date, id, instantOut } from "./common.ts"
import { feeRules } from "./plan.ts"
import { periodBound } from "../reading/period.ts"

const ONE = 1_000_000n
const TIER_FROM_MAX = 1_000_000_000_000

/** A share from 0 to 1, as millionths. */
const share: z.ZodType<bigint, string> = z
  .string({ error: 'a decimal string, as in "0.5"' })
  .transform((written, context) => {
    const parsed = parseAmount(written)
    if (parsed !== undefined && parsed >= 0n && parsed <= ONE) return parsed
    context.addIssue({ code: "custom", message: "0 to 1 with up to 6 decimals" })
    return z.NEVER
  })
  .openapi({ type: "string", format: "decimal", example: "0.5" })

export const NewEstimate = z
  .strictObject({
    walletId: id,
    from: periodBound,
    to: periodBound,
    planId: id.optional().openapi({ description: "Operators and partners: another plan" }),
    changes: z
      .strictObject({
        channelShare: z
          .strictObject({ mm_lite: share })
          .optional()
          .openapi({ description: "How much of all marketing goes by MM Lite" }),
        fees: feeRules.optional().openapi({ description: "Instead of the plan's own rules" }),
        rateCardAt: date
          .optional()
          .openapi({ description: "The cards in force on this day hold for all of it" }),
        volumeTiers: z.enum(VOLUME_TIERS).optional(),
        tierFrom: z
          .int()
          .min(0)
          .max(TIER_FROM_MAX)
          .optional()
          .openapi({ description: "Every message at the tier that has this message number" }),
      })
      .refine((changes) => Object.values(changes).some((one) => one !== undefined), "change something")
      .refine(({ volumeTiers, tierFrom }) => volumeTiers === undefined || tierFrom === undefined, {
        path: ["tierFrom"],
        message: "give either volumeTiers or tierFrom",
      })
      .optional(),
  })
  .refine(({ planId, changes }) => (planId === undefined) !== (changes === undefined), {
    path: ["planId"],
    message: "give either planId or changes",
  })
  .openapi("NewEstimate")

export const EstimateOut = z
  .object({
    currency: z.string(),
    timezone: z.string(),
    from: instantOut,
    to: instantOut,
    countedFrom: instantOut.openapi({
      description: "From here on allowances, caps and tiers are counted, beginning at zero",
    }),
    actual: amountOut.openapi({ description: "As charged, net of corrections" }),
    estimate: amountOut,
    difference: amountOut.openapi({ description: "estimate - actual: below zero is what would be saved" }),
    channelShare: z
      .object({ mm_lite: z.object({ actual: z.number(), estimate: z.number() }) })
      .nullable()
      .openapi({ description: "How much of the delivered marketing goes by MM Lite; null without any" }),
    fees: z
      .array(z.object({ group: z.string(), label: z.string(), actual: amountOut, estimate: amountOut }))
      .openapi({ description: "Where the difference comes from" }),
    unpriced: z
      .array(z.object({ reason: z.string(), charges: z.int(), amount: amountOut }))
      .openapi({ description: "What has no price in the other plan, and is estimated as it was charged" }),
    rows: z.array(
      z
        .object({
          market: z.string(),
          category: z.string(),
          channel: z.enum(CHANNELS).openapi({ description: "By which it really went" }),
          messages: z.int().openapi({ description: "sent + received" }),
          delivered: z.int(),
          actual: amountOut,
          estimate: amountOut,
          difference: amountOut,
        })
        .openapi("EstimateRow"),
    ),
  })
  .openapi("Estimate")
