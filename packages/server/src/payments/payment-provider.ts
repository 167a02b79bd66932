import type { DisputeState, Micros } from "@tollgate/engine"

/** A tax on a top-up, as the customer reads it. */
export interface TaxLine {
  readonly label: string
  /** Without the sign `%`. */
  readonly percent: string
  readonly amount: Micros
}

/** What a provider is to collect for one top-up. Everything is asked for under the top-up's id, once. */
export interface PaymentOrder {
  readonly topUpId: string
  readonly walletId: string
  readonly currency: string
  /** What is credited. */
  readonly amount: Micros
  /** A payable amount; 0 without one. */
  readonly fee: Micros
  readonly feeLabel: string | null
  readonly tax: Micros
  readonly taxLines: readonly TaxLine[]
  /** amount + fee + tax: what is paid. */
  readonly total: Micros
  /** Whom the customer pays, and what for, in words. */
  readonly payee: string
  readonly description: string
  /** A BCP 47 tag. */
  readonly locale: string
  /** Where the customer goes after paying, to the letter; on an origin that the partner lists, or our own. */
  readonly returnUrl: string | null
  readonly createdAt: number
  readonly expiresAt: number
  /** The customer agreed to auto-recharge, and pays in person: the means of payment is kept for it. */
  readonly isMethodKept: boolean
  /** Where our own pages are; null where nobody is at a page. */
  readonly homeUrl: string | null
}

/** A top-up that a provider is asked about: one that is pending, or of which something is to be given back. */
export interface AskedTopUp {
  readonly id: string
  readonly walletId: string
  /** What `beginCheckout` gave; "" of one that was charged without the customer. */
  readonly providerReference: string
  /** As it came with `paid`; "" before. */
  readonly paymentReference: string
  readonly createdAt: number
}

/** Part or all of a payment that is to go back to the customer. */
export interface RefundOrder {
  readonly topUpId: string
  readonly walletId: string
  /** Ours: the same id is one refund, however often it is asked for. */
  readonly refundId: string
  /** As it came with `paid`; "" for what was paid before it was kept. */
  readonly paymentReference: string
  readonly providerReference: string
  readonly amount: Micros
  readonly currency: string
  readonly reason: string
}

/** What a provider says of a top-up: on its own in a webhook, or asked. It may come twice, late and in any order. */
export type PaymentEvent =
  | {
      readonly kind: "paid"
      readonly topUpId: string
      readonly paid: Micros
      readonly currency: string
      /** The provider's name for the payment, by which it is refunded. */
      readonly paymentReference: string
    }
  | { readonly kind: "failed"; readonly topUpId: string; readonly reason: string }
  | {
      /** One refund that succeeded. */
      readonly kind: "refunded"
      readonly topUpId: string
      /** Ours, when we asked for it; else "". */
      readonly refundId: string
      readonly providerRefundId: string
      readonly refunded: Micros
      readonly currency: string
      /** Which payment went back; absent where the provider has one of a top-up at most. */
      readonly paymentReference?: string
    }
  | {
      readonly kind: "refund_failed"
      readonly topUpId: string
      readonly refundId: string
      readonly providerRefundId: string
      readonly reason: string
      readonly paymentReference?: string
    }
  | {
      readonly kind: "disputed"
      readonly topUpId: string
      readonly disputeId: string
      readonly disputed: Micros
      readonly currency: string
      readonly reason: string
      /** `opened` and `lost`: the provider has taken the money back; `won`: it has given it to us again. */
      readonly state: DisputeState
      readonly paymentReference?: string
    }

/** Why a webhook is not taken; `ignored` is genuine and about something else. */
export type WebhookRefusal = {
  readonly kind: "refused"
  readonly code: "bad_signature" | "malformed" | "ignored"
}

/** What was refunded or disputed. */
export interface News {
  /** In order. */
  readonly events: readonly PaymentEvent[]
  /** In ms: where the next question begins, when not where this one ended, as something will still change. */
  readonly from?: number
}

/** Where a customer pays. */
export interface CheckoutPage {
  /** A provider of our own may give it as a path. */
  readonly checkoutUrl: string
  readonly providerReference: string
}

/** The provider does not take this payment, today at least: its own code for why. */
export interface ProviderRefusal {
  readonly kind: "refused"
  readonly reason: string
}

/** A means of payment that a customer left, as they know it by. */
export interface SavedMethod {
  /** `card`, or what else the provider calls it. */
  readonly type: string
  /** Of a card, such as `visa`; else "". */
  readonly brand: string
  /** Its last four digits or characters; "" where it has none. */
  readonly last4: string
}

/** A provider that collects money. It never credits: events do, through `applyPaymentEvent`. */
export interface PaymentProvider {
  /** In the webhook's path, and on each top-up that it collects. */
  readonly name: string
  /** No money moves. */
  readonly isSandbox: boolean
  /** It can charge a means of payment that the customer left before. */
  readonly canChargeSaved: boolean
  /**
   * Whether it takes a currency; `when_named` = only where the settings name it for that currency, as its account may not
   * take it.
   */
  collects(currency: string): "yes" | "when_named" | "no"
  /** The smallest amount of a currency that it collects; every amount of an order is a multiple of it. */
  smallestPayable(currency: string): Micros
  /**
   * A page on which the customer pays. The same top-up gets the same page again. Refused says that there is none.
   */
  beginCheckout(order: PaymentOrder): Promise<CheckoutPage | ProviderRefusal>
  /**
   * Charge the saved means of payment without the customer. The same top-up is charged once, and answers the same again.
   * Accepted says that an event will come, not that money did.
   */
  chargeSaved(
    order: PaymentOrder,
  ): Promise<{ readonly kind: "accepted" } | { readonly kind: "declined"; readonly reason: string }>
  /** What `chargeSaved` would charge for this wallet; null = nothing is kept. Absent or undefined = it cannot tell. */
  savedMethod?(walletId: string): Promise<SavedMethod | null | undefined>
  parseWebhook(headers: Headers, rawBody: Uint8Array): Promise<readonly PaymentEvent[] | WebhookRefusal>
  /**
   * All that the provider holds of a top-up: whether it was paid, then each refund and dispute as it stands. Nothing while it
   * is open, or when the provider never heard of it.
   */
  find(topUp: AskedTopUp): Promise<readonly PaymentEvent[]>
  /**
   * What was refunded or disputed since, of all payments of this account; absent or undefined where the provider cannot say.
   * What it says may be told again.
   *
   * @param since - ms; providers remember some weeks
   */
  newsSince?(since: number): Promise<News | undefined>
  /**
   * Give part or all of a payment back: once a refund's id, however often it is asked. Accepted says that an event will come,
   * not that the money went.
   */
  refund(order: RefundOrder): Promise<{ readonly kind: "accepted" } | ProviderRefusal>
}
