import { z } from "@hono/zod-openapi"
import { type Charge, formatAmount, type MessageRecord } from "@tollgate/engine"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { messageStatus } from "../storage/message-status.ts"
import { maskRecipient } from "./mask-recipient.ts"

export const MESSAGE_STATUSES = ["accepted", "sent", "delivered", "read", "failed", "received"] as const

const nullableText = z.string().nullable()

export const MessageOut = z
  .object({
    messageId: z.string(),
    recipient: nullableText.openapi({ description: "Masked for portal tokens; null once erased" }),
    senderId: z.string(),
    status: z.enum(MESSAGE_STATUSES),
    category: nullableText,
    type: nullableText,
    channel: nullableText,
    market: nullableText,
    mediaType: nullableText,
    occurredAt: instantOut,
    postedAt: instantOut.nullable(),
    amount: amountOut,
    fees: z.array(z.object({ group: z.string(), label: z.string(), amount: amountOut })),
    rateCard: nullableText,
    reason: nullableText.openapi({ description: "Why it cost that much, in one word" }),
  })
  .openapi("Message")

/** A message with what it cost: the fee lines of all its charges. The delivery's charge tells card and reason. Rule READ-10. */
export function formatMessage(
  { message, charges }: { readonly message: MessageRecord; readonly charges: readonly Charge[] },
  isMasked: boolean,
): z.infer<typeof MessageOut> {
  const telling = charges.findLast(({ trigger }) => trigger === "delivered") ?? charges.at(-1)
  const fees = sumFees(charges)
  const recipient = isMasked ? maskRecipient(message.recipient) : message.recipient
  return {
    messageId: message.messageId,
    recipient: orNull(recipient),
    senderId: message.senderId,
    status: messageStatus(message),
    category: orNull(message.category),
    type: orNull(message.type),
    channel: orNull(message.channel || (telling?.channel ?? "")),
    market: orNull(message.market),
    mediaType: orNull(message.mediaType || (telling?.mediaType ?? "")),
    occurredAt: formatInstant(message.occurredAt),
    postedAt: telling === undefined ? null : formatInstant(telling.postedAt),
    amount: formatAmount(fees.reduce((sum, { micros }) => sum + micros, 0n)),
    fees: fees.map(({ group, label, micros }) => ({ group, label, amount: formatAmount(micros) })),
    rateCard: orNull(telling?.rateCard ?? ""),
    reason: orNull(telling?.reason ?? ""),
  }
}

interface Fee {
  readonly group: string
  readonly label: string
  readonly micros: bigint
}

/** One for each group and label, in the order of the charges; a correction joins the fee that it corrects. */
function sumFees(charges: readonly Charge[]): readonly Fee[] {
  const fees = new Map<string, Fee>()
  for (const { group, label, amount } of charges.flatMap((charge) => charge.fees)) {
    const key = JSON.stringify([group, label])
    const known = fees.get(key)?.micros ?? 0n
    fees.set(key, { group, label, micros: known + BigInt(amount) })
  }
  return [...fees.values()]
}

function orNull(text: string): string | null {
  return text === "" ? null : text
}
