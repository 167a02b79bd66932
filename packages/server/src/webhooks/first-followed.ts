import type { WalletStore } from "../storage/wallet-store.ts"
import type { Following } from "./follow-journals.ts"

/** The first entry of a wallet that an owner who has no cursor there hears of. */
export async function firstFollowed(
  { wallets }: { readonly wallets: Pick<WalletStore, "entries"> },
  { wallet, since }: Pick<Following, "wallet" | "since">,
): Promise<number | undefined> {
  if (wallet.lastEntryAt < since) return undefined
  const [first] = await wallets.entries(wallet.id, { fromAt: since, limit: 1 })
  return first?.sequence
}
