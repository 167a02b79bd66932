import { z } from "@hono/zod-openapi"
import { formatAmount, moneyOf, type Dispute, type Refund, type TopUp } from "@tollgate/engine"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { formatTopUpAmounts } from "./top-up-amounts.ts"

const PARTS = {
  amount: amountOut.openapi({ description: "Credit of the wallet" }),
  bonus: amountOut.openapi({ description: "Bonus that goes with it" }),
  fee: amountOut,
  tax: amountOut,
  total: amountOut.openapi({ description: "The customer's money: amount + fee + tax" }),
}

const RefundOut = z
  .object({
    id: z.string(),
    status: z.enum(["pending", "succeeded", "failed"]),
    origin: z
      .enum(["operator", "provider"])
      .openapi({ description: "Asked for here, or made at the payment provider" }),
    ...PARTS,
    reason: z.string(),
    failureReason: z.string().nullable().openapi({ example: "charge_disputed" }),
    providerRefundId: z.string().nullable(),
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .openapi("TopUpRefund")

const DisputeOut = z
  .object({
    id: z.string(),
    state: z.enum(["opened", "won", "lost"]),
    ...PARTS,
    reason: z.string().openapi({ example: "fraudulent" }),
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .openapi("TopUpDispute")

export const TopUpOut = z
  .object({
    id: z.string(),
    walletId: z.string(),
    method: z.enum(["checkout", "manual"]),
    source: z
      .enum(["operator", "portal", "link", "auto"])
      .openapi({ description: "By hand, in a portal, by a payment link, or by auto-recharge" }),
    status: z.enum(["pending", "succeeded", "failed", "refunded", "disputed"]),
    amount: amountOut,
    bonus: amountOut,
    fee: amountOut,
    tax: amountOut,
    taxIncluded: amountOut.openapi({ description: "Tax inside of amount + fee" }),
    total: amountOut,
    refunded: amountOut.openapi({
      description: "Credit that refunds gave back; those that are pending are not in it",
    }),
    refunds: z.array(RefundOut),
    disputes: z.array(DisputeOut),
    couponCode: z.string().nullable(),
    reference: z.string(),
    senderId: z
      .string()
      .nullable()
      .openapi({ description: "The number whose part was topped up; null = the shared part" }),
    failureReason: z.string().nullable().openapi({ example: "declined" }),
    checkoutUrl: z.string().optional().openapi({ description: "Where the customer pays; while pending" }),
    invoiceId: z.string().nullable().optional().openapi({
      description:
        "Null until the invoice is issued, a moment after the credit. Not told in summaries and streams, which come before it.",
    }),
    expiresAt: instantOut.nullable().openapi({ description: "When a checkout is given up" }),
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .openapi("TopUp")

/**
 * A top-up as the API shows it, in answers and in a stream.
 *
 * @param invoiceId - absent where it was not looked for
 */
export function formatTopUp(
  walletId: string,
  topUp: TopUp,
  invoiceId?: string | null,
): z.infer<typeof TopUpOut> {
  const { id, method, source, status, refunded, reference, couponCode, failureReason } = topUp
  const hasPage = status === "pending" && topUp.checkoutUrl !== ""
  return {
    id,
    walletId,
    method,
    source,
    status,
    ...formatTopUpAmounts(topUp),
    refunded: formatAmount(refunded),
    refunds: topUp.refunds.map(formatRefund),
    disputes: topUp.disputes.map(formatDispute),
    couponCode: couponCode || null,
    reference,
    senderId: topUp.senderId || null,
    failureReason: failureReason || null,
    ...(hasPage ? { checkoutUrl: topUp.checkoutUrl } : {}),
    ...(invoiceId === undefined ? {} : { invoiceId }),
    expiresAt: topUp.expiresAt === null ? null : formatInstant(topUp.expiresAt),
    createdAt: formatInstant(topUp.createdAt),
    updatedAt: formatInstant(topUp.updatedAt),
  }
}

function formatRefund(refund: Refund): z.infer<typeof RefundOut> {
  const { id, status, origin, reason, failureReason, providerRefundId, createdAt, updatedAt } = refund
  return {
    id,
    status,
    origin,
    ...formatParts(refund),
    reason,
    failureReason: failureReason || null,
    providerRefundId: providerRefundId || null,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  }
}

function formatDispute(dispute: Dispute): z.infer<typeof DisputeOut> {
  const { id, state, reason, createdAt, updatedAt } = dispute
  return {
    id,
    state,
    ...formatParts(dispute),
    reason,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  }
}

function formatParts(given: Refund | Dispute): Record<keyof typeof PARTS, string> {
  const { amount, bonus, fee, tax } = given
  return {
    amount: formatAmount(amount),
    bonus: formatAmount(bonus),
    fee: formatAmount(fee),
    tax: formatAmount(tax),
    total: formatAmount(moneyOf(given)),
  }
}
