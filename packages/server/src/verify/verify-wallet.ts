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
import { readable, UnreadableError } from "./unreadable.ts"

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

/**
 * Derive a wallet's books from its journal and compare them with the store's. Rule LED-7.
 *
 * @throws UnreadableError where rows cannot be read at all
 */
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
    const page = await entriesAfter(wallets, walletId, afterSequence)
    for (const entry of page) {
      const own = await readable(`entry ${entry.sequence}`, () =>
        chargesOf(wallets, walletId, entry.sequence),
      )
      verifier.addEntry(entry, own)
      entries += 1
      charges += own.length
      afterSequence = entry.sequence
    }
    if (page.length === 0) break
  }
  const { rollups, ...books } = await readable("books", () => wallets.books(walletId))
  const allotments = (await wallets.allotments(walletId)).map(({ senderId, amount, mayUseShared }) => ({
    senderId,
    amount,
    mayUseShared,
  }))
  for await (const row of rollups) verifier.addRollup(row)
  return { entries, charges, findings: verifier.finish({ wallet, ...books, allotments }) }
}

/** The next entries; when one of many cannot be read, those before it, so that the one that cannot is named. */
async function entriesAfter(wallets: WalletStore, walletId: string, afterSequence: number) {
  const read = (limit: number) => () => wallets.entries(walletId, { afterSequence, limit })
  const next = `entry ${afterSequence + 1}`
  try {
    return await readable(next, read(ENTRIES_AT_ONCE))
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    return readable(next, read(1))
  }
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
