/** What an invoice says in one language. Places are named in braces. */
export interface InvoiceWords {
  readonly invoice: string
  /** Where the law wants an invoice with tax to say that it is one. */
  readonly taxInvoice: string
  readonly creditNote: string
  readonly billedTo: string
  readonly creditedTo: string
  readonly taxId: string
  readonly issued: string
  readonly payment: string
  readonly reference: string
  readonly corrects: string
  readonly placeOfSupply: string
  readonly serviceCode: string
  readonly methods: {
    readonly manual: string
    readonly portal: string
    readonly link: string
    readonly auto: string
  }
  readonly description: string
  readonly amount: string
  readonly credits: string
  readonly creditsRefunded: string
  readonly fee: string
  readonly tax: string
  /** `{tax}` */
  readonly includedTax: string
  readonly subtotal: string
  readonly total: string
  readonly totalRefunded: string
  readonly receipt: string
  /** `{amount}` */
  readonly bonus: string
  /** By the code of what an invoice says about its taxes. */
  readonly taxNotes: Readonly<Record<string, string>>
  /** Of characters that no font has. */
  readonly undrawable: string
  /** `{page}`, `{pages}` */
  readonly page: string
}
