import type { InvoiceWords } from "./words.ts"

export const en: InvoiceWords = {
  invoice: "Invoice",
  taxInvoice: "Tax invoice",
  creditNote: "Credit note",
  billedTo: "Billed to",
  creditedTo: "Credited to",
  taxId: "Tax ID",
  issued: "Issued",
  payment: "Payment",
  reference: "Reference",
  corrects: "Corrects invoice",
  placeOfSupply: "Place of supply",
  serviceCode: "HSN/SAC",
  methods: {
    manual: "Recorded by the seller",
    portal: "Online payment",
    link: "Payment link",
    auto: "Auto-recharge",
  },
  description: "Description",
  amount: "Amount",
  credits: "Credits",
  creditsRefunded: "Credits refunded",
  fee: "Processing fee",
  tax: "Tax",
  includedTax: "{tax}, included above",
  subtotal: "Subtotal",
  total: "Total",
  totalRefunded: "Total refunded",
  receipt: "Paid in full. This invoice is also your receipt.",
  bonus: "Bonus credits of {amount} were added free of charge.",
  // What is frozen in the invoice is English already.
  taxNotes: {},
  undrawable:
    "[…] stands for characters that this document cannot draw. They are in its text, and can be copied.",
  page: "Page {page} of {pages}",
}
