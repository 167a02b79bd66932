import { html } from "hono/html"
import type { Invoice } from "../../catalog/invoice-records.ts"
import { invoiceFormat } from "../../invoices/pdf/invoice-format.ts"
import { pdfFileName } from "../../invoices/pdf/pdf-answer.ts"
import type { Fragment } from "./portal-frame.ts"
import type { PortalView } from "./portal-view.ts"
import { WORDS } from "./portal-words.ts"

/** The last invoices of a wallet, each with its PDF: the script fetches it, as a token does not belong in an address. Rule DEMO-6. */
export function invoiceList(invoices: readonly Invoice[], { language }: PortalView): Fragment {
  const words = WORDS[language]
  return html`<section
    class="invoices"
    id="invoices"
    aria-labelledby="invoices-title"
    ${invoices.length === 0 ? "hidden" : ""}
  >
    <h2 id="invoices-title">${words.invoices}</h2>
    <ul>
      ${invoices.map((invoice) => {
        const { content, id, number, issuedAt, kind } = invoice
        const format = invoiceFormat({
          locale: language,
          currency: content.currency,
          timezone: content.customer.timezone,
        })
        const sign = kind === "credit_note" ? "−" : ""
        return html`<li>
          <bdi>${number}</bdi>
          <span class="soft">${format.date(issuedAt)}</span>
          <span class="amount">${sign}${format.amount(content.total)}</span>
          <button
            type="button"
            data-pdf="/v1/invoices/${id}.pdf"
            data-name="${pdfFileName(invoice)}"
            aria-label="PDF, ${number}"
          >
            PDF
          </button>
        </li>`
      })}
    </ul>
  </section>`
}
