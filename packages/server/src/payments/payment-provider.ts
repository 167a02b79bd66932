import type { Micros } from "@tollgate/engine"

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

/** A pending top-up that a provider is asked about. */
export interface AskedTopUp {
  readonly id: string
  readonly walletId: string
  /** What `beginCheckout` gave; "" of one that was charged without the customer. */
  readonly providerReference: string
  readonly createdAt: number
}

/** What a provider says of a top-up: on its own in a webhook, or asked. */
export type PaymentEvent =
  | {
      readonly kind: "paid"
      readonly topUpId: string
      readonly paid: Micros
      readonly currency: string
    }
  | { readonly kind: "failed"; readonly topUpId: string; readonly reason: string }

/** Why a webhook is not taken; `ignored` is genuine and about something else. */
export type WebhookRefusal = {
  readonly kind: "refused"
  readonly code: "bad_signature" | "malformed" | "ignored"
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
  parseWebhook(headers: Headers, rawBody: Uint8Array): Promise<PaymentEvent | WebhookRefusal>
  /** What became of a top-up; undefined while it is open, or when the provider never heard of it. */
  find(topUp: AskedTopUp): Promise<PaymentEvent | undefined>
}
