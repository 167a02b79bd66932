import type { SegmentStore } from "./segment-store.ts"

/** A bucket of R2, as far as it is used. */
export interface Bucket {
  put(key: string, bytes: Uint8Array): Promise<unknown>
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>
}

/** Segments in an R2 bucket, which several wallets share. R2 answers a `put` when it is durable, and reads see it at once. */
export function r2Segments(bucket: Bucket): SegmentStore {
  return {
    put: async (key, bytes) => void (await bucket.put(key, bytes)),
    get: async (key) => {
      const object = await bucket.get(key)
      return object === null ? undefined : new Uint8Array(await object.arrayBuffer())
    },
  }
}
