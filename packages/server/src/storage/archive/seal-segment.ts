import type { SqlRow } from "../sql-driver.ts"
import { run, type Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { digestBytes, packSegment } from "./segment-bytes.ts"
import { SegmentError, type SegmentStore } from "./segment-store.ts"
import { ARCHIVE_SEGMENT, lastSegment, type SegmentKind, type SegmentRow } from "./segment-table.ts"

const DROP = {
  charges: "DELETE FROM charge WHERE wallet_id = ?1 AND number <= ?2",
  entries: "DELETE FROM journal_entry WHERE wallet_id = ?1 AND sequence <= ?2",
} as const

/** A segment but for what its bytes say. */
export type SegmentFacts = Omit<SegmentRow, "key" | "digest" | "bytes">

/** What is archived, and what makes a segment whole: so many rows, or so many bytes of their text. */
export interface ArchivingRows {
  readonly segments: SegmentStore
  readonly rows: number
  readonly bytes: number
  /** Only what was posted before. */
  readonly before: number
  readonly now: number
  readonly pause: () => Promise<void>
}

/** What a row has besides the texts of no fixed length, about. */
const ROW_BYTES = 300

/** The row with which a segment is whole; undefined where these are too few. The same for the same rows, whenever it is asked. */
export function lastOfSegment<R extends SqlRow>(
  sized: readonly R[],
  { rows, bytes }: Pick<ArchivingRows, "rows" | "bytes">,
): R | undefined {
  let size = 0
  return sized.find((row, index) => {
    size += ROW_BYTES + (row["size"] as number)
    return index + 1 >= rows || size >= bytes
  })
}

/** How the next segment of one kind is made. */
export interface SegmentMaking<Cut> {
  readonly kind: SegmentKind
  readonly segments: SegmentStore
  /** What comes into the segment after the last one; undefined where there is no whole one yet. */
  readonly nextCut: (last: SegmentRow | undefined) => Sql<Cut | undefined>
  /** Its rows as lines, each found to be as it was sealed. */
  readonly readCut: (cut: Cut) => Promise<{ readonly facts: SegmentFacts; readonly lines: readonly string[] }>
}

/**
 * Makes one segment. Several at once may make the same one: one of them comes first, and the others look at the next.
 *
 * @returns how many rows were archived; 0 where there is no segment to make
 */
export async function archiveNext<Cut>(
  host: SqlHost,
  walletId: string,
  making: SegmentMaking<Cut>,
): Promise<number> {
  for (;;) {
    const { last, cut } = await host.read(findCut(walletId, making))
    if (cut === undefined) return 0
    try {
      const { facts, lines } = await making.readCut(cut)
      if (await sealSegment(host, making.segments, { walletId, facts, lines })) return lines.length
    } catch (error) {
      // Rows that went while they were read are nobody's fault.
      const now = await host.read(lastSegment(walletId, making.kind))
      if (!(error instanceof SegmentError) || now?.lastNumber === last?.lastNumber) throw error
    }
  }
}

function* findCut<Cut>(
  walletId: string,
  { kind, nextCut }: SegmentMaking<Cut>,
): Sql<{ readonly last: SegmentRow | undefined; readonly cut: Cut | undefined }> {
  const last = yield* lastSegment(walletId, kind)
  return { last, cut: yield* nextCut(last) }
}

/**
 * Puts the rows into the archive, reads them back, and then in one commit makes the segment's row and deletes theirs.
 * Rule ARCH-3.
 *
 * @param lines - of the rows from `firstNumber` to `lastNumber`, which follow the segment before
 * @returns false where another archiver was first
 */
async function sealSegment(
  host: SqlHost,
  segments: SegmentStore,
  { walletId, facts, lines }: { walletId: string; facts: SegmentFacts; lines: readonly string[] },
): Promise<boolean> {
  const bytes = await packSegment({ ...facts, walletId }, lines)
  const digest = await digestBytes(bytes)
  const key = segmentKey(walletId, facts, digest)
  const isStored = async (): Promise<boolean> => {
    const stored = await segments.get(key)
    return stored !== undefined && (await digestBytes(stored)) === digest
  }
  // One that was cut off after this may have left it: a bucket with a lock does not let it be written over.
  if (!(await isStored())) {
    await segments.put(key, bytes)
    if (!(await isStored())) {
      throw new SegmentError(`the archive does not give back what was put as ${key}`)
    }
  }
  const segment = { ...facts, key, digest, bytes: bytes.length }
  return host.transaction(() => moveRows(walletId, segment))
}

/** Of one wallet together, in order of number. */
function segmentKey(
  walletId: string,
  { kind, firstNumber, lastNumber }: SegmentFacts,
  digest: string,
): string {
  const padded = (number: number): string => String(number).padStart(12, "0")
  return `${kind}/${walletId}/${padded(firstNumber)}-${padded(lastNumber)}-${digest}.ndjson.gz`
}

function* moveRows(walletId: string, segment: SegmentRow): Sql<boolean> {
  const before = yield* lastSegment(walletId, segment.kind)
  if ((before?.lastNumber ?? 0) !== segment.firstNumber - 1) return false
  yield* run(ARCHIVE_SEGMENT.insert, ...ARCHIVE_SEGMENT.encode(segment, walletId))
  yield* run(DROP[segment.kind], walletId, segment.lastNumber)
  return true
}
