import { utf8ToBytes } from "@noble/hashes/utils.js"
import { invariant } from "@tollgate/engine"

/** Makes fonts of some glyphs of a font. */
export interface GlyphSubsetter {
  /** @returns from the numbers of glyphs to a TrueType font of those alone, which keep their numbers */
  openFont(bytes: Uint8Array): (glyphs: Iterable<number>) => Uint8Array
}

type Pointer = number
/** What is used of `harfbuzz-subset.wasm`. */
interface HarfBuzzSubset {
  readonly memory: WebAssembly.Memory
  _initialize(): void
  malloc(bytes: number): Pointer
  hb_blob_create(data: Pointer, length: number, mode: number, userData: 0, destroy: 0): Pointer
  hb_blob_destroy(blob: Pointer): void
  hb_blob_get_length(blob: Pointer): number
  hb_blob_get_data(blob: Pointer, length: 0): Pointer
  hb_face_create(blob: Pointer, index: number): Pointer
  hb_face_destroy(face: Pointer): void
  hb_face_reference_blob(face: Pointer): Pointer
  hb_set_add(set: Pointer, value: number): void
  hb_subset_input_create_or_fail(): Pointer
  hb_subset_input_destroy(input: Pointer): void
  hb_subset_input_glyph_set(input: Pointer): Pointer
  hb_subset_input_set(input: Pointer, kind: number): Pointer
  hb_subset_input_set_flags(input: Pointer, flags: number): void
  hb_subset_or_fail(face: Pointer, input: Pointer): Pointer
}

const WRITABLE = 2
/** `HB_SUBSET_SETS_DROP_TABLE_TAG`. */
const DROPPED_TABLES = 3
/** `NO_HINTING`, `RETAIN_GIDS`, `NO_LAYOUT_CLOSURE`: text is shaped already. */
const FLAGS = 0x001 | 0x002 | 0x200
/** What a font in a PDF has no use for (ISO 32000-1, 9.9). */
const TABLES_WITHOUT_USE = ["GDEF", "GPOS", "GSUB", "OS/2", "STAT", "cmap", "gasp", "name", "post", "prep"]

/** HarfBuzz's subsetter. @param module - `harfbuzzjs/dist/harfbuzz-subset.wasm` */
export function openSubsetter(module: WebAssembly.Module): GlyphSubsetter {
  const hb = new WebAssembly.Instance(module, {}).exports as unknown as HarfBuzzSubset
  hb._initialize()
  return {
    openFont(bytes) {
      const data = hb.malloc(bytes.length)
      new Uint8Array(hb.memory.buffer).set(bytes, data)
      const face = hb.hb_face_create(hb.hb_blob_create(data, bytes.length, WRITABLE, 0, 0), 0)
      return (glyphs) => {
        const input = hb.hb_subset_input_create_or_fail()
        invariant(input !== 0, "HarfBuzz has memory for a subset")
        const wanted = hb.hb_subset_input_glyph_set(input)
        for (const glyph of glyphs) hb.hb_set_add(wanted, glyph)
        const dropped = hb.hb_subset_input_set(input, DROPPED_TABLES)
        for (const table of TABLES_WITHOUT_USE) hb.hb_set_add(dropped, tagOf(table))
        hb.hb_subset_input_set_flags(input, FLAGS)
        const subset = hb.hb_subset_or_fail(face, input)
        invariant(subset !== 0, "a font that could be opened has a subset")
        const blob = hb.hb_face_reference_blob(subset)
        const length = hb.hb_blob_get_length(blob)
        const at = hb.hb_blob_get_data(blob, 0)
        const font = new Uint8Array(hb.memory.buffer, at, length).slice()
        hb.hb_blob_destroy(blob)
        hb.hb_face_destroy(subset)
        hb.hb_subset_input_destroy(input)
        return font
      }
    },
  }
}

/** Four letters as OpenType has them: a byte each. */
function tagOf(name: string): number {
  return new DataView(utf8ToBytes(name).buffer).getUint32(0)
}
