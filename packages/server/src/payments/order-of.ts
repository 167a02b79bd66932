import type { Micros, TopUp } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import type { CheckoutSettings } from "./checkout-settings.ts"
import type { Payer } from "./payer.ts"
import type { PaymentOrder } from "./payment-provider.ts"
import { priceTopUp } from "./price-top-up.ts"

/**
 * What a provider is to collect for a pending top-up: its own amounts, and the words of today's settings for them.
 *
 * @param smallest - of what the provider collects
 */
export function orderOf(
  { clock }: Pick<Deps, "clock">,
  { wallet, customer, partner, country }: Payer,
  topUp: TopUp,
  {
    settings,
    smallest,
    returnUrl,
    homeUrl,
  }: Pick<PaymentOrder, "returnUrl" | "homeUrl"> & {
    readonly settings: CheckoutSettings
    readonly smallest: Micros
  },
): PaymentOrder {
  const { currency } = wallet
  const { fee, tax, taxLines, feeLabel } = priceTopUp(settings, {
    amount: topUp.amount,
    currency,
    country,
    smallest,
  })
  // Settings may have changed since it was begun: what it asks for has not.
  const isSame = fee === topUp.fee && tax === topUp.tax
  return {
    topUpId: topUp.id,
    walletId: wallet.id,
    currency,
    amount: topUp.amount,
    fee: topUp.fee,
    feeLabel: isSame ? feeLabel : null,
    tax: topUp.tax,
    taxLines: isSame ? taxLines : [],
    total: topUp.amount + topUp.fee + topUp.tax,
    payee: partner.name,
    description: `Credits for ${customer.name}`,
    locale: customer.locale,
    returnUrl,
    createdAt: topUp.createdAt,
    expiresAt: topUp.expiresAt ?? clock(),
    // Whoever pays by a link may be somebody else.
    isMethodKept: topUp.source === "portal" && wallet.recharge?.enabled === true,
    homeUrl,
  }
}
