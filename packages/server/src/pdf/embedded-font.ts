import { utf8ToBytes } from "@noble/hashes/utils.js"
import type { Font } from "./fonts.ts"
import { pdfNumber, utf16Hex, type PdfObjects, type Reference } from "./pdf-objects.ts"

/** A font as a file has it: a code for each glyph and text that are drawn, so that a reader copies what was meant. */
export interface EmbeddedFont {
  readonly font: Font
  /** As pages name it: `F1`. */
  readonly name: string
  readonly reference: Reference
  /** The code of a glyph that stands for this text. @param width - how far it moves the pen, in units of the font */
  codeOf(glyph: number, text: string, width: number): number
  /** Writes the font with the glyphs that were asked for. */
  write(): void
}

/** Texts of a `bfchar` block: the format's limit. */
const MAPPINGS_PER_BLOCK = 100
/** `Symbolic`: the codes are our own. */
const FLAGS = 4
const STEM_WIDTH = 80
const FIRST_LETTER = 65

export function embedFont(font: Font, index: number, objects: PdfObjects): EmbeddedFont {
  const reference = objects.reserve()
  const codes = new Map<string, number>()
  const glyphs: number[] = [0]
  const texts: string[] = [""]
  const widths: number[] = [0]
  return {
    font,
    name: `F${index + 1}`,
    reference,
    codeOf(glyph, text, width) {
      const key = `${glyph} ${width} ${text}`
      let code = codes.get(key)
      if (code === undefined) {
        code = glyphs.length
        codes.set(key, code)
        glyphs.push(glyph)
        texts.push(text)
        widths.push(width)
      }
      return code
    },
    write() {
      writeFont({ font, index, glyphs, texts, widths, objects, reference })
    },
  }
}

interface Drawn {
  readonly font: Font
  readonly index: number
  /** By code. */
  readonly glyphs: readonly number[]
  readonly texts: readonly string[]
  readonly widths: readonly number[]
  readonly objects: PdfObjects
  readonly reference: Reference
}

/** A composite font (ISO 32000-1, 9.7) with the codes of `codeOf`. */
function writeFont({ font, index, glyphs, texts, widths, objects, reference }: Drawn): void {
  const bytes = font.subset(new Set(glyphs))
  // The tag says that it is a part of the font; two parts in one file differ in it.
  const name = `AAAAA${String.fromCharCode(FIRST_LETTER + index)}+${font.name}`
  const scale = (units: number): string => pdfNumber((units * 1000) / font.unitsPerEm)
  const file = objects.addStream(`/Length1 ${bytes.length}`, bytes)
  const descriptor = objects.add(
    `<</Type /FontDescriptor /FontName /${name} /Flags ${FLAGS} /FontBBox [${font.box.map(scale).join(" ")}] ` +
      `/ItalicAngle 0 /Ascent ${scale(font.ascent)} /Descent ${scale(font.descent)} /CapHeight ${scale(font.ascent)} ` +
      `/StemV ${STEM_WIDTH} /FontFile2 ${file}>>`,
  )
  const toGlyphs = objects.addStream("", glyphNumbers(glyphs))
  const descendant = objects.add(
    `<</Type /Font /Subtype /CIDFontType2 /BaseFont /${name} ` +
      `/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> ` +
      `/FontDescriptor ${descriptor} /DW 0 /W [0 [${widths.map(scale).join(" ")}]] /CIDToGIDMap ${toGlyphs}>>`,
  )
  const toUnicode = objects.addStream("", utf8ToBytes(unicodeMap(texts)))
  objects.add(
    `<</Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H ` +
      `/DescendantFonts [${descendant}] /ToUnicode ${toUnicode}>>`,
    reference,
  )
}

function glyphNumbers(glyphs: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(glyphs.length * 2)
  const view = new DataView(bytes.buffer)
  for (const [code, glyph] of glyphs.entries()) view.setUint16(code * 2, glyph)
  return bytes
}

/** What a reader copies for each code (ISO 32000-1, 9.10.3). */
function unicodeMap(texts: readonly string[]): string {
  const mappings = texts.slice(1).map((text, at) => `<${hexCode(at + 1)}> <${utf16Hex(text)}>`)
  const blocks: string[] = []
  for (let at = 0; at < mappings.length; at += MAPPINGS_PER_BLOCK) {
    const block = mappings.slice(at, at + MAPPINGS_PER_BLOCK)
    blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar\n`)
  }
  return (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" +
    blocks.join("") +
    "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
  )
}

/** A code as pages have it. */
export function hexCode(code: number): string {
  return code.toString(16).padStart(4, "0").toUpperCase()
}
