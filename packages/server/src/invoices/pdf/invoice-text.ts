import type { BillingAddress } from "../../catalog/records.ts"
import type { Invoice, InvoiceLine } from "../../catalog/invoice-records.ts"
import { cleanText, isolatedCode, isolatedText } from "../../pdf/clean-text.ts"
import type { Direction } from "../../pdf/paragraph.ts"
import { CREDITS_LABEL, REFUNDED_LABEL, TAX_LABEL_DEFAULT } from "../invoice-content.ts"
import { FEE_LABEL_DEFAULT } from "../../payments/checkout-settings.ts"
import { invoiceFormat, type InvoiceFormat } from "./invoice-format.ts"
import { invoiceLanguage } from "./invoice-language.ts"
import type { InvoiceWords } from "./words/words.ts"

/** A label and what it is about. */
export interface LabelledText {
  readonly label: string
  readonly text: string
  /** Whether it is a number or a code, which is read from left to right in any language. */
  readonly isCode?: boolean
}

export interface PartyText {
  readonly label: string
  readonly name: string
  readonly lines: readonly string[]
}

/** All that the document of an invoice says, in the order in which it is read. */
export interface InvoiceText {
  readonly locale: string
  readonly direction: Direction
  readonly title: string
  readonly number: string
  readonly issuer: PartyText
  readonly customer: PartyText
  readonly facts: readonly LabelledText[]
  readonly head: LabelledText
  readonly rows: readonly LabelledText[]
  readonly sums: readonly LabelledText[]
  readonly total: LabelledText
  readonly notes: readonly string[]
  readonly undrawable: string
  pageOf(page: number, pages: number): string
}

/** Where an invoice with tax has to be headed as one. */
const TAX_INVOICE_COUNTRIES: ReadonlySet<string> = new Set("AE AU BH IN NZ OM SA SG ZA".split(" "))
const ARABIC = /\p{Script=Arabic}/u

interface Said {
  readonly words: InvoiceWords
  readonly format: InvoiceFormat
}

/** What the PDF of an invoice or credit note says. Rules PDF-2 to PDF-4. @param correctedNumber - of the invoice that a credit note corrects */
export function invoiceText(invoice: Invoice, correctedNumber: string | undefined): InvoiceText {
  const { content, kind, number, issuedAt } = invoice
  const { customer, issuer, currency } = content
  const { words, locale, direction } = invoiceLanguage(customer.locale)
  const format = invoiceFormat({ locale, currency, timezone: customer.timezone })
  const said: Said = { words, format }
  const isCreditNote = kind === "credit_note"
  const taxes = content.lines.filter((line) => line.kind === "tax")
  const isTaxInvoice = taxes.length > 0 && TAX_INVOICE_COUNTRIES.has(issuer.address?.country ?? "")
  const rows = content.lines.filter((line) => line.kind !== "tax")
  return {
    locale,
    direction,
    title: isCreditNote ? words.creditNote : isTaxInvoice ? words.taxInvoice : words.invoice,
    number,
    issuer: {
      label: "",
      name: cleanText(issuer.legalName ?? issuer.name),
      lines: partyLines({ ...said, address: issuer.address, taxId: issuer.taxId }),
    },
    customer: {
      label: isCreditNote ? words.creditedTo : words.billedTo,
      name: cleanText(customer.name),
      lines: [
        ...partyLines({ ...said, address: customer.billingAddress, taxId: customer.taxId }),
        ...(customer.contact === null ? [] : [cleanText(customer.contact.email)]),
      ],
    },
    facts: [
      { label: words.issued, text: format.date(issuedAt) },
      ...(correctedNumber === undefined
        ? []
        : [{ label: words.corrects, text: correctedNumber, isCode: true }]),
      ...paymentFacts(invoice, words),
      ...supplyFacts(invoice, said),
    ],
    head: { label: words.description, text: words.amount },
    rows: rows.map((line) => ({ label: labelOf(line, said), text: format.amount(line.amount) })),
    sums:
      taxes.length === 0
        ? []
        : [
            { label: words.subtotal, text: format.amount(content.subtotal) },
            ...taxes.map((line) => ({ label: labelOf(line, said), text: format.amount(line.amount) })),
          ],
    total: {
      label: isCreditNote ? words.totalRefunded : words.total,
      text: format.amount(content.total),
    },
    notes: notesOf(invoice, said),
    undrawable: words.undrawable,
    pageOf: (page, pages) =>
      words.page.replace("{page}", format.count(page)).replace("{pages}", format.count(pages)),
  }
}

function partyLines({
  words,
  format,
  address,
  taxId,
}: Said & { readonly address: BillingAddress | null; readonly taxId: string | null }): readonly string[] {
  const lines: string[] = []
  if (address !== null) {
    const { line1, line2, city, state, postalCode, country } = address
    lines.push(...[line1, line2 ?? ""].map(cleanText))
    const comma = ARABIC.test(city) ? "، " : ", "
    const place = [city, state].filter((part) => part !== undefined && part !== "").join(comma)
    lines.push(`${cleanText(place)} ${isolatedCode(postalCode)}`)
    lines.push(format.country(country))
  }
  if (taxId !== null) lines.push(`${words.taxId}: ${isolatedCode(taxId)}`)
  return lines.filter((line) => line !== "")
}

function paymentFacts({ content, kind }: Invoice, words: InvoiceWords): readonly LabelledText[] {
  const { method, source } = content
  const reference = cleanText(content.reference)
  const way =
    method === "manual"
      ? words.methods.manual
      : source === "link"
        ? words.methods.link
        : source === "auto"
          ? words.methods.auto
          : words.methods.portal
  return [
    ...(kind === "credit_note" ? [] : [{ label: words.payment, text: way }]),
    ...(reference === "" ? [] : [{ label: words.reference, text: reference }]),
  ]
}

function supplyFacts({ content }: Invoice, { words, format }: Said): readonly LabelledText[] {
  const { placeOfSupply, serviceCode } = content
  return [
    ...(placeOfSupply === undefined || placeOfSupply === null
      ? []
      : [
          {
            label: words.placeOfSupply,
            text: cleanText(placeOfSupply.name ?? format.country(placeOfSupply.country)),
          },
        ]),
    ...(serviceCode === undefined || serviceCode === null || serviceCode === ""
      ? []
      : [{ label: words.serviceCode, text: cleanText(serviceCode), isCode: true }]),
  ]
}

/** In the customer's language where the label is one of ours, and as it was frozen where somebody set it. */
function labelOf(line: InvoiceLine, { words, format }: Said): string {
  const ours: Readonly<Record<string, string>> = {
    [CREDITS_LABEL]: words.credits,
    [REFUNDED_LABEL]: words.creditsRefunded,
    [FEE_LABEL_DEFAULT]: words.fee,
    [TAX_LABEL_DEFAULT]: words.tax,
  }
  const label = ours[line.label] ?? isolatedText(line.label)
  const withPercent = line.percent === null ? label : `${label} ${format.percent(line.percent)}`
  return line.isIncluded === true ? words.includedTax.replace("{tax}", withPercent) : withPercent
}

function notesOf({ content, kind }: Invoice, { words, format }: Said): readonly string[] {
  const notes: string[] = []
  for (const { code, text } of content.taxNotes ?? []) {
    const translated = words.taxNotes[code]
    if (translated !== undefined) notes.push(translated)
    // The words that a tax office knows stay as they were frozen.
    notes.push(cleanText(text))
  }
  if (Number(content.bonus) > 0) notes.push(words.bonus.replace("{amount}", format.amount(content.bonus)))
  if (kind === "invoice") notes.push(words.receipt)
  return notes.filter((note) => note !== "")
}
