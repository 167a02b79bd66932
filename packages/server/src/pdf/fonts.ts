import type { GlyphSubsetter } from "./glyph-subsetter.ts"
import type { Shaper, ShapingFont } from "./harfbuzz.ts"

export const WEIGHTS = ["regular", "semibold"] as const
export type Weight = (typeof WEIGHTS)[number]

/** A TrueType font, to shape with and to put into files. */
export interface Font extends ShapingFont {
  /** As PDF names it: `NotoSans-Regular`. */
  readonly name: string
  readonly subset: (glyphs: Iterable<number>) => Uint8Array
  /** Bounding box, left, bottom, right, top; and how far letters reach; in units of the font. */
  readonly box: readonly [number, number, number, number]
  readonly ascent: number
  readonly descent: number
}

/** The fonts of each weight, in the order in which they are looked through for a character. */
export type Fonts = Readonly<Record<Weight, readonly Font[]>>

export interface FontFile {
  readonly name: string
  readonly weight: Weight
  readonly bytes: Uint8Array
}

export function openFonts(
  files: readonly FontFile[],
  { shaper, subsetter }: { readonly shaper: Shaper; readonly subsetter: GlyphSubsetter },
): Fonts {
  const open = (weight: Weight): readonly Font[] =>
    files
      .filter((file) => file.weight === weight)
      .map(({ name, bytes }) => ({
        ...shaper.openFont(bytes),
        ...measuresOf(bytes),
        name,
        subset: subsetter.openFont(bytes),
      }))
  return { regular: open("regular"), semibold: open("semibold") }
}

/** From the tables `head` and `hhea` (OpenType 1.9). */
function measuresOf(bytes: Uint8Array): Pick<Font, "box" | "ascent" | "descent"> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const table = (name: string): number => {
    const count = view.getUint16(4)
    for (let at = 12; at < 12 + count * 16; at += 16) {
      const tag = String.fromCharCode(...bytes.subarray(at, at + 4))
      if (tag === name) return view.getUint32(at + 8)
    }
    throw new Error(`a font without ${name}`)
  }
  const head = table("head")
  const hhea = table("hhea")
  return {
    box: [
      view.getInt16(head + 36),
      view.getInt16(head + 38),
      view.getInt16(head + 40),
      view.getInt16(head + 42),
    ],
    ascent: view.getInt16(hhea + 4),
    descent: view.getInt16(hhea + 6),
  }
}
