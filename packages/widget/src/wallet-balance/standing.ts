import { micros } from "../money/amount.ts"
import type { Summary } from "../session/types.ts"

/** How a wallet stands, the gravest first: what its one notice says. */
export type Standing = "closed" | "suspended" | "empty" | "spent" | "overdrawn" | "low" | "fine"

/** The one thing that a wallet's reader should know. Rule UI-BAL-2. */
export function standingOf({ wallet, lastTopUp, month }: Summary): Standing {
  if (wallet.status !== "active") return wallet.status
  const balance = micros(wallet.balance)
  if (balance === 0n && lastTopUp === null && month.messages === 0) return "empty"
  if (micros(wallet.spendable) <= 0n) return "spent"
  if (balance < 0n) return "overdrawn"
  return wallet.isLow ? "low" : "fine"
}
