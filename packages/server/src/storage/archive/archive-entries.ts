import { GENESIS_HASH, hashEntry } from "@tollgate/engine"
import { integer } from "../sql/column.ts"
import { all, get, type Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { table, type Table } from "../sql/table.ts"
import { STORED_ENTRY } from "../sql/tables.ts"
import { formatRow } from "./segment-bytes.ts"
import { SegmentError, type SegmentStore } from "./segment-store.ts"
import { lastSegment, type SegmentRow } from "./segment-table.ts"
import { archiveNext, type SegmentFacts } from "./seal-segment.ts"

/** Entries that are read and hashed at once. */
const ENTRIES_AT_ONCE = 100

interface CutEntry {
  readonly at: number
  readonly lastCharge: number
}
const CUT_ENTRY: Table<CutEntry> = table<CutEntry>("journal_entry", ["wallet_id", "sequence"], {
  at: integer,
  lastCharge: integer,
})
const ENTRY = `SELECT ${CUT_ENTRY.columns} FROM journal_entry WHERE wallet_id = ?1 AND sequence = ?2`
const ENTRIES = `SELECT ${STORED_ENTRY.columns} FROM journal_entry
  WHERE wallet_id = ?1 AND sequence > ?2 AND sequence <= ?3 ORDER BY sequence LIMIT ${ENTRIES_AT_ONCE}`

export interface EntryArchiving {
  readonly segments: SegmentStore
  readonly segmentEntries: number
  /** Only what was posted before. */
  readonly before: number
  readonly now: number
  readonly pause: () => Promise<void>
}

/**
 * Archives one segment of entries whose charges are archived, where there is a whole one. Rules ARCH-1 to ARCH-3.
 *
 * @returns how many entries were archived
 */
export async function archiveEntries(
  host: SqlHost,
  walletId: string,
  { segments, segmentEntries, before, now, pause }: EntryArchiving,
): Promise<number> {
  return archiveNext<Cut>(host, walletId, {
    kind: "entries",
    segments,
    nextCut: (segmentBefore) => nextCut(walletId, { segmentBefore, before, segmentEntries }),
    readCut: (cut) => readCut(host, walletId, { ...cut, now, pause }),
  })
}

interface Cut {
  readonly segmentBefore: SegmentRow | undefined
  readonly last: number
}

function* nextCut(
  walletId: string,
  {
    segmentBefore,
    before,
    segmentEntries,
  }: {
    readonly segmentBefore: SegmentRow | undefined
    readonly before: number
    readonly segmentEntries: number
  },
): Sql<Cut | undefined> {
  const last = (segmentBefore?.lastNumber ?? 0) + segmentEntries
  const row = yield* get(ENTRY, walletId, last)
  if (row === undefined) return undefined
  const { at, lastCharge } = CUT_ENTRY.decode(row)
  // Charges of the table are found by entries of the table.
  const archivedCharge = (yield* lastSegment(walletId, "charges"))?.lastNumber ?? 0
  return at < before && lastCharge <= archivedCharge ? { segmentBefore, last } : undefined
}

/** The entries as lines, each hashed again from the entry before on: nothing false is sealed. */
async function readCut(
  host: SqlHost,
  walletId: string,
  { segmentBefore, last, now, pause }: Cut & { readonly now: number; readonly pause: () => Promise<void> },
): Promise<{ readonly facts: SegmentFacts; readonly lines: readonly string[] }> {
  const lines: string[] = []
  const first = (segmentBefore?.lastNumber ?? 0) + 1
  let sequence = first - 1
  let lastHash = segmentBefore?.lastHash ?? GENESIS_HASH
  let lastCharge = segmentBefore?.lastCharge ?? 0
  let firstAt = 0
  let lastAt = 0
  let firstInstant: number | null = null
  let lastInstant: number | null = null
  while (sequence < last) {
    const rows = await host.read(all(ENTRIES, walletId, sequence, last))
    for (const row of rows) {
      const entry = STORED_ENTRY.decodeExact(row)
      const follows =
        entry.sequence === sequence + 1 &&
        entry.previousHash === lastHash &&
        entry.hash === hashEntry(entry) &&
        entry.lastCharge - entry.chargeCount === lastCharge
      if (!follows) throw new SegmentError(`entry ${sequence + 1} is not as it was sealed`)
      lines.push(formatRow("entries", row))
      if (sequence < first) firstAt = entry.at
      lastAt = entry.at
      if (entry.firstInstant !== null) firstInstant = Math.min(firstInstant ?? Infinity, entry.firstInstant)
      if (entry.lastInstant !== null) lastInstant = Math.max(lastInstant ?? -Infinity, entry.lastInstant)
      ;({ sequence, lastCharge, hash: lastHash } = entry)
    }
    if (rows.length === 0) throw new SegmentError(`entry ${sequence + 1} is not there`)
    await pause()
  }
  const facts: SegmentFacts = {
    kind: "entries",
    firstNumber: first,
    lastNumber: last,
    firstAt,
    lastAt,
    firstInstant,
    lastInstant,
    lastCharge,
    lastHash,
    archivedAt: now,
  }
  return { facts, lines }
}
