import type { OpenSegment } from "./segment-bytes.ts"

/** Text of open segments that is kept, in characters. Objects that share an isolate have 128 MB together. */
const KEPT_SIZE_MAX = 16_000_000

/** Open segments that were read last, by what was checked of them. Several stores may share one. */
export interface SegmentMemory {
  get(name: string): OpenSegment | undefined
  keep(name: string, segment: OpenSegment): void
}

/** @param sizeMax - how much is kept; the segment that was read last is kept whatever its size */
export function createSegmentMemory(sizeMax: number = KEPT_SIZE_MAX): SegmentMemory {
  /** The least recently used first. */
  const kept = new Map<string, OpenSegment>()
  let size = 0

  function drop(name: string): void {
    size -= kept.get(name)?.size ?? 0
    kept.delete(name)
  }

  const memory: SegmentMemory = {
    get: (name) => {
      const segment = kept.get(name)
      if (segment !== undefined) memory.keep(name, segment)
      return segment
    },
    keep: (name, segment) => {
      drop(name)
      kept.set(name, segment)
      size += segment.size
      for (const oldest of kept.keys()) {
        if (size <= sizeMax || oldest === name) return
        drop(oldest)
      }
    },
  }
  return memory
}
