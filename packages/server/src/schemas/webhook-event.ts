import { z } from "@hono/zod-openapi"
import { TopUpOut } from "../reading/top-up-answer.ts"
import { WalletOut } from "../reading/wallet-answer.ts"
import { PING_EVENT, type EventType } from "../webhooks/event-types.ts"
import { amountOut, instantOut } from "./common.ts"
import { InvoiceOut } from "./invoice.ts"

/** Whose event it is: in the data of every event. */
const about = { walletId: z.string(), customerId: z.string(), partnerId: z.string() }

const balance = z.object({
  ...about,
  currency: z.string(),
  balance: amountOut,
  available: amountOut.openapi({ description: "balance less what is held" }),
})
const topUp = z.object({ ...about, currency: z.string(), topUp: TopUpOut })
const refundedTopUp = z.object({
  ...about,
  currency: z.string(),
  amount: amountOut.openapi({ description: "Of this refund; the top-up has the sum" }),
  creditNoteId: z.string(),
  topUp: TopUpOut,
})
const failedRefund = z.object({
  ...about,
  currency: z.string(),
  refundId: z.string(),
  amount: amountOut.openapi({ description: "Of credits that are back in the wallet" }),
  reason: z.string(),
  wasRefunded: z.boolean().openapi({ description: "It had succeeded, and the money came back days later" }),
  topUp: TopUpOut,
})
const disputedTopUp = z.object({
  ...about,
  currency: z.string(),
  disputeId: z.string(),
  state: z.string().openapi({ description: "opened, won or lost" }),
  amount: amountOut.openapi({ description: "Of credits that are held, given back or gone" }),
  reason: z.string(),
  topUp: TopUpOut,
})
const recharge = z.object({
  ...about,
  currency: z.string(),
  topUpId: z.string().nullable(),
  amount: amountOut.nullable(),
  reason: z.string().nullable(),
  isEmergency: z.boolean(),
  failuresLeft: z.int().nullable(),
  nextAttemptAt: instantOut.nullable(),
  action: z
    .enum(["none", "pay", "add_method", "add_billing_details"])
    .openapi({ description: "What the customer must do" }),
  payUrl: z.string().nullable().openapi({ description: "Where to pay in person: whoever has it can pay" }),
})
const charge = z.object({
  number: z
    .int()
    .openapi({ description: "Ascending per wallet, without gaps: the key by which to handle each once" }),
  messageId: z.string(),
  senderId: z.string(),
  trigger: z.string().openapi({ example: "delivered" }),
  occurredAt: instantOut,
  postedAt: instantOut,
  category: z.string().nullable(),
  type: z.string().nullable(),
  channel: z.string(),
  market: z.string().nullable(),
  amount: amountOut,
  fees: z.array(z.object({ group: z.string(), label: z.string(), amount: amountOut })),
})

/** The `data` of each event. */
export const EVENT_DATA = {
  "balance.low": balance,
  "balance.overdrawn": balance,
  "balance.recovered": balance,
  "topup.succeeded": topUp,
  "topup.failed": topUp,
  "topup.refunded": refundedTopUp,
  "topup.refund_failed": failedRefund,
  "topup.disputed": disputedTopUp,
  "autorecharge.succeeded": recharge,
  "autorecharge.failed": recharge,
  "autorecharge.disabled": recharge,
  "invoice.issued": z.object({ ...about, invoice: InvoiceOut }),
  "suspense.created": z.object({
    ...about,
    reason: z.string(),
    messageId: z.string(),
    senderId: z.string(),
  }),
  "charge.created": z.object({
    ...about,
    currency: z.string(),
    sequence: z.int().openapi({ description: "The journal entry that posted them" }),
    charges: z
      .array(charge)
      .openapi({ description: "Of one entry, 100 at most: more come in several webhooks" }),
  }),
  "wallet.updated": z.object({ ...about, wallet: WalletOut }),
  "journal.head": z.object({
    ...about,
    sequence: z.int(),
    head: z.string().openapi({ description: "The hash of the newest journal entry, hex" }),
    balance: amountOut,
    at: instantOut,
  }),
} as const satisfies Partial<Record<EventType, z.ZodType>>

export type SentEvent = keyof typeof EVENT_DATA
export type EventData<E extends SentEvent> = z.infer<(typeof EVENT_DATA)[E]>

const pingData = z.object({ endpointId: z.string() })

/** The body of each webhook, by its type, as OpenAPI lists them. Rule HOOK-2. */
export function webhookBodies(): readonly (readonly [type: string, body: z.ZodType])[] {
  return [...Object.entries(EVENT_DATA), [PING_EVENT, pingData] as const].map(([type, data]) => [
    type,
    z.object({ type: z.literal(type), timestamp: instantOut, data }),
  ])
}
