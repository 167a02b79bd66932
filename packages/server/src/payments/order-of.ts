import type { Micros, TopUp } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import type { CheckoutSettings } from "./checkout-settings.ts"
import type { Payer } from "./payer.ts"
import type { PaymentOrder } from "./payment-provider.ts"
import { priceForPayer } from "./price-for-payer.ts"

/**
 * What a provider is to collect for a pending top-up: its own amounts, and the words of today's settings for them.
 *
 * @param smallest - of what the provider collects
 */
export function orderOf(
  { clock }: Pick<Deps, "clock">,
  payer: Payer,
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
  const { wallet, customer, partner } = payer
  const now = clock()
  const priced = priceForPayer(settings, payer, { amount: topUp.amount, smallest, now })
  // Settings and billing details may have changed since it was begun: what it asks for has not.
  const price =
    priced.ok && priced.value.fee === topUp.fee && priced.value.tax === topUp.tax ? priced.value : undefined
  return {
    topUpId: topUp.id,
    walletId: wallet.id,
    currency: wallet.currency,
    amount: topUp.amount,
    fee: topUp.fee,
    feeLabel: price?.feeLabel ?? null,
    tax: topUp.tax,
    // What is included is paid with credits and fee.
    taxLines: (price?.taxLines ?? []).flatMap(({ isIncluded, ...line }) => (isIncluded ? [] : [line])),
    total: topUp.amount + topUp.fee + topUp.tax,
    payee: partner.name,
    description: `Credits for ${customer.name}`,
    locale: customer.locale,
    returnUrl,
    createdAt: topUp.createdAt,
    expiresAt: topUp.expiresAt ?? now,
    // Whoever pays by a link may be somebody else.
    isMethodKept: topUp.source === "portal" && wallet.recharge?.enabled === true,
    homeUrl,
  }
}
