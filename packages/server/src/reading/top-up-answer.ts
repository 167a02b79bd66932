import { z } from "@hono/zod-openapi"
import { formatAmount, type TopUp } from "@tollgate/engine"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { formatTopUpAmounts } from "./top-up-amounts.ts"

export const TopUpOut = z
  .object({
    id: z.string(),
    walletId: z.string(),
    method: z.enum(["checkout", "manual"]),
    status: z.enum(["pending", "succeeded", "failed", "refunded"]),
    amount: amountOut,
    bonus: amountOut,
    fee: amountOut,
    tax: amountOut,
    total: amountOut,
    refunded: amountOut,
    reference: z.string(),
    createdAt: instantOut,
  })
  .openapi("TopUp")

/** A top-up as the API shows it, in answers and in a stream. */
export function formatTopUp(walletId: string, topUp: TopUp): z.infer<typeof TopUpOut> {
  const { id, method, status, refunded, reference, createdAt } = topUp
  return {
    id,
    walletId,
    method,
    status,
    ...formatTopUpAmounts(topUp),
    refunded: formatAmount(refunded),
    reference,
    createdAt: formatInstant(createdAt),
  }
}
