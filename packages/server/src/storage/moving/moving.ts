import type { CatalogMoving } from "./catalog-moving.ts"
import type { WalletMoving } from "./wallet-moving.ts"

/** Wallets and their catalog, out of a store and into one. */
export interface Moving {
  readonly wallets: WalletMoving
  readonly catalog: CatalogMoving
}
