import { utf8ToBytes } from "@noble/hashes/utils.js"
import { InvariantError } from "@tollgate/engine"

/** A glyph where HarfBuzz has put it, in units of the font. */
export interface ShapedGlyph {
  readonly glyph: number
  /** Where the characters that it stands for begin, in UTF-16 units of the text. */
  readonly cluster: number
  readonly advance: number
  readonly offsetX: number
  readonly offsetY: number
}

/** A part of a text in one font, script and direction. */
export interface ShapedRun {
  /** The line around it: letters at the run's ends join as if it were one. */
  readonly text: string
  readonly start: number
  /** Exclusive. */
  readonly end: number
  readonly isRtl: boolean
  /** BCP 47: forms of letters differ by language. */
  readonly language: string
}

export interface ShapingFont {
  readonly unitsPerEm: number
  /** 0 where the font does not have the character. */
  glyphOf(codePoint: number): number
  /** The width of a glyph that nothing has moved. */
  advanceOf(glyph: number): number
  /** In the order in which they are drawn, from left to right. */
  shape(run: ShapedRun): readonly ShapedGlyph[]
}

export interface Shaper {
  openFont(bytes: Uint8Array): ShapingFont
}

type Pointer = number
/** What is used of `harfbuzz.wasm`; HarfBuzz's own manual describes each. */
interface HarfBuzz {
  readonly memory: WebAssembly.Memory
  __wasm_call_ctors(): void
  malloc(bytes: number): Pointer
  free(pointer: Pointer): void
  hb_blob_create(data: Pointer, length: number, mode: number, userData: 0, destroy: 0): Pointer
  hb_face_create(blob: Pointer, index: number): Pointer
  hb_face_get_upem(face: Pointer): number
  hb_font_create(face: Pointer): Pointer
  hb_font_get_nominal_glyph(font: Pointer, codePoint: number, glyph: Pointer): number
  hb_font_get_glyph_h_advance(font: Pointer, glyph: number): number
  hb_buffer_create(): Pointer
  hb_buffer_destroy(buffer: Pointer): void
  hb_buffer_add_utf16(buffer: Pointer, text: Pointer, length: number, start: number, count: number): void
  hb_buffer_set_direction(buffer: Pointer, direction: number): void
  hb_buffer_set_cluster_level(buffer: Pointer, level: number): void
  hb_buffer_set_language(buffer: Pointer, language: Pointer): void
  hb_buffer_guess_segment_properties(buffer: Pointer): void
  hb_buffer_get_length(buffer: Pointer): number
  hb_buffer_get_glyph_infos(buffer: Pointer, length: 0): Pointer
  hb_buffer_get_glyph_positions(buffer: Pointer, length: 0): Pointer
  hb_language_from_string(name: Pointer, length: number): Pointer
  hb_shape(font: Pointer, buffer: Pointer, features: 0, count: 0): void
}

const WASM_PAGE_BYTES = 65_536
/** `HB_MEMORY_MODE_WRITABLE`: the bytes are HarfBuzz's own. */
const WRITABLE = 2
const LEFT_TO_RIGHT = 4
const RIGHT_TO_LEFT = 5
/** `HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS`: a sign that has a glyph of its own keeps its own place in the text. */
const MONOTONE_CHARACTERS = 1
/** Both `hb_glyph_info_t` and `hb_glyph_position_t` are five words. */
const GLYPH_WORDS = 5

/** HarfBuzz, which turns characters into glyphs. @param module - `harfbuzzjs/dist/harfbuzz.wasm` */
export function openShaper(module: WebAssembly.Module): Shaper {
  const hb = instantiate(module)
  const word = hb.malloc(4)
  const languages = new Map<string, Pointer>()

  const languageOf = (name: string): Pointer => {
    let language = languages.get(name)
    if (language === undefined) {
      const ascii = hb.malloc(name.length)
      new Uint8Array(hb.memory.buffer).set(utf8ToBytes(name), ascii)
      language = hb.hb_language_from_string(ascii, name.length)
      hb.free(ascii)
      languages.set(name, language)
    }
    return language
  }

  const shape = (font: Pointer, { text, start, end, isRtl, language }: ShapedRun): ShapedGlyph[] => {
    const buffer = hb.hb_buffer_create()
    const copy = hb.malloc(text.length * 2)
    const units = new Uint16Array(hb.memory.buffer, copy, text.length)
    for (let index = 0; index < text.length; index += 1) units[index] = text.charCodeAt(index)
    hb.hb_buffer_add_utf16(buffer, copy, text.length, start, end - start)
    hb.hb_buffer_set_direction(buffer, isRtl ? RIGHT_TO_LEFT : LEFT_TO_RIGHT)
    hb.hb_buffer_set_cluster_level(buffer, MONOTONE_CHARACTERS)
    hb.hb_buffer_set_language(buffer, languageOf(language))
    hb.hb_buffer_guess_segment_properties(buffer)
    hb.hb_shape(font, buffer, 0, 0)
    const length = hb.hb_buffer_get_length(buffer)
    // Memory may have grown, and views of before are of nothing then.
    const infos = new Uint32Array(
      hb.memory.buffer,
      hb.hb_buffer_get_glyph_infos(buffer, 0),
      length * GLYPH_WORDS,
    )
    const positions = new Int32Array(
      hb.memory.buffer,
      hb.hb_buffer_get_glyph_positions(buffer, 0),
      length * GLYPH_WORDS,
    )
    const glyphs = Array.from({ length }, (_, index): ShapedGlyph => {
      const at = index * GLYPH_WORDS
      return {
        glyph: infos[at]!,
        cluster: infos[at + 2]!,
        advance: positions[at]!,
        offsetX: positions[at + 2]!,
        offsetY: positions[at + 3]!,
      }
    })
    hb.hb_buffer_destroy(buffer)
    hb.free(copy)
    return glyphs
  }

  return {
    openFont(bytes) {
      const data = hb.malloc(bytes.length)
      new Uint8Array(hb.memory.buffer).set(bytes, data)
      const face = hb.hb_face_create(hb.hb_blob_create(data, bytes.length, WRITABLE, 0, 0), 0)
      const font = hb.hb_font_create(face)
      return {
        unitsPerEm: hb.hb_face_get_upem(face),
        glyphOf: (codePoint) =>
          hb.hb_font_get_nominal_glyph(font, codePoint, word) === 0
            ? 0
            : new Uint32Array(hb.memory.buffer, word, 1)[0]!,
        advanceOf: (glyph) => hb.hb_font_get_glyph_h_advance(font, glyph),
        shape: (run) => shape(font, run),
      }
    },
  }
}

/** The WASM on what little it asks of its host: memory. */
function instantiate(module: WebAssembly.Module): HarfBuzz {
  const never = (name: string) => (): never => {
    throw new InvariantError(`HarfBuzz called ${name}`)
  }
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: { proc_exit: never("proc_exit") },
    env: {
      _abort_js: never("abort"),
      _emscripten_runtime_keepalive_clear: () => undefined,
      _setitimer_js: () => 0,
      emscripten_resize_heap: (bytes: number) => {
        const missing = bytes - hb.memory.buffer.byteLength
        return hb.memory.grow(Math.ceil(missing / WASM_PAGE_BYTES)) < 0 ? 0 : 1
      },
    },
  })
  const hb = instance.exports as unknown as HarfBuzz
  hb.__wasm_call_ctors()
  return hb
}
