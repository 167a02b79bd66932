import { extractText, getDocumentProxy } from "unpdf"
import { openPdfFonts } from "../invoices/pdf/open-invoice-writer.ts"
import { readPdfParts } from "../testing/real-pdfs.ts"
import type { Fonts } from "./fonts.ts"

export async function testFonts(): Promise<Fonts> {
  return openPdfFonts(await readPdfParts())
}

/** What PDF.js reads out of a file: an independent reader. */
export interface ReadPdf {
  readonly pages: readonly string[]
  readonly lines: readonly string[]
  /** How far above the foot of a page the lowest text stands, in points. */
  readonly lowest: number
  readonly info: Readonly<Record<string, unknown>>
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  // PDF.js takes the bytes away from whoever gives them.
  const document = await getDocumentProxy(bytes.slice())
  const { text } = await extractText(document, { mergePages: false })
  const { info } = await document.getMetadata()
  const heights: number[] = []
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent()
    for (const item of items)
      if ("transform" in item && item.str !== "") heights.push(Number(item.transform[5]))
  }
  return {
    pages: text,
    lines: text.flatMap((page) => page.split("\n")),
    lowest: Math.min(...heights),
    info: info as ReadPdf["info"],
  }
}
