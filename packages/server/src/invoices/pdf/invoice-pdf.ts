import type { Catalog } from "../../catalog/catalog.ts"
import type { Invoice } from "../../catalog/invoice-records.ts"

/** Writes the PDF of an invoice. @param correctedNumber - of the invoice that a credit note corrects */
export type InvoiceWriter = (invoice: Invoice, correctedNumber: string | undefined) => Uint8Array

/** `deps.invoicePdf` of a runtime. @param load - the writer, which is large: asked for a PDF at a time */
export function invoicePdf(
  catalog: Pick<Catalog, "invoice">,
  load: () => Promise<InvoiceWriter>,
): (invoice: Invoice) => Promise<Uint8Array> {
  return async (invoice) => {
    const { issuerId, correctsId } = invoice
    const corrected = correctsId === null ? undefined : await catalog.invoice({ issuerId, id: correctsId })
    const write = await load()
    return write(invoice, corrected?.number)
  }
}
