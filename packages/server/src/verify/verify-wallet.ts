import {
  invariant,
  JournalVerifier,
  QUARTER_HOUR_MS,
  QUARTER_ROLLUP_DAYS,
  DAY_MS,
  type Finding,
} from "@tollgate/engine"
import type { WalletStore } from "../storage/wallet-store.ts"
import { zoneOf } from "../zones.ts"

const ENTRIES_AT_ONCE = 500

/** The end of a journal as somebody outside wrote it down. */
export interface PublishedHead {
  readonly walletId: string
  readonly sequence: number
  readonly head: string
}

export interface Verified {
  readonly entries: number
  readonly charges: number
  /** None for a sound wallet. */
  readonly findings: readonly Finding[]
}

/** Derive a wallet's books from its journal and compare them with the store's. Rule LED-7. */
export async function verifyWallet(
  wallets: WalletStore,
  walletId: string,
  heads: readonly PublishedHead[],
  now: number,
): Promise<Verified> {
  const wallet = await wallets.wallet(walletId)
  invariant(wallet !== undefined, "the wallet exists")
  const verifier = new JournalVerifier({
    walletId,
    recipientKey: wallet.recipientKey,
    rollupZone: zoneOf(wallet.rollupZone),
    quartersFrom: Math.floor((now - QUARTER_ROLLUP_DAYS * DAY_MS) / QUARTER_HOUR_MS),
    publishedHeads: heads.filter((head) => head.walletId === walletId),
  })
  let entries = 0
  let charges = 0
  for (let afterSequence = 0; ;) {
    const page = await wallets.entries(walletId, { afterSequence, limit: ENTRIES_AT_ONCE })
    for (const entry of page) {
      const own = await chargesOf(wallets, walletId, entry.sequence)
      verifier.addEntry(entry, own)
      entries += 1
      charges += own.length
      afterSequence = entry.sequence
    }
    if (page.length < ENTRIES_AT_ONCE) break
  }
  const { rollups, ...books } = await wallets.books(walletId)
  const allotments = (await wallets.allotments(walletId)).map(({ senderId, amount, mayUseShared }) => ({
    senderId,
    amount,
    mayUseShared,
  }))
  for await (const row of rollups) verifier.addRollup(row)
  return { entries, charges, findings: verifier.finish({ wallet, ...books, allotments }) }
}

/** A settlement has a few charges for each of its events. */
const CHARGES_OF_AN_ENTRY_MAX = 10_000

async function chargesOf(wallets: WalletStore, walletId: string, sequence: number) {
  return wallets.charges(walletId, {
    fromSequence: sequence,
    toSequence: sequence,
    limit: CHARGES_OF_AN_ENTRY_MAX,
  })
}
