import type { SegmentStore } from "../storage/archive/segment-store.ts"

/** An archive in memory, whose objects can be looked at and changed as somebody with the bucket could. */
export interface TestSegments extends SegmentStore {
  keys(): Promise<readonly string[]>
  remove(key: string): Promise<void>
}

export function memorySegments(): TestSegments {
  const objects = new Map<string, Uint8Array>()
  return {
    put: async (key, bytes) => void objects.set(key, bytes.slice()),
    get: async (key) => objects.get(key)?.slice(),
    keys: async () => [...objects.keys()].sort(),
    remove: async (key) => void objects.delete(key),
  }
}
