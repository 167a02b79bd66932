import { DAY_MS, digestCharges, type Charge } from "@tollgate/engine"
import type { SqlRow } from "../sql-driver.ts"
import { integer, text } from "../sql/column.ts"
import { lastBefore } from "../sql/read-ledger.ts"
import { all, get, run, type Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { table, type Table } from "../sql/table.ts"
import { CHARGE } from "../sql/tables.ts"
import { digestBytes, formatRow, packSegment } from "./segment-bytes.ts"
import { SegmentError, type SegmentStore } from "./segment-store.ts"
import { CHARGE_SEGMENT, lastSegment, type SegmentRow } from "./segment-table.ts"

/** How long charges stay in the table after they were posted, at least. */
export const CHARGES_STAY_MS: number = 35 * DAY_MS
/** A segment has so many charges, and those that its last entry has beyond. */
export const SEGMENT_CHARGES: number = 10_000
/** Entries that are read at once with their charges, so that commands need not wait for long. */
const ENTRIES_AT_ONCE = 20

interface SealedEntry {
  readonly sequence: number
  readonly chargesDigest: string
  readonly lastCharge: number
  readonly chargeCount: number
}
const SEALED_ENTRY: Table<SealedEntry> = table<SealedEntry>("journal_entry", ["wallet_id", "sequence"], {
  sequence: integer,
  chargesDigest: text(),
  lastCharge: integer,
  chargeCount: integer,
})

const CHARGE_PLACE = "SELECT sequence FROM charge WHERE wallet_id = ?1 AND number = ?2"
const LAST_OF_ENTRY = "SELECT last_charge FROM journal_entry WHERE wallet_id = ?1 AND sequence = ?2"
const ENTRIES = `SELECT ${SEALED_ENTRY.columns} FROM journal_entry
  WHERE wallet_id = ?1 AND sequence > ?2 AND sequence <= ?3 AND charge_count > 0
  ORDER BY sequence LIMIT ${ENTRIES_AT_ONCE}`
const CHARGES = `SELECT ${CHARGE.columns} FROM charge
  WHERE wallet_id = ?1 AND number > ?2 AND number <= ?3 ORDER BY number`
const DROP_CHARGES = "DELETE FROM charge WHERE wallet_id = ?1 AND number <= ?2"

export interface Archiving {
  readonly segments: SegmentStore
  readonly segmentCharges: number
  readonly pause: () => Promise<void>
}

/**
 * Archives one segment where the wallet has a whole one of charges posted before `CHARGES_STAY_MS`: put first, read
 * back, and then in one commit the segment's row comes and the charges go. Rules ARCH-1 to ARCH-3.
 *
 * @returns how many charges were archived; 0 where there is no segment to make
 */
export async function archiveCharges(
  host: SqlHost,
  walletId: string,
  now: number,
  { segments, segmentCharges, pause }: Archiving,
): Promise<{ readonly charges: number }> {
  for (;;) {
    const cut = await host.read(nextCut(walletId, { before: now - CHARGES_STAY_MS, segmentCharges }))
    if (cut === undefined) return { charges: 0 }
    const { lines, ...facts } = await readCut(host, walletId, cut, pause)
    const place = { walletId, firstNumber: cut.after + 1, lastNumber: cut.last }
    const bytes = await packSegment(place, lines)
    const digest = await digestBytes(bytes)
    const key = segmentKey(place, digest)

    await segments.put(key, bytes)
    const stored = await segments.get(key)
    if (stored === undefined || (await digestBytes(stored)) !== digest) {
      throw new SegmentError(`the archive does not give back what was put as ${key}`)
    }
    const segment = { ...place, ...facts, key, digest, bytes: bytes.length, archivedAt: now }
    const isMoved = await host.transaction(() => moveCharges(walletId, cut.after, segment))
    if (isMoved) return { charges: cut.last - cut.after }
    // Another archiver was first with this segment: the next one is looked at.
  }
}

/** Of one wallet together, in order of number. */
function segmentKey(
  { walletId, firstNumber, lastNumber }: { walletId: string; firstNumber: number; lastNumber: number },
  digest: string,
): string {
  const padded = (number: number): string => String(number).padStart(12, "0")
  return `charges/${walletId}/${padded(firstNumber)}-${padded(lastNumber)}-${digest}.ndjson.gz`
}

/** Charges `(after, last]`: whole entries, of which the last is the first one that fills a segment. */
interface Cut {
  readonly after: number
  readonly last: number
  readonly afterSequence: number
  readonly lastSequence: number
}

/** Where the next segment ends: the same whoever asks and whenever, so that what is put twice is the same. */
function* nextCut(
  walletId: string,
  { before, segmentCharges }: { readonly before: number; readonly segmentCharges: number },
): Sql<Cut | undefined> {
  const segment = yield* lastSegment(walletId)
  const after = segment?.lastNumber ?? 0
  const full = yield* get(CHARGE_PLACE, walletId, after + segmentCharges)
  if (full === undefined) return undefined
  const lastSequence = full["sequence"] as number
  if (lastSequence > (yield* lastBefore(walletId, before)).sequence) return undefined
  const entry = yield* get(LAST_OF_ENTRY, walletId, lastSequence)
  if (entry === undefined) throw new SegmentError(`entry ${lastSequence}, which has charges, is not there`)
  return {
    after,
    last: entry["last_charge"] as number,
    afterSequence: segment?.lastSequence ?? 0,
    lastSequence,
  }
}

interface CutFacts {
  readonly lines: readonly string[]
  readonly firstSequence: number
  readonly lastSequence: number
  readonly firstInstant: number
  readonly lastInstant: number
}

/** The charges as lines, each entry's held against its digest: nothing false is sealed. */
async function readCut(
  host: SqlHost,
  walletId: string,
  cut: Cut,
  pause: () => Promise<void>,
): Promise<CutFacts> {
  const lines: string[] = []
  let firstSequence = cut.lastSequence
  let firstInstant = Number.MAX_SAFE_INTEGER
  let lastInstant = 0
  let { after, afterSequence } = cut
  while (afterSequence < cut.lastSequence) {
    const page = await host.read(readPage(walletId, { after, afterSequence, lastSequence: cut.lastSequence }))
    for (const { entry, rows } of page) {
      const charges = rows.map(CHARGE.decodeExact)
      checkEntry(entry, after, charges)
      for (const row of rows) lines.push(formatRow(row))
      for (const { instant } of charges) {
        firstInstant = Math.min(firstInstant, instant)
        lastInstant = Math.max(lastInstant, instant)
      }
      firstSequence = Math.min(firstSequence, entry.sequence)
      after = entry.lastCharge
      afterSequence = entry.sequence
    }
    if (page.length === 0) break
    await pause()
  }
  if (after !== cut.last) throw new SegmentError(`charges ${after + 1} to ${cut.last} are of no entry`)
  return { lines, firstSequence, lastSequence: cut.lastSequence, firstInstant, lastInstant }
}

function* readPage(
  walletId: string,
  { after, afterSequence, lastSequence }: { after: number; afterSequence: number; lastSequence: number },
): Sql<readonly { readonly entry: SealedEntry; readonly rows: readonly SqlRow[] }[]> {
  const entries = (yield* all(ENTRIES, walletId, afterSequence, lastSequence)).map(SEALED_ENTRY.decode)
  const rows = yield* all(CHARGES, walletId, after, entries.at(-1)?.lastCharge ?? after)
  return entries.map((entry) => ({
    entry,
    rows: rows.filter((row) => row["sequence"] === entry.sequence),
  }))
}

function checkEntry(entry: SealedEntry, after: number, charges: readonly Charge[]): void {
  const isWhole =
    entry.lastCharge - entry.chargeCount === after &&
    charges.length === entry.chargeCount &&
    charges.every(({ number }, index) => number === after + index + 1) &&
    digestCharges(charges) === entry.chargesDigest
  if (!isWhole)
    throw new SegmentError(`the charges of entry ${entry.sequence} are not those it was sealed with`)
}

/** @returns false where another archiver has made a segment after this charge */
function* moveCharges(walletId: string, after: number, segment: SegmentRow): Sql<boolean> {
  if (((yield* lastSegment(walletId))?.lastNumber ?? 0) !== after) return false
  yield* run(CHARGE_SEGMENT.insert, ...CHARGE_SEGMENT.encode(segment, walletId))
  yield* run(DROP_CHARGES, walletId, segment.lastNumber)
  return true
}
