// A module of its own beside the Worker's script, which is loaded when the first PDF is asked for: docs/decisions/0012-pdf.md.
import arabicRegular from "@expo-google-fonts/vazirmatn/400Regular/Vazirmatn_400Regular.ttf"
import arabicSemibold from "@expo-google-fonts/vazirmatn/600SemiBold/Vazirmatn_600SemiBold.ttf"
import sansRegular from "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf"
import sansSemibold from "@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf"
import subsetter from "harfbuzzjs/dist/harfbuzz-subset.wasm"
import shaper from "harfbuzzjs/dist/harfbuzz.wasm"
import type { InvoiceWriter } from "../../../invoices/pdf/invoice-pdf.ts"
import { openInvoiceWriter } from "../../../invoices/pdf/open-invoice-writer.ts"

let writer: InvoiceWriter | undefined

export const writeInvoice: InvoiceWriter = (invoice, correctedNumber) => {
  writer ??= openInvoiceWriter({
    shaper,
    subsetter,
    sansRegular,
    sansSemibold,
    arabicRegular,
    arabicSemibold,
  })
  return writer(invoice, correctedNumber)
}

/** Wrangler bundles what has a default export; nobody calls it. */
export default {}
