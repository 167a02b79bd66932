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
  readonly info: Readonly<Record<string, unknown>>
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  // PDF.js takes the bytes away from whoever gives them.
  const document = await getDocumentProxy(bytes.slice())
  const { text } = await extractText(document, { mergePages: false })
  const { info } = await document.getMetadata()
  return { pages: text, lines: text.flatMap((page) => page.split("\n")), info: info as ReadPdf["info"] }
}
