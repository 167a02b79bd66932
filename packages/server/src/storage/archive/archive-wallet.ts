import { DAY_MS } from "@tollgate/engine"
import type { SqlHost } from "../sql/sql-host.ts"
import { archiveCharges } from "./archive-charges.ts"
import { archiveEntries } from "./archive-entries.ts"
import type { SegmentStore } from "./segment-store.ts"

/** How long charges and entries stay in the tables after they were posted, at least. */
export const STAY_MS: number = 35 * DAY_MS
/** A segment has so many charges, and those that its last entry has beyond. */
export const SEGMENT_CHARGES: number = 10_000
export const SEGMENT_ENTRIES: number = 5_000

export interface Archiving {
  readonly segments: SegmentStore
  readonly segmentCharges?: number
  readonly segmentEntries?: number
  readonly pause: () => Promise<void>
}

/** Archives one segment: of charges where there is a whole one, else of entries. Rule ARCH-1. */
export async function archiveWallet(
  host: SqlHost,
  walletId: string,
  now: number,
  { segmentCharges = SEGMENT_CHARGES, segmentEntries = SEGMENT_ENTRIES, ...archiving }: Archiving,
): Promise<{ readonly charges: number; readonly entries: number }> {
  const common = { ...archiving, before: now - STAY_MS, now }
  const charges = await archiveCharges(host, walletId, { ...common, segmentCharges })
  if (charges > 0) return { charges, entries: 0 }
  return { charges: 0, entries: await archiveEntries(host, walletId, { ...common, segmentEntries }) }
}
