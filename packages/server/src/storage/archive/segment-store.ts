/** Where archived charges lie: an object a segment, written whole and never changed. */
export interface SegmentStore {
  /** Durable when the promise resolves. A key that is there is written over; its bytes are the same ones. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Undefined where nothing has this key. */
  get(key: string): Promise<Uint8Array | undefined>
}

/** An archived segment cannot be read. The message names its charges and its key. */
export class SegmentError extends Error {
  override readonly name = "SegmentError"
}
