import { utf8ToBytes } from "@noble/hashes/utils.js"
import { sha256Hex } from "@tollgate/engine"
import { advanceOf, drawRun } from "./draw-run.ts"
import { embedFont, type EmbeddedFont } from "./embedded-font.ts"
import type { Font } from "./fonts.ts"
import type { Direction, TextLine } from "./paragraph.ts"
import { createPdfObjects, pdfNumber, pdfText } from "./pdf-objects.ts"

export interface DocumentFacts {
  readonly title: string
  readonly author: string
  /** BCP 47. */
  readonly language: string
  readonly direction: Direction
  /** Points. */
  readonly width: number
  readonly height: number
  readonly createdAt: number
  /** Names the document: two of one name are one. */
  readonly id: string
}

/** Red, green, blue, 0 to 1. */
export type Colour = readonly [number, number, number]

/** A PDF as it is drawn. Points, from the top left corner down, whatever its direction. */
export interface PdfDocument {
  readonly facts: DocumentFacts
  readonly pageCount: number
  /** What follows is drawn on a new page. */
  addPage(): void
  /** What follows is drawn on this one, from 0 on: foot lines, once the number of pages is known. */
  turnTo(page: number): void
  /** @param y - where letters stand */
  text(
    line: TextLine,
    at: { readonly x: number; readonly y: number; readonly size: number; readonly colour: Colour },
  ): void
  rectangle(at: {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly colour: Colour
  }): void
  finish(): Uint8Array
}

const ID_HEX = 32

export function createPdfDocument(facts: DocumentFacts): PdfDocument {
  const objects = createPdfObjects()
  const fonts = new Map<Font, EmbeddedFont>()
  const pages: string[][] = []
  let page = -1

  const embedded = (font: Font): EmbeddedFont => {
    let known = fonts.get(font)
    if (known === undefined) {
      known = embedFont(font, fonts.size, objects)
      fonts.set(font, known)
    }
    return known
  }
  const draw = (operators: string): void => {
    pages[page]!.push(operators)
  }

  return {
    facts,
    get pageCount() {
      return pages.length
    },
    addPage() {
      page = pages.push([]) - 1
    },
    turnTo(number) {
      page = number
    },
    text(line, { x, y, size, colour }) {
      let left = x
      for (const run of line.runs) {
        draw(drawRun(run, embedded(run.font), { x: left, y: facts.height - y, size, colour }))
        left += (advanceOf(run) * size) / run.font.unitsPerEm
      }
    },
    rectangle({ x, y, width, height, colour }) {
      const corner = [x, facts.height - y - height, width, height].map(pdfNumber).join(" ")
      draw(`${colour.map(pdfNumber).join(" ")} rg ${corner} re f`)
    },
    finish() {
      const tree = objects.reserve()
      const resources = objects.reserve()
      const kids = pages.map((operators) => {
        const content = objects.addStream("", utf8ToBytes(operators.join("\n")))
        return objects.add(
          `<</Type /Page /Parent ${tree} /MediaBox [0 0 ${pdfNumber(facts.width)} ${pdfNumber(facts.height)}] ` +
            `/Resources ${resources} /Contents ${content}>>`,
        )
      })
      objects.add(`<</Type /Pages /Kids [${kids.join(" ")}] /Count ${kids.length}>>`, tree)
      for (const font of fonts.values()) font.write()
      const named = [...fonts.values()].map(({ name, reference }) => `/${name} ${reference}`)
      objects.add(`<</Font <<${named.join(" ")}>>>>`, resources)
      return objects.finish({
        root: objects.add(
          `<</Type /Catalog /Pages ${tree} /Lang ${pdfText(facts.language)} ` +
            `/ViewerPreferences <</DisplayDocTitle true /Direction /${facts.direction === "rtl" ? "R2L" : "L2R"}>>>>`,
        ),
        info: objects.add(
          `<</Title ${pdfText(facts.title)} /Author ${pdfText(facts.author)} /Producer ${pdfText("Tollgate")} ` +
            `/CreationDate ${pdfDate(facts.createdAt)} /ModDate ${pdfDate(facts.createdAt)}>>`,
        ),
        id: sha256Hex(facts.id).slice(0, ID_HEX).toUpperCase(),
      })
    },
  }
}

/** `D:20261125140000Z`. */
function pdfDate(instant: number): string {
  return `(D:${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:T]/g, "")}Z)`
}
