import { z } from "@hono/zod-openapi"
import {
  AUTHORIZATION_MESSAGES_MAX,
  AUTHORIZATION_UNITS_MAX,
  canonicalMarket,
  CHANNELS,
  formatAmount,
  parseCategory,
  type QuoteLine,
  type QuoteMessage,
} from "@tollgate/engine"
import { amountOut, text } from "./common.ts"

const RECIPIENT = /^\+?[0-9]{7,15}$/

/** A user's number: E.164 digits with or without `+`, kept without. */
export const recipient = z
  .string()
  .regex(RECIPIENT, "7 to 15 digits, with or without +")
  .transform((digits) => digits.replace("+", ""))
  .openapi({ type: "string", example: "919876543210" })

export const messageId = text(256)

/** Categories as Meta spells them: the channel of `marketing_lite` and the group categories come with it. */
export const category = z
  .string()
  .transform((written, context) => {
    const parsed = parseCategory(written)
    if (parsed !== undefined) return parsed
    context.addIssue({ code: "custom", message: "not a category" })
    return z.NEVER
  })
  .openapi({ type: "string", example: "marketing" })

/** One kind of message that somebody wants to send. */
export const messageToSend = z
  .strictObject({
    messageId: messageId.optional(),
    to: recipient.optional(),
    market: text(100).optional(),
    category,
    channel: z.enum(CHANNELS).optional(),
    count: z.int().min(1).max(AUTHORIZATION_UNITS_MAX).optional(),
  })
  .superRefine((message, context) => {
    if ((message.to === undefined) === (message.market === undefined)) {
      context.addIssue({ code: "custom", path: ["to"], message: "give either to or market" })
    }
    if (message.messageId !== undefined && (message.count ?? 1) !== 1) {
      context.addIssue({ code: "custom", path: ["count"], message: "a message with an id is one message" })
    }
  })
  .openapi("MessageToSend")

export const messagesToSend = z
  .array(messageToSend)
  .min(1)
  .max(AUTHORIZATION_MESSAGES_MAX)
  .refine(
    (messages) => messages.reduce((sum, message) => sum + (message.count ?? 1), 0) <= AUTHORIZATION_UNITS_MAX,
    `at most ${AUTHORIZATION_UNITS_MAX} messages in total`,
  )

/** A parsed message as the engine quotes it. */
export function toQuoteMessage(message: z.output<typeof messageToSend>): QuoteMessage {
  const channel = message.channel ?? message.category.channel
  return {
    category: message.category.category,
    count: message.count ?? 1,
    ...(message.messageId === undefined ? {} : { messageId: message.messageId }),
    ...(message.to === undefined ? {} : { to: message.to }),
    ...(message.market === undefined ? {} : { market: canonicalMarket(message.market) }),
    ...(channel === undefined ? {} : { channel }),
    ...(message.category.isGroup === undefined ? {} : { isGroup: message.category.isGroup }),
  }
}

export const QuoteLineOut = z
  .object({
    market: z.string(),
    category: z.string(),
    channel: z.enum(CHANNELS),
    count: z.number(),
    unitPrice: amountOut,
    fees: z
      .array(z.object({ label: z.string(), group: z.string(), amount: amountOut }))
      .openapi({ description: "Of all units of the line; they sum to amount" }),
    amount: amountOut,
    reason: z.string().openapi({ description: "Why this price: list, tier, allowance:<id>, ..." }),
    rateCard: z.string(),
  })
  .openapi("QuoteLine")

export function formatQuoteLine(line: QuoteLine): z.infer<typeof QuoteLineOut> {
  return {
    market: line.market,
    category: line.category,
    channel: line.channel,
    count: line.count,
    unitPrice: formatAmount(line.unitPrice),
    fees: line.fees.map(({ label, group, amount }) => ({ label, group, amount: formatAmount(amount) })),
    amount: formatAmount(line.amount),
    reason: line.reason,
    rateCard: line.rateCard,
  }
}
