import { digestCharges, type Charge } from "@tollgate/engine"
import type { SqlRow } from "../sql-driver.ts"
import { integer, text } from "../sql/column.ts"
import { lastBefore } from "../sql/read-ledger.ts"
import { all, get, type Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { table, type Table } from "../sql/table.ts"
import { CHARGE } from "../sql/tables.ts"
import { formatRow } from "./segment-bytes.ts"
import { SegmentError } from "./segment-store.ts"
import type { SegmentRow } from "./segment-table.ts"
import { archiveNext, lastOfSegment, type ArchivingRows, type SegmentFacts } from "./seal-segment.ts"

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

const SIZES = `SELECT sequence, LENGTH(fees) + LENGTH(counted) AS size FROM charge
  WHERE wallet_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3`
const CHARGE_PLACE = "SELECT sequence FROM charge WHERE wallet_id = ?1 AND number = ?2"
const LAST_OF_ENTRY = "SELECT last_charge FROM journal_entry WHERE wallet_id = ?1 AND sequence = ?2"
const ENTRIES = `SELECT ${SEALED_ENTRY.columns} FROM journal_entry
  WHERE wallet_id = ?1 AND sequence >= ?2 AND sequence <= ?3 AND charge_count > 0
  ORDER BY sequence LIMIT ${ENTRIES_AT_ONCE}`
const CHARGES = `SELECT ${CHARGE.columns} FROM charge
  WHERE wallet_id = ?1 AND number > ?2 AND number <= ?3 ORDER BY number`

/**
 * Archives one segment of charges, where there is a whole one. Rules ARCH-1 to ARCH-3.
 *
 * @returns how many charges were archived
 */
export async function archiveCharges(
  host: SqlHost,
  walletId: string,
  archiving: ArchivingRows,
): Promise<number> {
  return archiveNext<Cut>(host, walletId, {
    kind: "charges",
    segments: archiving.segments,
    nextCut: (segment) => nextCut(walletId, segment, archiving),
    readCut: (cut) => readCut(host, walletId, { ...archiving, ...cut }),
  })
}

/** Charges `(after, last]`: whole entries, of which the last is the first one that fills a segment. */
interface Cut {
  readonly after: number
  readonly last: number
  readonly lastSequence: number
}

/** Where the next segment ends: the same whoever asks and whenever, so that what is put twice is the same. */
function* nextCut(
  walletId: string,
  segment: SegmentRow | undefined,
  { before, rows, bytes }: ArchivingRows,
): Sql<Cut | undefined> {
  const after = segment?.lastNumber ?? 0
  const full = lastOfSegment(yield* all(SIZES, walletId, after, rows), { rows, bytes })
  if (full === undefined) return undefined
  const lastSequence = full["sequence"] as number
  if (lastSequence > (yield* lastBefore(walletId, before)).sequence) return undefined
  const entry = yield* get(LAST_OF_ENTRY, walletId, lastSequence)
  if (entry === undefined) throw new SegmentError(`entry ${lastSequence}, which has charges, is not there`)
  return { after, last: entry["last_charge"] as number, lastSequence }
}

/** The charges as lines, each entry's held against its digest: nothing false is sealed. */
async function readCut(
  host: SqlHost,
  walletId: string,
  { pause, now, ...cut }: Cut & { readonly now: number; readonly pause: () => Promise<void> },
): Promise<{ readonly facts: SegmentFacts; readonly lines: readonly string[] }> {
  const lines: string[] = []
  let firstInstant = Infinity
  let lastInstant = -Infinity
  let firstAt: number | undefined
  let lastAt = 0
  let { after } = cut
  while (after < cut.last) {
    const page = await host.read(readPage(walletId, { after, lastSequence: cut.lastSequence }))
    for (const { entry, rows } of page) {
      const charges = rows.map(CHARGE.decodeExact)
      checkEntry(entry, after, charges)
      for (const row of rows) lines.push(formatRow("charges", row))
      for (const { instant, postedAt } of charges) {
        firstInstant = Math.min(firstInstant, instant)
        lastInstant = Math.max(lastInstant, instant)
        firstAt ??= postedAt
        lastAt = postedAt
      }
      after = entry.lastCharge
    }
    if (page.length === 0) throw new SegmentError(`charges ${after + 1} to ${cut.last} are of no entry`)
    await pause()
  }
  const facts: SegmentFacts = {
    kind: "charges",
    firstNumber: cut.after + 1,
    lastNumber: cut.last,
    firstAt: firstAt ?? lastAt,
    lastAt,
    firstInstant,
    lastInstant,
    lastCharge: cut.last,
    lastHash: "",
    archivedAt: now,
  }
  return { facts, lines }
}

function* readPage(
  walletId: string,
  { after, lastSequence }: { readonly after: number; readonly lastSequence: number },
): Sql<readonly { readonly entry: SealedEntry; readonly rows: readonly SqlRow[] }[]> {
  const first = yield* get(CHARGE_PLACE, walletId, after + 1)
  const firstSequence = (first?.["sequence"] as number | undefined) ?? lastSequence
  const entries = (yield* all(ENTRIES, walletId, firstSequence, lastSequence)).map(SEALED_ENTRY.decode)
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
