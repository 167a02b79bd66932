import { accept, type Result } from "@tollgate/engine"
import { Unzip, type UnzipFile, UnzipInflate } from "fflate"
import { BROKEN_WORKBOOK, type InvalidRateFile, refuseFile } from "./rate-file-fault.ts"

/** The most that all XML parts of a workbook unpack to: 8 MiB. */
export const UNPACKED_BYTES_MAX: number = 8 * 1024 * 1024
/** The most parts that a workbook has. */
export const PARTS_MAX = 1_000

/** Compressed bytes between two looks at the limits: Deflate unpacks to 1032 times its size, so 4 MiB at most. */
const SLICE_BYTES = 4 * 1024

const FLAGS_OFFSET = 6
const ENCRYPTED_FLAG = 1
const STORED = 0
const DEFLATED = 8

interface Part {
  readonly chunks: Uint8Array[]
  /** What the archive says of the size, where it does. */
  readonly bytesTold: number | undefined
  isComplete: boolean
}

/**
 * The XML parts of a workbook by their path without a leading slash. What is unpacked is counted while it is unpacked,
 * so a size that the archive gives wrong changes nothing. Rule FILE-3.
 *
 * @param bytes - begins with a local file header of ZIP
 */
export function unzipParts(bytes: Uint8Array): Result<ReadonlyMap<string, Uint8Array>, InvalidRateFile> {
  if (((bytes[FLAGS_OFFSET] ?? 0) & ENCRYPTED_FLAG) !== 0) return refuseFile("The workbook is encrypted.")

  const parts = new Map<string, Part>()
  let seen = 0
  let unpackedBytes = 0
  let isBroken = false
  const unzip = new Unzip((file: UnzipFile) => {
    seen++
    const path = file.name.replace(/^\/+/, "")
    if (!/\.(?:xml|rels)$/i.test(path)) return
    const part: Part = { chunks: [], bytesTold: file.originalSize, isComplete: false }
    if (parts.has(path) || (file.compression !== STORED && file.compression !== DEFLATED)) isBroken = true
    if (isBroken || seen > PARTS_MAX) return
    parts.set(path, part)
    file.ondata = (error, chunk, isFinal) => {
      if (error !== null) isBroken = true
      if (isBroken || chunk === null || unpackedBytes > UNPACKED_BYTES_MAX) return
      unpackedBytes += chunk.length
      part.chunks.push(chunk)
      part.isComplete = isFinal
    }
    file.start()
  })
  unzip.register(UnzipInflate)

  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    try {
      unzip.push(bytes.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= bytes.length)
    } catch {
      isBroken = true
    }
    if (isBroken) return refuseFile(BROKEN_WORKBOOK)
    if (seen > PARTS_MAX) return refuseFile(`The workbook has more than ${PARTS_MAX} parts.`)
    if (unpackedBytes > UNPACKED_BYTES_MAX) {
      return refuseFile(`The workbook unpacks to more than ${UNPACKED_BYTES_MAX} bytes.`)
    }
  }

  const unpacked = new Map<string, Uint8Array>()
  for (const [path, { chunks, bytesTold, isComplete }] of parts) {
    const part = joinChunks(chunks)
    if (!isComplete || (bytesTold !== undefined && bytesTold !== part.length)) {
      return refuseFile(BROKEN_WORKBOOK)
    }
    unpacked.set(path, part)
  }
  return accept(unpacked)
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.length
  }
  return whole
}
