import type { EmbeddingLevels } from "bidi-js"
import type { Font } from "./fonts.ts"

/** A part of a paragraph that is shaped at once: one direction, one script, one font. */
export interface TextRun {
  readonly start: number
  /** Exclusive. */
  readonly end: number
  /** Odd = from right to left. */
  readonly level: number
  /** Absent = no font has these characters. */
  readonly font: Font | undefined
}

const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Devanagari}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
]
/** Punctuation, digits, spaces, and marks that take on the script of the letter before. */
const OF_ANY_SCRIPT = /[\p{Script=Common}\p{Script=Inherited}]/u
/** Drawn with the character before it, or not at all: variation selectors, joiners, directional marks. */
const UNDRAWN = /[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]/u

/** The runs of a paragraph, in the order of its text. */
export function runsOf(
  text: string,
  { levels }: Pick<EmbeddingLevels, "levels">,
  fonts: readonly Font[],
): readonly TextRun[] {
  const runs: TextRun[] = []
  let script = -1
  for (let start = 0; start < text.length;) {
    const codePoint = text.codePointAt(start)!
    const char = String.fromCodePoint(codePoint)
    const end = start + char.length
    const before = runs.at(-1)
    const level = levels[start]!
    const isSameLevel = before !== undefined && before.level === level
    const own = OF_ANY_SCRIPT.test(char) ? script : SCRIPTS.findIndex((pattern) => pattern.test(char))
    const font =
      isSameLevel && UNDRAWN.test(char)
        ? before.font
        : fontOf(char, codePoint, isSameLevel && own === script ? before.font : undefined, fonts)
    // Between two scripts of one font there is no border for digits and points; between two letters there is.
    if (isSameLevel && before.font === font && (own === script || script < 0)) {
      runs[runs.length - 1] = { ...before, end }
    } else {
      runs.push({ start, end, level, font })
    }
    script = own
    start = end
  }
  return runs
}

/** The font of the letters before where it has this one too: a word is not patched together. */
function fontOf(
  char: string,
  codePoint: number,
  before: Font | undefined,
  fonts: readonly Font[],
): Font | undefined {
  if (before !== undefined && before.glyphOf(codePoint) > 0) return before
  return fonts.find((font) => font.glyphOf(codePoint) > 0) ?? (UNDRAWN.test(char) ? fonts[0] : undefined)
}
