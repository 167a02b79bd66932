import type { WalletBase } from "./wallet-base.ts"

/** What survives from one group to the next. Dropping any of it changes no answer (INV-5). */
export interface BaseCache {
  get(walletId: string): WalletBase | undefined
  put(base: WalletBase): void
  drop(walletId: string): void
  clear(): void
}

/**
 * The bases of the wallets used last, the least recently used leaves first.
 *
 * @param walletsMax - 0 keeps nothing
 */
export function createBaseCache(walletsMax: number): BaseCache {
  // A Map keeps the order of insertion: the first key is the one that was used longest ago.
  const bases = new Map<string, WalletBase>()
  return {
    get: (walletId) => bases.get(walletId),
    put: (base) => {
      bases.delete(base.wallet.id)
      bases.set(base.wallet.id, base)
      for (const oldest of bases.keys()) {
        if (bases.size <= walletsMax) break
        bases.delete(oldest)
      }
    },
    drop: (walletId) => {
      bases.delete(walletId)
    },
    clear: () => bases.clear(),
  }
}
