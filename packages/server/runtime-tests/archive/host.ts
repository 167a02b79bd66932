import type { SegmentKind } from "../../src/storage/archive/segment-table.ts"
import type { SqlDriver } from "../../src/storage/sql-driver.ts"
import type { SqlWalletStoreOptions } from "../../src/storage/sql-wallet-store.ts"
import type { WalletStore } from "../../src/storage/wallet-store.ts"
import type { TestSegments } from "../../src/testing/memory-segments.ts"

/** A database and an archive, both empty at first. The suite knows nothing else of them. */
export interface ArchiveHost {
  readonly segments: TestSegments
  /** A handle on the database. */
  open(options?: SqlWalletStoreOptions): Promise<WalletStore>
  /** Something done to the tables beside the store. */
  onDriver<T>(body: (driver: SqlDriver) => T): Promise<T>
  dispose(): Promise<void>
}

export type MakeArchiveHost = () => Promise<ArchiveHost>

/** Charges, and entries, of a segment in these tests. */
export const SEGMENT = 12
export const SEGMENT_ENTRIES = 5

/** Runs `body` on a new host with one handle that archives, and cleans up after it. */
export async function onArchive(
  makeHost: MakeArchiveHost,
  body: (host: ArchiveHost, store: WalletStore) => Promise<void>,
): Promise<void> {
  const host = await makeHost()
  const store = await openArchiving(host)
  try {
    await body(host, store)
  } finally {
    await store.close()
    await host.dispose()
  }
}

export function openArchiving(host: ArchiveHost, options: SqlWalletStoreOptions = {}): Promise<WalletStore> {
  const segmentSizes = { charges: SEGMENT, entries: SEGMENT_ENTRIES, bytes: 1_000_000 }
  return host.open({ segments: host.segments, segmentSizes, ...options })
}

/** How many rows the tables have. */
export async function rowsOf(host: ArchiveHost, table: "charge" | "journal_entry"): Promise<number> {
  return host.onDriver((driver) => Number(driver.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.["n"]))
}

/** First and last number of each segment. */
export async function segmentRanges(
  host: ArchiveHost,
  kind: SegmentKind,
): Promise<readonly (readonly [number, number])[]> {
  return host.onDriver((driver) =>
    driver
      .prepare("SELECT first_number, last_number FROM archive_segment WHERE kind = ? ORDER BY last_number")
      .all(kind)
      .map((row) => [row["first_number"] as number, row["last_number"] as number] as const),
  )
}

/** Of the objects of one kind. */
export async function keysOf(host: ArchiveHost, kind: SegmentKind): Promise<readonly string[]> {
  return (await host.segments.keys()).filter((key) => key.startsWith(`${kind}/`))
}

/** Archives segment after segment until none is left to make. */
export async function archiveAll(
  store: WalletStore,
  now: number,
): Promise<{ readonly charges: number; readonly entries: number }> {
  let charges = 0
  let entries = 0
  for (;;) {
    const moved = await store.archiveCharges("wal_1", now)
    if (moved.charges === 0 && moved.entries === 0) return { charges, entries }
    charges += moved.charges
    entries += moved.entries
  }
}
