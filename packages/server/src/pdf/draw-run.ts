import { hexCode, type EmbeddedFont } from "./embedded-font.ts"
import type { PlacedCluster, PlacedRun } from "./paragraph.ts"
import type { Colour } from "./pdf-document.ts"
import { pdfNumber, pdfText } from "./pdf-objects.ts"

/** Points, from the bottom left corner, as PDF has it. */
export interface RunPlace {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly colour: Colour
}

/** WORD JOINER: the text of a glyph whose text another one tells. Without any, readers copy the glyph's number. */
const TOLD_ELSEWHERE = "\u2060"
const SPACE = 0x20

/** How far a run goes, in units of its font. */
export function advanceOf({ clusters }: PlacedRun): number {
  return clusters.reduce((sum, cluster) => sum + clusterAdvance(cluster), 0)
}

function clusterAdvance({ glyphs }: PlacedCluster): number {
  return glyphs.reduce((sum, { advance }) => sum + advance, 0)
}

/**
 * The operators that draw a run. What readers copy is character by character: the first glyph of a cluster tells its first
 * one, and blanks tell the others, as readers turn Arabic around by characters, and take what ends or begins with a sign for one.
 * Readers find words by the gaps between glyphs: the first glyph is as wide as its cluster, and the others are drawn afterwards.
 */
export function drawRun(run: PlacedRun, embedded: EmbeddedFont, { x, y, size, colour }: RunPlace): string {
  const { clusters, font, isRtl, actualText } = run
  const points = (units: number): string => pdfNumber((units * size) / font.unitsPerEm)
  const at = (unitsX: number, unitsY: number): string =>
    `1 0 0 1 ${pdfNumber(x + (unitsX * size) / font.unitsPerEm)} ${pdfNumber(y + (unitsY * size) / font.unitsPerEm)} Tm`
  const flow: string[] = []
  const after: string[] = []
  let shown: string[] = []
  let codes = ""
  /** Units that the pen is behind where the next glyph goes. */
  let behind = 0
  let raised = 0
  let pen = 0

  const move = (units: number): void => {
    if (units === 0) return
    if (codes !== "") shown.push(`<${codes}>`)
    codes = ""
    // Thousandths of the size, to the left.
    shown.push(pdfNumber((-units * 1000) / font.unitsPerEm))
  }
  const endArray = (): void => {
    if (codes !== "") shown.push(`<${codes}>`)
    codes = ""
    if (shown.length > 0) flow.push(`[${shown.join(" ")}] TJ`)
    shown = []
  }

  for (const cluster of clusters) {
    const [first, ...others] = cluster.glyphs
    const [letter, ...more] = cluster.text
    const advance = clusterAdvance(cluster)
    const width = others.length === 0 ? font.advanceOf(first!.glyph) : advance
    if (first!.offsetY !== raised) {
      endArray()
      flow.push(`${points(first!.offsetY)} Ts`)
      raised = first!.offsetY
    }
    move(behind + first!.offsetX)
    const blanks = more.map((char) => hexCode(embedded.codeOf(font.glyphOf(SPACE), char, 0)))
    const own = hexCode(embedded.codeOf(first!.glyph, letter ?? TOLD_ELSEWHERE, width))
    codes += isRtl ? blanks.toReversed().join("") + own : own + blanks.join("")
    behind = advance - first!.offsetX - width
    let within = pen + first!.advance
    for (const { glyph, advance: further, offsetX, offsetY } of others) {
      const code = embedded.codeOf(glyph, TOLD_ELSEWHERE, font.advanceOf(glyph))
      after.push(`${at(within + offsetX, offsetY)} <${hexCode(code)}> Tj`)
      within += further
    }
    pen += advance
  }
  endArray()
  if (raised !== 0) flow.push("0 Ts")
  const text = [
    `BT ${colour.map(pdfNumber).join(" ")} rg /${embedded.name} ${pdfNumber(size)} Tf`,
    at(0, 0),
    ...flow,
    ...after,
    "ET",
  ].join(" ")
  return actualText === undefined ? text : `/Span <</ActualText ${pdfText(actualText)}>> BDC ${text} EMC`
}
