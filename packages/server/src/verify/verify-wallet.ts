import {
  invariant,
  JournalVerifier,
  RollupVerifier,
  QUARTER_HOUR_MS,
  QUARTER_ROLLUP_DAYS,
  DAY_MS,
  EVENT_AHEAD_MAX_MS,
  MESSAGE_MEMORY_MS,
  type ChargeSpan,
  type Finding,
} from "@tollgate/engine"
import type { WalletReads } from "../storage/wallet-store.ts"
import { zoneOf } from "../zones.ts"
import { readable, UnreadableError } from "./unreadable.ts"

const ENTRIES_AT_ONCE = 500
const MESSAGES_AT_ONCE = 500
const CHARGES_AT_ONCE = 1000

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
 * Derive a wallet's books from its journal and compare them with the store's. Rules LED-7, LED-8.
 *
 * @param rollupSlices - rollups are most of what is in memory: in so many parts, for each of which the charges are read again
 * @throws UnreadableError where rows cannot be read at all
 */
export async function verifyWallet(
  wallets: WalletReads,
  walletId: string,
  heads: readonly PublishedHead[],
  now: number,
  rollupSlices = 1,
): Promise<Verified> {
  const wallet = await wallets.wallet(walletId)
  invariant(wallet !== undefined, "the wallet exists")
  const rollupZone = zoneOf(wallet.rollupZone)
  const quartersFrom = Math.floor((now - QUARTER_ROLLUP_DAYS * DAY_MS) / QUARTER_HOUR_MS)
  const verifier = new JournalVerifier({
    walletId,
    recipientKey: wallet.recipientKey,
    rollupZone,
    quartersFrom,
    rollupSlice: { index: 0, of: rollupSlices },
    publishedHeads: heads.filter((head) => head.walletId === walletId),
  })
  let entries = 0
  let charges = 0
  for (let afterSequence = 0; ;) {
    const page = await entriesAfter(wallets, walletId, afterSequence)
    const range = { afterSequence, limit: page.length }
    const spans = new Map((await wallets.entrySpans(walletId, range)).map((span) => [span.sequence, span]))
    for (const entry of page) {
      const own = await readable(`entry ${entry.sequence}`, () =>
        chargesOf(wallets, walletId, entry.sequence),
      )
      verifier.addEntry(entry, own, spanOf(spans.get(entry.sequence)))
      entries += 1
      charges += own.length
      afterSequence = entry.sequence
    }
    if (page.length === 0) break
  }
  const { holds, rollups, topUps, ...books } = await readable("books", () => wallets.books(walletId))
  await readable("books", async () => {
    for await (const hold of holds) verifier.addHold(hold)
    for await (const row of rollups) verifier.addRollup(row)
    for await (const row of topUps) verifier.addTopUp(row)
  })
  await readable("messages", () => addMessages(verifier, wallets, walletId, now))
  const allotments = (await wallets.allotments(walletId)).map(({ senderId, amount, mayUseShared }) => ({
    senderId,
    amount,
    mayUseShared,
  }))
  const heldMessages = await wallets.heldMessages(walletId)
  const findings = [...verifier.finish({ wallet, ...books, allotments, heldMessages })]
  for (let index = 1; index < rollupSlices; index += 1) {
    const slice = new RollupVerifier({ rollupZone, quartersFrom, slice: { index, of: rollupSlices } })
    findings.push(...(await verifySlice(slice, wallets, walletId)))
  }
  return { entries, charges, findings }
}

async function verifySlice(
  verifier: RollupVerifier,
  wallets: WalletReads,
  walletId: string,
): Promise<readonly Finding[]> {
  for (let afterNumber = 0; ;) {
    const range = { afterNumber, limit: CHARGES_AT_ONCE, isExact: true }
    const page = await readable("charges", () => wallets.charges(walletId, range))
    verifier.addCharges(page)
    const last = page.at(-1)
    if (last === undefined) break
    afterNumber = last.number
  }
  const { rollups } = await readable("books", () => wallets.books(walletId))
  await readable("books", async () => {
    for await (const row of rollups) verifier.addRollup(row)
  })
  return verifier.finish()
}

/** What the port tells beside the sequence. */
function spanOf(span: (ChargeSpan & { readonly sequence: number }) | undefined): ChargeSpan | undefined {
  if (span === undefined) return undefined
  const { sequence: _sequence, ...rest } = span
  return rest
}

/**
 * Those that are too young for a record that was joined with them to be forgotten already: with it would go the proof
 * that its charges are theirs.
 */
async function addMessages(
  verifier: JournalVerifier,
  wallets: WalletReads,
  walletId: string,
  now: number,
): Promise<void> {
  const filter = { from: now - MESSAGE_MEMORY_MS + EVENT_AHEAD_MAX_MS }
  let cursor: string | undefined
  do {
    const page = { limit: MESSAGES_AT_ONCE, ...(cursor === undefined ? {} : { cursor }) }
    const { rows, next } = await wallets.messages(walletId, filter, page)
    for (const { message, charges } of rows) verifier.addMessage(message, charges)
    cursor = next
  } while (cursor !== undefined)
}

/** The next entries; when one of many cannot be read, those before it, so that the one that cannot is named. */
async function entriesAfter(wallets: WalletReads, walletId: string, afterSequence: number) {
  const read = (limit: number) => () => wallets.entries(walletId, { afterSequence, limit, isExact: true })
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

async function chargesOf(wallets: WalletReads, walletId: string, sequence: number) {
  return wallets.charges(walletId, {
    fromSequence: sequence,
    toSequence: sequence,
    limit: CHARGES_OF_AN_ENTRY_MAX,
    isExact: true,
  })
}
