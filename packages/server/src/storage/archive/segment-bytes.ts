import type { SqlRow, SqlValue } from "../sql-driver.ts"
import { CHARGE } from "../sql/tables.ts"

const FORMAT = "tollgate-charges-1"
const COLUMNS: readonly string[] = CHARGE.columns.split(", ")

/** The first line of a segment: whose charges follow, which, and what stands in each of their lines. */
interface Header {
  readonly format: string
  readonly walletId: string
  readonly firstNumber: number
  readonly lastNumber: number
  readonly columns: readonly string[]
}

/** Which charges a segment has. */
export interface SegmentPlace {
  readonly walletId: string
  readonly firstNumber: number
  readonly lastNumber: number
}

/** A row of the table `charge` as a line: its columns as they stand, without names, which would be most of it. */
export function formatRow(row: SqlRow): string {
  return JSON.stringify(COLUMNS.map((column) => row[column]))
}

/** A segment's bytes: gzip of the header and a line a charge, in order of number. The same rows give the same bytes. */
export async function packSegment(
  { walletId, firstNumber, lastNumber }: SegmentPlace,
  lines: readonly string[],
): Promise<Uint8Array> {
  const header: Header = { format: FORMAT, walletId, firstNumber, lastNumber, columns: COLUMNS }
  const text = `${[JSON.stringify(header), ...lines].join("\n")}\n`
  return through(new TextEncoder().encode(text), new CompressionStream("gzip"))
}

/** Rows of a segment, read from its lines as they are asked for. */
export interface OpenSegment {
  /** What it takes in memory, about. */
  readonly size: number
  /** The row of this charge as the table had it. */
  row(number: number): SqlRow
}

/**
 * The segment in these bytes, whose digest was checked.
 *
 * @returns undefined where they are a segment of other charges, or none
 */
export async function unpackSegment(
  place: SegmentPlace,
  bytes: Uint8Array,
): Promise<OpenSegment | undefined> {
  const text = new TextDecoder().decode(await through(bytes, new DecompressionStream("gzip")))
  const lines = text.split("\n")
  const header = JSON.parse(lines[0] ?? "") as Header
  const isOfPlace =
    header.format === FORMAT &&
    header.walletId === place.walletId &&
    header.firstNumber === place.firstNumber &&
    header.lastNumber === place.lastNumber &&
    // The header before them, and nothing after the last line's end.
    lines.length === place.lastNumber - place.firstNumber + 3
  if (!isOfPlace) return undefined
  return {
    size: text.length,
    row: (number) => {
      const values = JSON.parse(lines[number - place.firstNumber + 1] ?? "") as readonly SqlValue[]
      return Object.fromEntries(header.columns.map((column, index) => [column, values[index] ?? null]))
    },
  }
}

/** SHA-256 in hex. */
export async function digestBytes(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Compressing is the runtime's own, on Node and on Workers: of several megabytes it would take a script too long. */
async function through(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const stream = new Blob([bytes as BufferSource]).stream().pipeThrough(transform)
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
