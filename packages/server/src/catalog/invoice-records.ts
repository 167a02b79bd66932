import type { PlaceOfSupply, TaxNote } from "../tax/decide-tax.ts"
import type { BillingAddress, Customer } from "./records.ts"

/** Who issues, as an invoice says it. */
export interface InvoiceIssuer {
  readonly name: string
  readonly legalName: string | null
  readonly address: BillingAddress | null
  readonly taxId: string | null
  /** In whose years the numbers count. */
  readonly timezone: string
}

/** To whom, as an invoice says it. */
export type InvoiceCustomer = Pick<
  Customer,
  "id" | "name" | "contact" | "billingAddress" | "taxId" | "locale" | "timezone"
>

export interface InvoiceLine {
  readonly kind: "credits" | "fee" | "tax"
  readonly label: string
  /** Of a tax; null where the percentage is not known. */
  readonly percent: string | null
  /** Decimal. */
  readonly amount: string
  /** A tax that is inside of the other lines, rather than on top; absent = on top. */
  readonly isIncluded?: boolean
}

/** Why a tax is not there, or whose it is, in words; `code` is what the words are made from. */
export interface InvoiceTaxNote {
  readonly code: TaxNote["code"]
  readonly text: string
}

/** What an invoice or a credit note says, frozen when it is issued. Amounts are decimal strings, above zero on both. */
export interface InvoiceContent {
  readonly currency: string
  readonly issuer: InvoiceIssuer
  readonly customer: InvoiceCustomer
  readonly lines: readonly InvoiceLine[]
  /** Without tax. */
  readonly subtotal: string
  /** All of it, included or on top. */
  readonly tax: string
  readonly total: string
  /** These three are absent on what was issued before there were. */
  readonly taxNotes?: readonly InvoiceTaxNote[]
  readonly placeOfSupply?: PlaceOfSupply | null
  /** HSN or SAC code of what was sold. */
  readonly serviceCode?: string | null
  /** Credits on top, which nobody paid. */
  readonly bonus: string
  readonly method: "checkout" | "manual"
  readonly source: "operator" | "portal" | "link" | "auto"
  readonly reference: string
}

/** An invoice for a top-up, or a credit note for a refund of one. It never changes. */
export interface Invoice {
  readonly id: string
  /** The partner. */
  readonly issuerId: string
  /** What its number begins with. An issuer that changes it begins a series. */
  readonly series: string
  /** The issuer's local one. */
  readonly year: number
  /** 1, 2, 3... within the year of the series. */
  readonly sequence: number
  /** As people read it: `INV-2026-000001`. */
  readonly number: string
  readonly kind: "invoice" | "credit_note"
  readonly walletId: string
  readonly topUpId: string
  /** The invoice that a credit note corrects; null on an invoice. */
  readonly correctsId: string | null
  readonly content: InvoiceContent
  readonly issuedAt: number
}

/** What fee and tax of a top-up consist of, as they were when it was priced. */
export interface TopUpPriceLines {
  readonly topUpId: string
  readonly walletId: string
  /** Null when there is no fee. */
  readonly feeLabel: string | null
  readonly taxLines: readonly {
    readonly label: string
    readonly percent: string
    readonly amount: string
    readonly isIncluded?: boolean
  }[]
  /** How the sale was taxed besides; null of before this was kept. */
  readonly treatment: TaxTreatment | null
}

/** What an invoice says of a sale's taxes besides their lines. */
export interface TaxTreatment {
  readonly taxNotes: readonly TaxNote[]
  readonly placeOfSupply: PlaceOfSupply | null
  readonly serviceCode: string | null
}
