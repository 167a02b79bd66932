import { z } from "@hono/zod-openapi"
import { formatAmount, isLow, isOverdrawn, type Wallet } from "@tollgate/engine"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"

export const WalletOut = z
  .object({
    id: z.string(),
    customerId: z.string(),
    currency: z.string(),
    status: z.enum(["active", "suspended", "closed"]),
    balance: amountOut,
    held: amountOut,
    available: amountOut.openapi({ description: "balance - held" }),
    overdraftLimit: amountOut,
    spendable: amountOut.openapi({ description: "available + overdraftLimit" }),
    lowBalanceThreshold: amountOut.nullable(),
    isLow: z.boolean(),
    isOverdrawn: z.boolean(),
    creditName: z.string(),
    planId: z.string(),
    timezone: z.string(),
    updatedAt: instantOut,
  })
  .openapi("Wallet")

/** A wallet as the API shows it; `timezone` is its customer's. */
export function formatWallet(wallet: Wallet, timezone: string): z.infer<typeof WalletOut> {
  const { id, customerId, currency, status, balance, held, overdraftLimit, lowBalanceThreshold } = wallet
  return {
    id,
    customerId,
    currency,
    status,
    balance: formatAmount(balance),
    held: formatAmount(held),
    available: formatAmount(balance - held),
    overdraftLimit: formatAmount(overdraftLimit),
    spendable: formatAmount(balance - held + overdraftLimit),
    lowBalanceThreshold: lowBalanceThreshold === null ? null : formatAmount(lowBalanceThreshold),
    isLow: isLow(wallet),
    isOverdrawn: isOverdrawn(wallet),
    creditName: wallet.creditName,
    planId: wallet.planId,
    timezone,
    updatedAt: formatInstant(wallet.updatedAt),
  }
}
