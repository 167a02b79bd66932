import type { WalletPlace } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { checkoutTerms, readCheckoutSettings, type CheckoutTerms } from "../payments/checkout-settings.ts"

/** What a link's page may offer: what a checkout in the wallet's currency takes, and whether money moves. */
export interface LinkTerms extends CheckoutTerms {
  readonly isSandbox: boolean
}

/** The terms of today; `undefined` where no provider takes the currency. */
export async function readTerms(
  { payments, catalog }: Pick<Deps, "payments" | "catalog">,
  { currency }: Pick<WalletPlace, "currency">,
): Promise<LinkTerms | undefined> {
  const settings = await readCheckoutSettings(catalog)
  const provider = payments?.forOrder({ currency, settings })
  if (provider === undefined) return undefined
  return { ...checkoutTerms(settings, currency), isSandbox: provider.isSandbox }
}
