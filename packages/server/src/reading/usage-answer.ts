import { z } from "@hono/zod-openapi"
import {
  type ConversationsBreakup,
  CONVERSATION_KINDS,
  formatAmount,
  MEDIA_TYPES,
  type MessagesBreakup,
  type UsageTotals,
} from "@tollgate/engine"
import { amountOut } from "../schemas/common.ts"

const count = z.int()

export const UsageTotalsOut = z
  .object({
    messages: count.openapi({ description: "sent + received" }),
    sent: count,
    received: count,
    delivered: count,
    failed: count,
    paid: count.openapi({ description: "Delivered with a WhatsApp fee" }),
    free: count.openapi({ description: "Delivered without one" }),
    amount: amountOut.openapi({ description: "whatsappFees + otherFees, net of corrections" }),
    whatsappFees: amountOut,
    otherFees: amountOut,
  })
  .openapi("UsageTotals")

const MediaCountsOut = z.object({
  total: count,
  attachments: count.openapi({ description: "Images, videos, audio, documents and stickers" }),
  ...(Object.fromEntries(MEDIA_TYPES.map((media) => [media, count])) as Record<
    (typeof MEDIA_TYPES)[number],
    typeof count
  >),
})

export const MessagesBreakupOut = z
  .object({ sent: MediaCountsOut, received: MediaCountsOut })
  .openapi("MessagesBreakup")

const ConversationOut = z.object({ delivered: count, whatsappFees: amountOut })
export const ConversationsBreakupOut = z
  .object(
    Object.fromEntries(CONVERSATION_KINDS.map((kind) => [kind, ConversationOut])) as Record<
      (typeof CONVERSATION_KINDS)[number],
      typeof ConversationOut
    >,
  )
  .openapi("ConversationsBreakup")

export function formatTotals(totals: UsageTotals): z.infer<typeof UsageTotalsOut> {
  const { messages, sent, received, delivered, failed, paid, free, amount, whatsappFees, otherFees } = totals
  return {
    messages,
    sent,
    received,
    delivered,
    failed,
    paid,
    free,
    amount: formatAmount(amount),
    whatsappFees: formatAmount(whatsappFees),
    otherFees: formatAmount(otherFees),
  }
}

export function formatMessagesBreakup({
  sent,
  received,
}: MessagesBreakup): z.infer<typeof MessagesBreakupOut> {
  return { sent: formatMedia(sent), received: formatMedia(received) }
}

function formatMedia({
  total,
  attachments,
  byMedia,
}: MessagesBreakup["sent"]): z.infer<typeof MediaCountsOut> {
  return { total, attachments, ...byMedia }
}

export function formatConversationsBreakup(
  breakup: ConversationsBreakup,
): z.infer<typeof ConversationsBreakupOut> {
  const entries = CONVERSATION_KINDS.map((kind) => {
    const { delivered, whatsappFees } = breakup[kind]
    return [kind, { delivered, whatsappFees: formatAmount(whatsappFees) }] as const
  })
  return Object.fromEntries(entries) as z.infer<typeof ConversationsBreakupOut>
}
