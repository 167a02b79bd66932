import { GENESIS_HASH, hashEntry } from "@tollgate/engine"
import { lastBefore } from "../sql/read-ledger.ts"
import { all, get, type Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { STORED_ENTRY } from "../sql/tables.ts"
import { formatRow } from "./segment-bytes.ts"
import { SegmentError } from "./segment-store.ts"
import { lastSegment, type SegmentRow } from "./segment-table.ts"
import { archiveNext, lastOfSegment, type ArchivingRows, type SegmentFacts } from "./seal-segment.ts"

/** Entries that are read and hashed at once. */
const ENTRIES_AT_ONCE = 100

const SIZES = `SELECT sequence, LENGTH(facts) + LENGTH(postings) AS size FROM journal_entry
  WHERE wallet_id = ?1 AND sequence > ?2 AND sequence <= ?3 ORDER BY sequence LIMIT ?4`
const FIRST_CHARGE =
  "SELECT sequence FROM charge WHERE wallet_id = ?1 AND number > ?2 ORDER BY number LIMIT 1"
const ENTRIES = `SELECT ${STORED_ENTRY.columns} FROM journal_entry
  WHERE wallet_id = ?1 AND sequence > ?2 AND sequence <= ?3 ORDER BY sequence LIMIT ${ENTRIES_AT_ONCE}`

/**
 * Archives one segment of entries whose charges are archived, where there is a whole one. Rules ARCH-1 to ARCH-3.
 *
 * @returns how many entries were archived
 */
export async function archiveEntries(
  host: SqlHost,
  walletId: string,
  archiving: ArchivingRows,
): Promise<number> {
  return archiveNext<Cut>(host, walletId, {
    kind: "entries",
    segments: archiving.segments,
    nextCut: (segmentBefore) => nextCut(walletId, segmentBefore, archiving),
    readCut: (cut) => readCut(host, walletId, { ...archiving, ...cut }),
  })
}

interface Cut {
  readonly segmentBefore: SegmentRow | undefined
  readonly last: number
}

function* nextCut(
  walletId: string,
  segmentBefore: SegmentRow | undefined,
  { before, rows, bytes }: ArchivingRows,
): Sql<Cut | undefined> {
  // Charges of the table are found by entries of the table.
  const archivedCharge = (yield* lastSegment(walletId, "charges"))?.lastNumber ?? 0
  const firstCharge = yield* get(FIRST_CHARGE, walletId, archivedCharge)
  const firstToStay = (firstCharge?.["sequence"] as number | undefined) ?? Number.MAX_SAFE_INTEGER
  const lastToGo = Math.min((yield* lastBefore(walletId, before)).sequence, firstToStay - 1)
  const after = segmentBefore?.lastNumber ?? 0
  const full = lastOfSegment(yield* all(SIZES, walletId, after, lastToGo, rows), { rows, bytes })
  return full === undefined ? undefined : { segmentBefore, last: full["sequence"] as number }
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
