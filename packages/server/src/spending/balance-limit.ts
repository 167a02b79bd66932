import { formatAmount, type Micros, type WalletState } from "@tollgate/engine"
import { problemBody } from "../problem.ts"
import type { Answer } from "../storage/wallet-store.ts"

/** The most, of either sign, that credit by hand may bring a balance to; the rest below 2^63 is room for deliveries. */
export const BALANCE_MICROS_MAX: Micros = 9_000_000_000_000_000_000n

/** 422 for an amount that would take the balance past what is kept exactly; undefined for any other. Rule MON-1. */
export function refuseBeyondLimit({ wallet }: WalletState, amount: Micros): Answer | undefined {
  const balance = wallet.balance + amount
  if (balance <= BALANCE_MICROS_MAX && balance >= -BALANCE_MICROS_MAX) return undefined
  const detail = `A balance is at most ${formatAmount(BALANCE_MICROS_MAX)}, of either sign.`
  return { status: 422, body: problemBody("unprocessable", { detail }) }
}
