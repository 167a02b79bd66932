import { digestBytes, unpackSegment, type OpenSegment } from "./segment-bytes.ts"
import { createSegmentMemory, type SegmentMemory } from "./segment-memory.ts"
import { SegmentError, type SegmentStore } from "./segment-store.ts"
import type { SegmentRow } from "./segment-table.ts"

/** Opens segments, and keeps those that were read last. */
export interface SegmentReader {
  /** @throws SegmentError where it is missing or not what was archived */
  open(walletId: string, segment: SegmentRow): Promise<OpenSegment>
}

/** @param segments - undefined where none is set up: then no segment can be read */
export function createSegmentReader(
  segments: SegmentStore | undefined,
  memory: SegmentMemory = createSegmentMemory(),
): SegmentReader {
  /** Asked for once, however many wait. */
  const coming = new Map<string, Promise<OpenSegment>>()

  async function read(walletId: string, row: SegmentRow): Promise<OpenSegment> {
    const refuse = (what: string): never => {
      const { kind, firstNumber, lastNumber, key } = row
      throw new SegmentError(`the segment of ${kind} ${firstNumber} to ${lastNumber} (${key}) ${what}`)
    }
    if (segments === undefined) return refuse("is in an archive that is not set up here")
    const bytes = await segments.get(row.key)
    if (bytes === undefined) return refuse("is missing")
    if ((await digestBytes(bytes)) !== row.digest) return refuse("is not what was archived")
    const segment = await unpackSegment({ ...row, walletId }, bytes)
    return segment ?? refuse(`has other ${row.kind}`)
  }

  return {
    async open(walletId, row) {
      // By all that is checked: a row that says something else of the same bytes is not answered from memory.
      const name = JSON.stringify([walletId, row.kind, row.firstNumber, row.lastNumber, row.key, row.digest])
      const known = memory.get(name)
      if (known !== undefined) return known
      let reading = coming.get(name)
      if (reading === undefined) {
        reading = read(walletId, row).finally(() => coming.delete(name))
        coming.set(name, reading)
      }
      const segment = await reading
      memory.keep(name, segment)
      return segment
    },
  }
}
