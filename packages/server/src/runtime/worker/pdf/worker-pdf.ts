import type { Catalog } from "../../../catalog/catalog.ts"
import type { Deps } from "../../../deps.ts"
import { invoicePdf, type InvoiceWriter } from "../../../invoices/pdf/invoice-pdf.ts"

interface WriterModule {
  readonly writeInvoice: InvoiceWriter
}

/** Beside the script, where `wrangler.jsonc` puts it. Not a literal below: the bundler would take it into the script. */
const WRITER: string = "./invoice-writer.js"

/** `deps.invoicePdf` on Workers. The platform keeps a module that it has loaded; no promise is shared between requests. Rule PDF-8. */
export function workerInvoicePdf(catalog: Pick<Catalog, "invoice">): NonNullable<Deps["invoicePdf"]> {
  return invoicePdf(catalog, async () => ((await import(WRITER)) as WriterModule).writeInvoice)
}
