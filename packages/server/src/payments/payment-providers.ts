import type { CheckoutSettings } from "./checkout-settings.ts"
import type { PaymentProvider } from "./payment-provider.ts"

/** The providers that this server takes payments with. */
export interface PaymentProviders {
  /** Non-empty, in the order in which the environment names them. */
  readonly all: readonly PaymentProvider[]
  /** The one with which a top-up was ordered, or that a webhook's path names. */
  named(name: string): PaymentProvider | undefined
  /**
   * Who collects what is ordered now: the provider that the settings name for the currency, else the first one that takes
   * it. Undefined = no checkout in this currency. Rule PAY-25.
   */
  forOrder(order: {
    readonly currency: string
    readonly settings: Pick<CheckoutSettings, "currencies">
  }): PaymentProvider | undefined
}

export function paymentProviders(all: readonly PaymentProvider[]): PaymentProviders {
  const byName = new Map(all.map((provider) => [provider.name, provider]))
  return {
    all,
    named: (name) => byName.get(name),
    forOrder: ({ currency, settings: { currencies } }) => {
      const wanted = Object.hasOwn(currencies, currency) ? currencies[currency]?.provider : undefined
      const chosen = byName.get(wanted ?? "")
      // The settings may have come from a server that has other providers.
      if (chosen !== undefined && chosen.collects(currency) !== "no") return chosen
      return all.find((provider) => provider.collects(currency) === "yes")
    },
  }
}
