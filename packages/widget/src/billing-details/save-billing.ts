import type { BillingDetails } from "../session/types.ts"
import type { WalletSession } from "../session/wallet-session.ts"

/** Saves them whole, and reads the wallet again, which all elements of the page then show. */
export async function saveBilling(
  session: WalletSession,
  details: BillingDetails,
  etag?: string,
): Promise<void> {
  await session.fetch(`v1/wallets/${session.walletId}/billing-details`, {
    method: "PUT",
    body: details,
    ...(etag !== undefined && { headers: { "If-Match": etag } }),
  })
  await session.load()
}
