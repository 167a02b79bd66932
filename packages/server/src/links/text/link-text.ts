/** The words of the payment page in one language. `{name}` in a text is filled in. */
export interface LinkText {
  readonly direction: "ltr" | "rtl"
  /** Of the window; `{partner}`. */
  readonly title: string
  /** `{customer}`. */
  readonly requestFor: string
  readonly chooseHeading: string
  readonly otherAmount: string
  /** `{min}`, `{max}`. */
  readonly limits: string
  readonly next: string
  readonly totalToPay: string
  readonly credits: string
  readonly fee: string
  /** Of tax that is inside of the other lines. */
  readonly taxIncluded: string
  readonly total: string
  readonly pay: string
  readonly changeAmount: string
  readonly providerNote: string
  readonly sandboxNote: string
  readonly nonRefundable: string
  /** `{date}`. */
  readonly validUntil: string
  readonly paidHeading: string
  /** `{amount}`, `{customer}`. */
  readonly paidText: string
  readonly reference: string
  readonly pendingHeading: string
  readonly pendingText: string
  /** Where the page asks again by itself. */
  readonly watching: string
  readonly notPaidYet: string
  readonly checkAgain: string
  readonly failedHeading: string
  readonly failedText: string
  readonly tryAgain: string
  readonly notFoundHeading: string
  readonly notFoundText: string
  readonly expiredHeading: string
  readonly revokedHeading: string
  /** `{partner}`. */
  readonly askForNew: string
  readonly usedHeading: string
  readonly usedText: string
  readonly unavailableHeading: string
  readonly unavailableText: string
  readonly tooManyHeading: string
  readonly tooManyText: string
  readonly elsewhereHeading: string
  readonly elsewhereText: string
  /** `{min}`, `{max}`. */
  readonly amountFault: string
  readonly priceChanged: string
  /** `{email}`. */
  readonly questions: string
}
