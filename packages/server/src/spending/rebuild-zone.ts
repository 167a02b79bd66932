import { rollupsOf } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { zoneOf } from "../zones.ts"

/** Sum a wallet's rollups by another zone, if they are not yet. Rule RUN-6. */
export async function rebuildZone(
  { wallets, places }: Pick<Deps, "wallets" | "places">,
  walletId: string,
  zoneId: string,
): Promise<void> {
  if (places !== undefined && !places.isHere(walletId)) return places.rebuildZone(walletId, zoneId)
  const wallet = await wallets.wallet(walletId)
  if (wallet === undefined || wallet.rollupZone === zoneId) return
  const zone = zoneOf(zoneId)
  await wallets.rebuildRollups(walletId, zoneId, (charges) => rollupsOf(charges, zone))
}
