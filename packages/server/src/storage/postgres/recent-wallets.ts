import type { WalletBase } from "../sql/wallet-base.ts"

/** How many wallets' rows are kept in memory between groups. */
export const RECENT_WALLETS_MAX = 2_000

/** A wallet as the last group of this process left it. It counts only where its revision and head are those in the table. */
export interface RecentWallet {
  readonly base: WalletBase
  readonly revision: number
  /** Until when other processes are taken to write to it too, on the host's clock. */
  readonly sharedUntil: number
}

/** The wallets used last; the least recently used leaves first. Dropping any changes no answer (INV-5). */
export class RecentWallets {
  // A Map keeps the order of insertion: the first key is the one that was used longest ago.
  readonly #wallets = new Map<string, RecentWallet>()

  get(walletId: string): RecentWallet | undefined {
    return this.#wallets.get(walletId)
  }

  put(walletId: string, wallet: RecentWallet): void {
    this.#wallets.delete(walletId)
    this.#wallets.set(walletId, wallet)
    for (const oldest of this.#wallets.keys()) {
      if (this.#wallets.size <= RECENT_WALLETS_MAX) break
      this.#wallets.delete(oldest)
    }
  }

  drop(walletId: string): void {
    this.#wallets.delete(walletId)
  }
}
