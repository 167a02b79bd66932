import { readFile } from "node:fs/promises"
import { setImmediate } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { Catalog } from "../catalog/catalog.ts"
import type { Deps } from "../deps.ts"
import { invoicePdf, type InvoiceWriter } from "../invoices/pdf/invoice-pdf.ts"
import type { PdfParts } from "../invoices/pdf/open-invoice-writer.ts"
import { ProblemError } from "../problem.ts"

/** PDFs that wait for their turn; more are asked to come again. */
export const PDFS_WAITING_MAX = 50
const RETRY_AFTER_SECONDS = "1"

const FONTS = "@expo-google-fonts"
const FILES = {
  shaper: "harfbuzzjs/dist/harfbuzz.wasm",
  subsetter: "harfbuzzjs/dist/harfbuzz-subset.wasm",
  sansRegular: `${FONTS}/noto-sans/400Regular/NotoSans_400Regular.ttf`,
  sansSemibold: `${FONTS}/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf`,
  arabicRegular: `${FONTS}/vazirmatn/400Regular/Vazirmatn_400Regular.ttf`,
  arabicSemibold: `${FONTS}/vazirmatn/600SemiBold/Vazirmatn_600SemiBold.ttf`,
} as const

/** `deps.invoicePdf` on Node: fonts and HarfBuzz are read at the first PDF, and one is written at a time. Rule PDF-8. */
export function nodeInvoicePdf(catalog: Pick<Catalog, "invoice">): NonNullable<Deps["invoicePdf"]> {
  let writer: Promise<InvoiceWriter> | undefined
  const load = (): Promise<InvoiceWriter> => {
    writer ??= openWriter()
    // Files that could not be read are read again for the next one.
    writer.catch(() => (writer = undefined))
    return writer
  }
  return inTurn(invoicePdf(catalog, load))
}

/** One after the other, with other work of the process in between: to write one takes the processor for some milliseconds. */
function inTurn(write: NonNullable<Deps["invoicePdf"]>): NonNullable<Deps["invoicePdf"]> {
  let waiting = 0
  let before: Promise<unknown> = Promise.resolve()
  return async (invoice) => {
    if (waiting >= PDFS_WAITING_MAX) {
      throw new ProblemError("unavailable", { headers: { "Retry-After": RETRY_AFTER_SECONDS } })
    }
    waiting += 1
    const mine = before.then(() => setImmediate()).then(() => write(invoice))
    before = mine.catch(() => undefined)
    try {
      return await mine
    } finally {
      waiting -= 1
    }
  }
}

async function openWriter(): Promise<InvoiceWriter> {
  const { openInvoiceWriter } = await import("../invoices/pdf/open-invoice-writer.ts")
  return openInvoiceWriter(await readPdfParts())
}

export async function readPdfParts(): Promise<PdfParts> {
  const read = async (name: keyof typeof FILES): Promise<Buffer<ArrayBuffer>> =>
    readFile(fileURLToPath(import.meta.resolve(FILES[name])))
  const compile = async (name: "shaper" | "subsetter"): Promise<WebAssembly.Module> =>
    WebAssembly.compile(await read(name))
  const [shaper, subsetter, sansRegular, sansSemibold, arabicRegular, arabicSemibold] = await Promise.all([
    compile("shaper"),
    compile("subsetter"),
    read("sansRegular"),
    read("sansSemibold"),
    read("arabicRegular"),
    read("arabicSemibold"),
  ])
  return { shaper, subsetter, sansRegular, sansSemibold, arabicRegular, arabicSemibold }
}
