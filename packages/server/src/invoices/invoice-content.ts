import { formatAmount, type Micros, type TopUp } from "@tollgate/engine"
import type {
  Customer,
  InvoiceContent,
  InvoiceIssuer,
  InvoiceLine,
  TopUpPriceLines,
} from "../catalog/records.ts"
import { FEE_LABEL_DEFAULT } from "../payments/checkout-settings.ts"

const CREDITS_LABEL = "Credits"
const REFUNDED_LABEL = "Credits refunded"
const TAX_LABEL_DEFAULT = "Tax"

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
  const { amount, fee, tax, bonus } = facts.topUp
  const lines: InvoiceLine[] = [creditsLine(CREDITS_LABEL, amount)]
  if (fee > 0n) {
    lines.push({
      kind: "fee",
      label: price?.feeLabel ?? FEE_LABEL_DEFAULT,
      percent: null,
      amount: formatAmount(fee),
    })
  }
  if (tax > 0n) lines.push(...taxLines(tax, price))
  return {
    ...partiesOf(facts),
    lines,
    subtotal: formatAmount(amount + fee),
    tax: formatAmount(tax),
    total: formatAmount(amount + fee + tax),
    bonus: formatAmount(bonus),
  }
}

/** What the credit note for a refund says. A refund pays back credits alone; fee and tax stay as they were invoiced. */
export function creditNoteContent(facts: InvoiceFacts, refunded: Micros): InvoiceContent {
  const amount = formatAmount(refunded)
  return {
    ...partiesOf(facts),
    lines: [creditsLine(REFUNDED_LABEL, refunded)],
    subtotal: amount,
    tax: formatAmount(0n),
    total: amount,
    bonus: formatAmount(0n),
  }
}

function partiesOf({ currency, issuer, customer, topUp }: InvoiceFacts) {
  const { id, name, contact, billingAddress, taxId, locale, timezone } = customer
  const { method, source, reference } = topUp
  return {
    currency,
    issuer,
    customer: { id, name, contact, billingAddress, taxId, locale, timezone },
    method,
    source,
    reference,
  }
}

function creditsLine(label: string, amount: Micros): InvoiceLine {
  return { kind: "credits", label, percent: null, amount: formatAmount(amount) }
}

function taxLines(tax: Micros, price: TopUpPriceLines | undefined): InvoiceLine[] {
  const lines = price?.taxLines ?? []
  if (lines.length === 0) {
    return [{ kind: "tax", label: TAX_LABEL_DEFAULT, percent: null, amount: formatAmount(tax) }]
  }
  return lines.map((line) => ({ kind: "tax", ...line }))
}
