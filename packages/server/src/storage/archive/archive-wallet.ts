import { DAY_MS } from "@tollgate/engine"
import type { SqlHost } from "../sql/sql-host.ts"
import { readWallet } from "../sql/wallet-base.ts"
import { archiveCharges } from "./archive-charges.ts"
import { archiveEntries } from "./archive-entries.ts"
import type { SegmentStore } from "./segment-store.ts"

/** How long charges and entries stay in the tables after they were posted, at least. */
export const STAY_MS: number = 35 * DAY_MS
/** What makes a segment whole. An object has 128 MB of memory, and a segment is there as text for a while. */
export interface SegmentSizes {
  readonly charges: number
  readonly entries: number
  /** Of text, before it is packed. */
  readonly bytes: number
}
export const SEGMENT_SIZES: SegmentSizes = { charges: 10_000, entries: 5_000, bytes: 6_000_000 }

export interface Archiving {
  readonly segments: SegmentStore
  readonly sizes: SegmentSizes
  readonly pause: () => Promise<void>
}

/**
 * Archives one segment: of charges where there is a whole one, else of entries. Of a wallet that is still being imported,
 * nothing. Rules ARCH-1, MOVE-4.
 */
export async function archiveWallet(
  host: SqlHost,
  walletId: string,
  now: number,
  { sizes, ...archiving }: Archiving,
): Promise<{ readonly charges: number; readonly entries: number }> {
  if ((await host.read(readWallet(walletId))) === undefined) return { charges: 0, entries: 0 }
  const common = { ...archiving, before: now - STAY_MS, now, bytes: sizes.bytes }
  const charges = await archiveCharges(host, walletId, { ...common, rows: sizes.charges })
  if (charges > 0) return { charges, entries: 0 }
  return { charges: 0, entries: await archiveEntries(host, walletId, { ...common, rows: sizes.entries }) }
}
