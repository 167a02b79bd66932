import bidiFactory, { type Bidi, type EmbeddingLevels } from "bidi-js"
import type { Font, Fonts, Weight } from "./fonts.ts"
import type { ShapedGlyph } from "./harfbuzz.ts"
import { runsOf, type TextRun } from "./runs.ts"

// Its types say that the factory is `default` of what is imported; it is what is imported, on Node as from a bundler.
const bidi = (bidiFactory as unknown as () => Bidi)()

export type Direction = "ltr" | "rtl"

export interface TextStyle {
  readonly weight: Weight
  /** Points. */
  readonly size: number
  /** BCP 47. */
  readonly language: string
}

/** What stands for characters that no font has. */
export const UNDRAWABLE = "[…]"

/** Glyphs that are one unit of the text: most often one letter, one glyph. */
export interface PlacedCluster {
  /** Not empty, from left to right. */
  readonly glyphs: readonly ShapedGlyph[]
  readonly text: string
}

/** Clusters beside each other in one font, from left to right. */
export interface PlacedRun {
  readonly font: Font
  readonly isRtl: boolean
  readonly clusters: readonly PlacedCluster[]
  /** What a reader copies where glyphs do not stand in the order of their text, or no font has them. */
  readonly actualText?: string
}

export interface TextLine {
  readonly runs: readonly PlacedRun[]
  /** Points. */
  readonly width: number
  /** Whether some of it has no glyphs. */
  readonly isIncomplete: boolean
}

/**
 * A paragraph, without line breaks of its own, in lines, by the bidirectional algorithm (UAX 9), shaped by HarfBuzz.
 *
 * @param base - `auto`: of its first letter
 * @param width - points; a word that is wider is broken between two characters as readers see them
 */
export function layOut(
  marked: string,
  style: TextStyle,
  {
    fonts,
    base,
    width = Infinity,
  }: { readonly fonts: Fonts; readonly base: Direction | "auto"; readonly width?: number },
): readonly TextLine[] {
  const { text, levels } = orderOf(marked, base)
  if (text === "") return []
  const paragraph: Paragraph = {
    text,
    style,
    levels,
    runs: runsOf(text, levels, fonts[style.weight]),
    fonts,
    shaped: new Map(),
  }
  return linesOf(paragraph, width).map(([start, end]) => lineOf(paragraph, start, end))
}

const DIRECTIONAL_MARK = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/

/** The text without its marks of direction, and what they made of it: nobody wants to copy them. */
function orderOf(marked: string, base: Direction | "auto"): Pick<Paragraph, "text" | "levels"> {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(marked, base)
  const kept = Array.from({ length: marked.length }, (_, index) => index).filter(
    (index) => !DIRECTIONAL_MARK.test(marked[index]!),
  )
  return {
    text: kept.map((index) => marked[index]!).join(""),
    levels: {
      levels: Uint8Array.from(kept, (index) => levels[index]!),
      paragraphs: [{ start: 0, end: kept.length - 1, level: paragraphs[0]?.level ?? 0 }],
    },
  }
}

interface Paragraph {
  readonly text: string
  readonly style: TextStyle
  readonly levels: EmbeddingLevels
  readonly runs: readonly TextRun[]
  readonly fonts: Fonts
  /** What was shaped to measure it is not shaped again to be drawn. */
  readonly shaped: Map<string, ShapedText>
}

/** A run, or what stands for it where no font has its characters. */
interface ShapedText {
  readonly font: Font
  readonly text: string
  readonly start: number
  readonly end: number
  readonly glyphs: readonly ShapedGlyph[]
  /** Points. */
  readonly width: number
}

type Range = readonly [start: number, end: number]

/** Where the lines begin and end: as many words as fit on each. */
function linesOf(paragraph: Paragraph, width: number): readonly Range[] {
  const { text } = paragraph
  if (width === Infinity || widthOf(paragraph, 0, text.length) <= width) return [[0, text.length]]
  const lines: Range[] = []
  let lineStart = 0
  let fits = 0
  const take = (end: number): void => {
    const isWithin = widthOf(paragraph, lineStart, text.slice(0, end).trimEnd().length) <= width
    if (!isWithin && fits > lineStart) {
      lines.push([lineStart, fits])
      lineStart = fits
    }
    fits = end
  }
  for (const word of wordsOf(text)) {
    if (widthOf(paragraph, word[0], word[1]) <= width) take(word[1])
    else for (const end of characterEnds(text, word)) take(end)
  }
  lines.push([lineStart, text.length])
  return lines.map(([start, end]) => [start, start + text.slice(start, end).trimEnd().length])
}

/** Words with the spaces behind them; a line may also end behind a hyphen, a slash, a comma or an at sign. */
function wordsOf(text: string): readonly Range[] {
  return [...text.matchAll(/[^\s\-/,@]*(?:[-/,@]+|\s+|$)/gu)]
    .filter(([word]) => word !== "")
    .map(({ 0: word, index }) => [index, index + word.length])
}

/** Where the characters of a word end, as readers see them: an accent or a vowel sign stays with its letter. */
function characterEnds(text: string, [start, end]: Range): readonly number[] {
  const segments = new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text.slice(start, end))
  return [...segments].map(({ segment, index }) => start + index + segment.length)
}

function widthOf(paragraph: Paragraph, start: number, end: number): number {
  let width = 0
  for (const run of runsWithin(paragraph, start, end)) width += shapeRun(paragraph, run).width
  return width
}

function runsWithin({ runs }: Paragraph, start: number, end: number): readonly TextRun[] {
  return runs
    .filter((run) => run.start < end && run.end > start)
    .map((run) => ({ ...run, start: Math.max(run.start, start), end: Math.min(run.end, end) }))
}

/** The runs of a line in the order in which they are seen. */
function lineOf(paragraph: Paragraph, start: number, end: number): TextLine {
  const runs = runsWithin(paragraph, start, end)
  const seen: TextRun[] = []
  const { text, levels } = paragraph
  for (const index of bidi.getReorderedIndices(text, levels, start, end - 1)) {
    const run = runs.find((one) => index >= one.start && index < one.end)
    if (run !== undefined && seen.at(-1) !== run) seen.push(run)
  }
  const shaped = seen.map((run) => shapeRun(paragraph, run))
  return {
    runs: seen.map((run, index) => placeRun(paragraph, run, shaped[index]!)),
    width: shaped.reduce((sum, { width }) => sum + width, 0),
    isIncomplete: seen.some(({ font }) => font === undefined),
  }
}

function shapeRun({ text, style, fonts, shaped }: Paragraph, run: TextRun): ShapedText {
  const key = `${run.start} ${run.end}`
  let found = shaped.get(key)
  if (found === undefined) {
    const font = run.font ?? fonts[style.weight][0]!
    const drawn =
      run.font === undefined
        ? { text: UNDRAWABLE, start: 0, end: UNDRAWABLE.length }
        : { text, start: run.start, end: run.end }
    const glyphs = font.shape({ ...drawn, isRtl: run.level % 2 === 1, language: style.language })
    const advance = glyphs.reduce((sum, glyph) => sum + glyph.advance, 0)
    found = { ...drawn, font, glyphs, width: (advance * style.size) / font.unitsPerEm }
    shaped.set(key, found)
  }
  return found
}

function placeRun({ text }: Paragraph, run: TextRun, shaped: ShapedText): PlacedRun {
  const isRtl = run.level % 2 === 1
  const clusters = clustersOf(shaped)
  const isPlain = run.font !== undefined && (isRtl || clusters.every(({ glyphs }) => glyphs.length === 1))
  return {
    font: shaped.font,
    isRtl,
    clusters,
    ...(isPlain ? {} : { actualText: text.slice(run.start, run.end) }),
  }
}

function clustersOf({ glyphs, text, start, end }: ShapedText): readonly PlacedCluster[] {
  const starts = [...new Set(glyphs.map(({ cluster }) => cluster))].sort((a, b) => a - b)
  const nextOf = new Map(starts.map((cluster, index) => [cluster, starts[index + 1] ?? end]))
  const byCluster = Map.groupBy(glyphs, ({ cluster }) => cluster)
  return [...byCluster].map(([cluster, own]) => ({
    glyphs: own,
    // What stands before the first cluster is told with it.
    text: text.slice(cluster === starts[0] ? start : cluster, nextOf.get(cluster)),
  }))
}
