import type { Wallet } from "./state.ts"

/** Available below the threshold. */
export function isLow(wallet: Wallet): boolean {
  return wallet.lowBalanceThreshold !== null && wallet.balance - wallet.held < wallet.lowBalanceThreshold
}

export function isOverdrawn(wallet: Wallet): boolean {
  return wallet.balance < 0n
}
