import type { AutoRecharge, PaymentLink, TopUp } from "../session/types.ts"

const SENT = { bubbles: true, composed: true } as const
const ASKED = { ...SENT, cancelable: true } as const

/** Somebody pressed Pay. Prevent it, and nothing is begun. */
export class TopUpStartEvent extends Event {
  static readonly eventName = "tollgate-topup-start"
  /** What is to be credited, a decimal string. */
  readonly amount: string
  readonly couponCode: string | undefined
  readonly currency: string

  constructor(start: {
    readonly amount: string
    readonly couponCode?: string | undefined
    readonly currency: string
  }) {
    super(TopUpStartEvent.eventName, ASKED)
    this.amount = start.amount
    this.couponCode = start.couponCode
    this.currency = start.currency
  }
}

/** The payment page is about to open. Prevent it to show it yourself. */
export class CheckoutEvent extends Event {
  static readonly eventName = "tollgate-checkout"
  readonly topUp: TopUp
  readonly checkoutUrl: string

  constructor(topUp: TopUp, checkoutUrl: string) {
    super(CheckoutEvent.eventName, ASKED)
    this.topUp = topUp
    this.checkoutUrl = checkoutUrl
  }
}

/** The payment came in: the credits are there. */
export class TopUpCompleteEvent extends Event {
  static readonly eventName = "tollgate-topup-complete"
  readonly topUp: TopUp

  constructor(topUp: TopUp) {
    super(TopUpCompleteEvent.eventName, SENT)
    this.topUp = topUp
  }
}

/** The payment failed or ended; nothing was charged. */
export class TopUpFailedEvent extends Event {
  static readonly eventName = "tollgate-topup-failed"
  readonly topUp: TopUp
  /** `declined`, `expired`, or as the payment provider says. */
  readonly reason: string

  constructor(topUp: TopUp) {
    super(TopUpFailedEvent.eventName, SENT)
    this.topUp = topUp
    this.reason = topUp.failureReason ?? ""
  }
}

/** A payment link was made. */
export class LinkCreatedEvent extends Event {
  static readonly eventName = "tollgate-link-created"
  readonly link: PaymentLink

  constructor(link: PaymentLink) {
    super(LinkCreatedEvent.eventName, SENT)
    this.link = link
  }
}

/** Auto-recharge is about to be turned on, changed or turned off. Prevent it, and it stays as it is. */
export class AutoRechargeChangeEvent extends Event {
  static readonly eventName = "tollgate-autorecharge-change"
  readonly settings: Pick<AutoRecharge, "enabled" | "threshold" | "amount" | "monthlyLimit">

  constructor(settings: AutoRechargeChangeEvent["settings"]) {
    super(AutoRechargeChangeEvent.eventName, ASKED)
    this.settings = settings
  }
}
