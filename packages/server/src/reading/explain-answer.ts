import { z } from "@hono/zod-openapi"
import {
  AUTHORITIES,
  type ExplainedCharge,
  type ExplainedFee,
  FLAG,
  formatAmount,
  formatDate,
  formatPercent,
  type MarketFound,
  type MessageRecord,
} from "@tollgate/engine"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { MessageOut } from "./message-answer.ts"
import { CloudApiReasonOut } from "./why-cloud-api.ts"

const dateOut = z.string().openapi({ format: "date" })
const names = z.array(z.string()).optional()

const ExplainedFeeOut = z
  .object({
    rule: z.string().openapi({ description: "`whatsapp`, or the rule's place in the plan version" }),
    group: z.string(),
    label: z.string(),
    amount: amountOut,
    uncapped: amountOut.openapi({ description: "What it would be without its cap" }),
    price: z.string().nullable().openapi({
      description: "The rule's amount, or its percentage of WhatsApp's fee: `6%`",
      example: "6%",
    }),
    when: z
      .object({ category: names, market: names, channel: names, direction: names })
      .nullable()
      .openapi({ description: "Which messages the rule is for; null = all" }),
    cap: z.object({ id: z.string(), per: z.string() }).nullable(),
  })
  .openapi("ExplainedFee")

const ExplainedChargeOut = z
  .object({
    number: z.int(),
    trigger: z.string(),
    isCorrection: z.boolean(),
    instant: instantOut.openapi({ description: "When it happened: prices and usage go by it" }),
    postedAt: instantOut.openapi({ description: "When it was posted: the statement goes by it" }),
    entry: z.string().openapi({ description: "The journal entry that posted it", example: "ent_5" }),
    amount: amountOut,
    market: z.object({
      name: z.string(),
      foundBy: z.enum(["prefix", "no_prefix", "told", "unknown"]),
      prefix: z.string().nullable(),
    }),
    plan: z.object({
      version: z.string().openapi({ example: "gupshup@2026-01-01" }),
      from: dateOut.nullable(),
      volumeTiers: z.string().nullable(),
    }),
    card: z.object({ id: z.string(), from: dateOut.nullable(), to: dateOut.nullable() }).nullable(),
    tierFrom: z.int().openapi({ description: "First message number of the tier that priced it; 0 = list" }),
    reason: z.string(),
    allowance: z.object({ id: z.string(), quantity: z.int(), per: z.string(), basis: z.string() }).nullable(),
    counted: z.array(z.object({ month: z.string(), counter: z.string(), units: z.int() })).openapi({
      description: "Counters of allowances (units), tiers (messages) and caps (micros) that it advanced",
    }),
    fees: z.array(ExplainedFeeOut),
  })
  .openapi("ExplainedCharge")

export const MessageExplanationOut = MessageOut.extend({
  source: z
    .enum(AUTHORITIES)
    .nullable()
    .openapi({ description: "Who told category and type; null while nobody did" }),
  holdId: z.string().nullable(),
  waiting: z.int().openapi({ description: "Events of it that wait in suspense" }),
  cloudApi: z
    .array(CloudApiReasonOut)
    .openapi({ description: "Of marketing by Cloud API: why not by MM Lite" }),
  charges: z.array(ExplainedChargeOut),
  explanation: z.array(z.string()).openapi({ description: "All of it in plain sentences" }),
}).openapi("MessageExplanation")

export function sourceOf({ factAuthority }: MessageRecord): (typeof AUTHORITIES)[number] | null {
  return AUTHORITIES[factAuthority - 1] ?? null
}

export function isMarketTold({ flags }: MessageRecord): boolean {
  return (flags & FLAG.marketTold) !== 0
}

export function formatExplained(
  { charge, version, card, allowance, fees }: ExplainedCharge,
  market: MarketFound,
): z.infer<typeof ExplainedChargeOut> {
  const { number, trigger, isCorrection, rateCard, tierFrom, planVersion, reason } = charge
  return {
    number,
    trigger,
    isCorrection,
    instant: formatInstant(charge.instant),
    postedAt: formatInstant(charge.postedAt),
    entry: `ent_${charge.sequence}`,
    amount: formatAmount(BigInt(charge.whatsappFee + charge.otherFees)),
    market: {
      name: charge.market,
      foundBy: market.by,
      prefix: market.by === "prefix" ? market.prefix : null,
    },
    plan: {
      version: planVersion,
      from: dayOrNull(version?.fromDay),
      volumeTiers: version?.volumeTiers ?? null,
    },
    card:
      rateCard === "" ? null : { id: rateCard, from: dayOrNull(card?.fromDay), to: dayOrNull(card?.lastDay) },
    tierFrom,
    reason,
    allowance:
      allowance === null
        ? null
        : { id: allowance.id, quantity: allowance.quantity, per: allowance.per, basis: allowance.basis },
    counted: charge.counted.map(([month, counter, units]) => ({
      month: formatMonthOf(month),
      counter,
      units,
    })),
    fees: fees.map(formatFee),
  }
}

function formatMonthOf(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`
}

function dayOrNull(day: number | undefined): string | null {
  return day === undefined || !Number.isFinite(day) ? null : formatDate(day)
}

function formatFee({ rule, group, label, amount, uncapped, source, cap }: ExplainedFee) {
  return {
    rule,
    group,
    label,
    amount: formatAmount(BigInt(amount)),
    uncapped: formatAmount(BigInt(uncapped)),
    price: source === null ? null : priceOf(source),
    when: source?.when === undefined ? null : lists(source.when),
    cap: cap === null ? null : { id: cap.id, per: cap.per },
  }
}

function priceOf(rule: NonNullable<ExplainedFee["source"]>): string {
  return rule.kind === "percent" ? `${formatPercent(rule.percent)}%` : formatAmount(rule.amount)
}

function lists(when: NonNullable<NonNullable<ExplainedFee["source"]>["when"]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(when).map(([name, values]) => [name, [...values]]))
}
