import type { Fonts } from "./fonts.ts"
import { layOut, type Direction, type TextLine, type TextStyle } from "./paragraph.ts"
import type { Colour, PdfDocument } from "./pdf-document.ts"

/** How a text is written: what it looks like, and how its lines follow each other. */
export interface WrittenStyle extends Omit<TextStyle, "language"> {
  readonly colour: Colour
  /** Points from line to line. */
  readonly leading: number
}

/** Where a text goes, in points from the side where reading begins: the left, or the right of an Arabic page. */
export interface Column {
  readonly start: number
  readonly width: number
  readonly align: "start" | "end"
}

export interface Written {
  readonly text: string
  readonly style: WrittenStyle
  readonly column: Column
  /** Of a name or an address: its own first letter's. Absent = the page's. */
  readonly base?: Direction | "auto"
}

/** Pages that are written from top to bottom, in either direction. */
export interface Sheet {
  /** Between the margins. */
  readonly width: number
  /** Points below the top of the page, of what is written next. */
  y: number
  /** Which page that is on, from 1 on. */
  readonly page: number
  /** Whether some character had no glyph. */
  readonly isIncomplete: boolean
  /** How high the texts would be, the highest of them. */
  heightOf(texts: readonly Written[]): number
  /** Writes texts beside each other and moves below the highest. They are on one page. */
  write(texts: readonly Written[], gap?: number): void
  /** Begins a page where so much does not fit on this one; `opening` is what it begins with. */
  need(height: number, opening?: () => void): void
  rule(colour: Colour, thickness: number, gap: number, column?: Pick<Column, "start" | "width">): void
  /** Writes at the foot of each page. */
  foot(textOf: (page: number, pages: number) => readonly Written[]): void
}

/** The part of a line's height that is above where letters stand. */
const RISE = 0.76

export function createSheet(
  document: PdfDocument,
  fonts: Fonts,
  margins: { readonly side: number; readonly top: number; readonly bottom: number },
): Sheet {
  const { width: pageWidth, height: pageHeight, direction, language } = document.facts
  const width = pageWidth - 2 * margins.side
  const state = { y: margins.top, isIncomplete: false }

  const linesOf = ({ text, style, column, base }: Written): readonly TextLine[] =>
    layOut(text, { ...style, language }, { fonts, base: base ?? direction, width: column.width })

  const leftOf = ({ start, width: wide, align }: Column, taken: number): number => {
    const inner = align === "start" ? start : start + wide - taken
    return direction === "ltr" ? margins.side + inner : pageWidth - margins.side - inner - taken
  }

  /** @returns how high it was */
  const put = (written: Written, y: number): number => {
    const { size, colour, leading } = written.style
    const lines = linesOf(written)
    for (const [index, line] of lines.entries()) {
      if (line.isIncomplete) state.isIncomplete = true
      const at = { x: leftOf(written.column, line.width), y: y + leading * (index + RISE), size, colour }
      document.text(line, at)
    }
    return lines.length * leading
  }

  document.addPage()
  return {
    width,
    get y() {
      return state.y
    },
    set y(value) {
      state.y = value
    },
    get page() {
      return document.pageCount
    },
    get isIncomplete() {
      return state.isIncomplete
    },
    heightOf: (texts) => Math.max(0, ...texts.map((one) => linesOf(one).length * one.style.leading)),
    write(texts, gap = 0) {
      state.y += Math.max(0, ...texts.map((written) => put(written, state.y))) + gap
    },
    need(height, opening) {
      if (state.y + height <= pageHeight - margins.bottom) return
      document.addPage()
      state.y = margins.top
      opening?.()
    },
    rule(colour, thickness, gap, column = { start: 0, width }) {
      const x = leftOf({ ...column, align: "start" }, column.width)
      document.rectangle({ x, y: state.y, width: column.width, height: thickness, colour })
      state.y += gap
    },
    foot(textOf) {
      const pages = document.pageCount
      for (let page = 0; page < pages; page += 1) {
        document.turnTo(page)
        const texts = textOf(page + 1, pages)
        const top = pageHeight - margins.bottom / 2 - Math.max(...texts.map(({ style }) => style.leading)) / 2
        for (const written of texts) put(written, top)
      }
    },
  }
}
