const SENT = { bubbles: true, composed: true } as const

/** Somebody wants to add credits for one number. Prevent it to open a page or dialog of your own. */
export class NumberTopUpEvent extends Event {
  static readonly eventName = "tollgate-number-topup"
  readonly senderId: string

  constructor(senderId: string) {
    super(NumberTopUpEvent.eventName, { ...SENT, cancelable: true })
    this.senderId = senderId
  }
}

/** What is about to be changed of a number; what is left out stays. */
export interface NumberChange {
  readonly displayName?: string | null
  /** Its part of the balance, a decimal string; null = none of its own. */
  readonly amount?: string | null
  readonly mayUseShared?: boolean
}

/** A number's name or part is about to be changed. Prevent it to leave it as it is. */
export class NumberChangeEvent extends Event {
  static readonly eventName = "tollgate-number-change"
  readonly senderId: string
  readonly change: NumberChange

  constructor(senderId: string, change: NumberChange) {
    super(NumberChangeEvent.eventName, { ...SENT, cancelable: true })
    this.senderId = senderId
    this.change = change
  }
}

/** A number's name or part was changed. */
export class NumberChangedEvent extends Event {
  static readonly eventName = "tollgate-number-changed"
  readonly senderId: string
  readonly change: NumberChange

  constructor(senderId: string, change: NumberChange) {
    super(NumberChangedEvent.eventName, SENT)
    this.senderId = senderId
    this.change = change
  }
}
