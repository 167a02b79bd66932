import { z } from "@hono/zod-openapi"
import { formatAmount, type TopUp } from "@tollgate/engine"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { formatTopUpAmounts } from "./top-up-amounts.ts"

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
    refunded: amountOut,
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
