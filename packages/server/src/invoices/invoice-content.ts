import { formatAmount, type Micros, type PaidParts, type TopUp } from "@tollgate/engine"
import type { Customer } from "../catalog/records.ts"
import type {
  InvoiceContent,
  InvoiceIssuer,
  InvoiceLine,
  InvoiceTaxNote,
  TopUpPriceLines,
} from "../catalog/invoice-records.ts"
import { shareTaxes } from "./share-taxes.ts"
import type { TaxNote } from "../tax/decide-tax.ts"
import { FEE_LABEL_DEFAULT } from "../payments/checkout-settings.ts"

export const CREDITS_LABEL = "Credits"
export const REFUNDED_LABEL = "Credits refunded"
export const TAX_LABEL_DEFAULT = "Tax"

export interface InvoiceFacts {
  readonly currency: string
  readonly issuer: InvoiceIssuer
  readonly customer: Customer
  readonly topUp: TopUp
}

/**
 * What the invoice for a top-up says: its credits, its fee, its taxes.
 *
 * @param price - what fee and tax consist of; without it, or where it is not what was paid, the tax is one line
 */
export function invoiceContent(facts: InvoiceFacts, price: TopUpPriceLines | undefined): InvoiceContent {
  const { topUp } = facts
  const content = contentOf(facts, topUp, { label: CREDITS_LABEL, price })
  return { ...content, bonus: formatAmount(topUp.bonus) }
}

/**
 * What the credit note for a refund says: credits, fee and taxes that go back. Taxes that are several on the invoice are as many
 * here, in proportion. Rule BILL-6.
 *
 * @param price - as of the invoice
 */
export function creditNoteContent(
  facts: InvoiceFacts,
  parts: PaidParts,
  price: TopUpPriceLines | undefined,
): InvoiceContent {
  const shared = price && { ...price, taxLines: shareTaxes(price.taxLines, parts) }
  const content = contentOf(facts, parts, { label: REFUNDED_LABEL, price: shared })
  return { ...content, bonus: formatAmount(0n) }
}

function contentOf(
  facts: InvoiceFacts,
  parts: PaidParts,
  { label, price }: { readonly label: string; readonly price: TopUpPriceLines | undefined },
): Omit<InvoiceContent, "bonus"> {
  const { amount, fee, tax, taxIncluded } = parts
  const lines: InvoiceLine[] = amount > 0n ? [creditsLine(label, amount)] : []
  if (fee > 0n) {
    lines.push({
      kind: "fee",
      label: price?.feeLabel ?? FEE_LABEL_DEFAULT,
      percent: null,
      amount: formatAmount(fee),
    })
  }
  if (tax > 0n || taxIncluded > 0n) lines.push(...taxLines(parts, price))
  return {
    ...partiesOf(facts),
    lines,
    subtotal: formatAmount(amount + fee - taxIncluded),
    tax: formatAmount(tax + taxIncluded),
    total: formatAmount(amount + fee + tax),
    taxNotes: (price?.treatment?.taxNotes ?? []).map(noteOf),
    placeOfSupply: price?.treatment?.placeOfSupply ?? null,
    serviceCode: price?.treatment?.serviceCode ?? null,
  }
}

function partiesOf({ currency, issuer, customer, topUp }: InvoiceFacts) {
  const { id, name, contact, billingAddress, taxId, locale, timezone } = customer
  const { method, source, reference, paymentReference } = topUp
  return {
    currency,
    issuer,
    customer: { id, name, contact, billingAddress, taxId, locale, timezone },
    method,
    source,
    // What was recorded by hand; of a checkout the provider's own name of the payment.
    reference: reference === "" ? paymentReference : reference,
  }
}

function creditsLine(label: string, amount: Micros): InvoiceLine {
  return { kind: "credits", label, percent: null, amount: formatAmount(amount) }
}

/** In words, as laws ask for them on an invoice. */
function noteOf({ code, reference }: TaxNote): InvoiceTaxNote {
  const after = reference === "" ? "" : ` (${reference})`
  return { code, text: `${NOTES[code]}${after}` }
}

const NOTES = {
  reverse_charge: "Reverse charge",
  export_lut: "Supply meant for export under letter of undertaking without payment of integrated tax",
  export_igst: "Supply meant for export on payment of integrated tax",
  exempt: "Tax exempt",
} as const satisfies Record<TaxNote["code"], string>

function taxLines({ tax, taxIncluded }: PaidParts, price: TopUpPriceLines | undefined): InvoiceLine[] {
  const lines = price?.taxLines ?? []
  if (lines.length > 0) return lines.map((line) => ({ kind: "tax", ...line }))
  const plain = { kind: "tax", label: TAX_LABEL_DEFAULT, percent: null } as const
  return [
    ...(taxIncluded > 0n ? [{ ...plain, amount: formatAmount(taxIncluded), isIncluded: true }] : []),
    ...(tax > 0n ? [{ ...plain, amount: formatAmount(tax) }] : []),
  ]
}
