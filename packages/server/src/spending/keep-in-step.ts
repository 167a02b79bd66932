import type { WalletPlace } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { rebuildZone } from "./rebuild-zone.ts"

/**
 * What a request changes in the catalog and in the wallet one after the other, and was cut off between: the rollups follow
 * the customer's zone, and the directory says that a closed wallet is closed. Rule RUN-6.
 */
export async function keepInStep(
  deps: Pick<Deps, "catalog" | "wallets" | "places">,
  { walletId, customerId, isClosed }: WalletPlace,
): Promise<void> {
  const customer = await deps.catalog.customer(customerId)
  if (customer !== undefined) await rebuildZone(deps, walletId, customer.timezone)
  const wallet = await deps.wallets.wallet(walletId)
  if (wallet === undefined || (wallet.status === "closed") === isClosed) return
  await deps.catalog.closeWalletPlace(walletId, wallet.status === "closed")
}
