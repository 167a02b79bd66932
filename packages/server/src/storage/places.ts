import { ElsewhereError } from "./elsewhere.ts"
import type { WalletStore } from "./wallet-store.ts"

/** Every method of the port whose first parameter is the wallet that it is about. */
const OF_ONE_WALLET = [
  "open",
  "execute",
  "wallet",
  "knowsMessage",
  "entries",
  "balanceAt",
  "charges",
  "scanCharges",
  "messages",
  "messagesById",
  "usage",
  "heldMessages",
  "lastMessages",
  "hold",
  "topUp",
  "topUps",
  "topUpsSince",
  "allotments",
  "books",
  "entrySpans",
  "rebuildRollups",
  "archiveCharges",
] as const satisfies readonly (keyof WalletStore)[]
type OfOneWallet = Pick<WalletStore, (typeof OF_ONE_WALLET)[number]>

/** What every other wallet's methods do here. Rule WORK-1. */
export const ALL_ELSEWHERE: OfOneWallet = Object.fromEntries(
  OF_ONE_WALLET.map((name) => [
    name,
    (walletId: string) => {
      throw new ElsewhereError(walletId)
    },
  ]),
) as unknown as OfOneWallet

/** The store of one wallet's own place: of any other wallet it says that it lives elsewhere. Rule WORK-1. */
export function storeOfOne(walletId: string, store: WalletStore): WalletStore {
  const guarded = OF_ONE_WALLET.map((name) => [
    name,
    (asked: string, ...rest: readonly unknown[]) => {
      if (asked !== walletId) throw new ElsewhereError(asked)
      return (store[name] as (...args: readonly unknown[]) => unknown)(asked, ...rest)
    },
  ])
  return { ...store, ...(Object.fromEntries(guarded) as OfOneWallet) }
}
