import { openFonts, type FontFile, type Fonts } from "../../pdf/fonts.ts"
import { openSubsetter } from "../../pdf/glyph-subsetter.ts"
import { openShaper } from "../../pdf/harfbuzz.ts"
import { drawInvoice } from "./draw-invoice.ts"
import type { InvoiceWriter } from "./invoice-pdf.ts"

/** What PDFs are made with: HarfBuzz, and the fonts in the order in which they are looked through. */
export interface PdfParts {
  readonly shaper: WebAssembly.Module
  readonly subsetter: WebAssembly.Module
  readonly sansRegular: ArrayBuffer | Uint8Array
  readonly sansSemibold: ArrayBuffer | Uint8Array
  readonly arabicRegular: ArrayBuffer | Uint8Array
  readonly arabicSemibold: ArrayBuffer | Uint8Array
}

export function openInvoiceWriter(parts: PdfParts): InvoiceWriter {
  const fonts = openPdfFonts(parts)
  return (invoice, correctedNumber) => drawInvoice(invoice, correctedNumber, fonts)
}

/** Latin, Greek, Cyrillic and Devanagari are in the first one; Arabic in the second. */
export function openPdfFonts(parts: PdfParts): Fonts {
  const files: readonly FontFile[] = [
    { name: "NotoSans-Regular", weight: "regular", bytes: new Uint8Array(parts.sansRegular) },
    { name: "NotoSans-SemiBold", weight: "semibold", bytes: new Uint8Array(parts.sansSemibold) },
    { name: "Vazirmatn-Regular", weight: "regular", bytes: new Uint8Array(parts.arabicRegular) },
    { name: "Vazirmatn-SemiBold", weight: "semibold", bytes: new Uint8Array(parts.arabicSemibold) },
  ]
  return openFonts(files, { shaper: openShaper(parts.shaper), subsetter: openSubsetter(parts.subsetter) })
}
