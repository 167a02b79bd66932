import { z } from "@hono/zod-openapi"
import {
  canonicalMarket,
  CHANNELS,
  isCurrency,
  MEDIA_TYPES,
  parsePricingType,
  PRICING_MODELS,
} from "@tollgate/engine"
import type { ToldEvent } from "../spending/settle-events.ts"
import { id, instant, notNegativeAmount, text } from "./common.ts"
import { formatAmount } from "@tollgate/engine"
import { boundId } from "../spending/made-id.ts"
import { category, messageId, recipient } from "./messages-to-send.ts"

const type = z
  .string()
  .transform((written, context) => {
    const parsed = parsePricingType(written)
    if (parsed !== undefined) return parsed
    context.addIssue({ code: "custom", message: "not a pricing type" })
    return z.NEVER
  })
  .openapi({ type: "string", example: "regular" })

/** One usage event as a client reports it. */
export const usageEvent = z
  .strictObject({
    messageId,
    recipient,
    senderId: id,
    kind: z.enum(["sent", "delivered", "read", "failed", "received"]),
    occurredAt: instant,
    category: category.optional(),
    type: type.optional(),
    model: z.enum(PRICING_MODELS).optional(),
    channel: z.enum(CHANNELS).optional(),
    mediaType: z.enum(MEDIA_TYPES).optional(),
    authorizationId: boundId.optional(),
    source: text(100).optional(),
    market: text(100).optional(),
    cost: z
      .strictObject({
        amount: notNegativeAmount,
        currency: z.string().refine(isCurrency, "not a currency of ISO 4217"),
      })
      .optional(),
  })
  .openapi("UsageEvent")

/** A parsed event as the wallets settle it: told by the API, the least authority. */
export function toToldEvent(event: z.output<typeof usageEvent>): ToldEvent {
  const channel = event.channel ?? event.category?.channel
  return {
    messageIds: [event.messageId],
    recipient: event.recipient,
    sender: { phoneNumberId: event.senderId },
    kind: event.kind,
    occurredAt: event.occurredAt,
    authority: "api",
    ...(event.category === undefined ? {} : { category: event.category.category }),
    ...(event.category?.isGroup === undefined ? {} : { isGroup: event.category.isGroup }),
    ...(event.type === undefined ? {} : { type: event.type }),
    ...(event.model === undefined ? {} : { model: event.model }),
    ...(channel === undefined ? {} : { channel }),
    ...(event.mediaType === undefined ? {} : { mediaType: event.mediaType }),
    ...(event.authorizationId === undefined ? {} : { authorizationId: event.authorizationId }),
    ...(event.market === undefined ? {} : { market: canonicalMarket(event.market) }),
    ...(event.cost === undefined
      ? {}
      : { cost: { amount: formatAmount(event.cost.amount), currency: event.cost.currency } }),
  }
}
