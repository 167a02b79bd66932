import type { SqlRow, SqlValue } from "../sql-driver.ts"
import { CHARGE, STORED_ENTRY } from "../sql/tables.ts"
import type { SegmentKind } from "./segment-table.ts"

const FORMAT = "tollgate-segment-1"
const COLUMNS: Readonly<Record<SegmentKind, readonly string[]>> = {
  charges: columnNames(CHARGE.columns),
  entries: columnNames(STORED_ENTRY.columns),
}

/** Which charges or entries a segment has. */
export interface SegmentPlace {
  readonly kind: SegmentKind
  readonly walletId: string
  readonly firstNumber: number
  readonly lastNumber: number
}

/** The first line of a segment: whose rows follow, which, and what stands in each of their lines. */
interface Header extends SegmentPlace {
  readonly format: string
  readonly columns: readonly string[]
}

/** What is selected, `CAST(x AS TEXT) AS x` among it, by name. */
function columnNames(selected: string): readonly string[] {
  return selected.split(", ").map((column) => column.split(" ").at(-1) ?? "")
}

/** A row of a table as a line: its columns as they stand, without names, which would be most of it. */
export function formatRow(kind: SegmentKind, row: SqlRow): string {
  return JSON.stringify(COLUMNS[kind].map((column) => row[column]))
}

/** A segment's bytes: gzip of the header and a line a row, in order of number. The same rows give the same bytes. */
export async function packSegment(
  { kind, walletId, firstNumber, lastNumber }: SegmentPlace,
  lines: readonly string[],
): Promise<Uint8Array> {
  const columns = COLUMNS[kind]
  const header: Header = { format: FORMAT, kind, walletId, firstNumber, lastNumber, columns }
  const text = `${[JSON.stringify(header), ...lines].join("\n")}\n`
  return through(new TextEncoder().encode(text), new CompressionStream("gzip"))
}

/** Rows of a segment, read from its lines as they are asked for. */
export interface OpenSegment {
  /** What it takes in memory, about. */
  readonly size: number
  /** The row of this number as the table had it. */
  readonly row: (number: number) => SqlRow
}

/**
 * The segment in these bytes, whose digest was checked.
 *
 * @returns undefined where they are a segment of other rows, or none
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
    header.kind === place.kind &&
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
