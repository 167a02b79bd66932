const SENT = { bubbles: true, composed: true } as const

/** The shown balance changed. */
export class BalanceChangeEvent extends Event {
  static readonly eventName = "tollgate-balance-change"
  /** Decimal strings. */
  readonly balance: string
  readonly previous: string
  readonly currency: string

  constructor(change: { readonly balance: string; readonly previous: string; readonly currency: string }) {
    super(BalanceChangeEvent.eventName, SENT)
    this.balance = change.balance
    this.previous = change.previous
    this.currency = change.currency
  }
}

/** Somebody wants to add credits. Prevent it to open a page or dialog of your own. */
export class AddCreditsEvent extends Event {
  static readonly eventName = "tollgate-add-credits"
  readonly walletId: string

  constructor(walletId: string) {
    super(AddCreditsEvent.eventName, { ...SENT, cancelable: true })
    this.walletId = walletId
  }
}
