import { micros } from "../money/amount.ts"
import type { Summary } from "../session/types.ts"

/** How a wallet stands, the gravest first: what its one notice says. */
export type Standing = "closed" | "suspended" | "empty" | "spent" | "overdrawn" | "low" | "fine"

/** The tone in which each is told. */
export const TONES: Readonly<Record<Standing, "" | "warning" | "danger">> = {
  closed: "danger",
  suspended: "danger",
  empty: "",
  spent: "danger",
  overdrawn: "danger",
  low: "warning",
  fine: "",
}

/** The one thing that a wallet's reader should know. Rule UI-BAL-2. */
export function standingOf({ wallet, lastTopUp, month }: Summary): Standing {
  const { status, balance, spendable, isOverdrawn, isLow } = wallet
  if (status !== "active") return status
  if (balance === "0" && lastTopUp === null && month.messages === 0) return "empty"
  if (micros(spendable) <= 0n) return "spent"
  if (isOverdrawn) return "overdrawn"
  return isLow ? "low" : "fine"
}
