import type { BillingDetails } from "../session/types.ts"

const SENT = { bubbles: true, composed: true } as const

/** Billing details are about to be saved. Prevent it to leave them as they are. */
export class BillingChangeEvent extends Event {
  static readonly eventName = "tollgate-billing-change"
  readonly details: BillingDetails

  constructor(details: BillingDetails) {
    super(BillingChangeEvent.eventName, { ...SENT, cancelable: true })
    this.details = details
  }
}

/** Billing details were saved. */
export class BillingChangedEvent extends Event {
  static readonly eventName = "tollgate-billing-changed"
  readonly details: BillingDetails

  constructor(details: BillingDetails) {
    super(BillingChangedEvent.eventName, SENT)
    this.details = details
  }
}
