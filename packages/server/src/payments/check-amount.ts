import type { Micros } from "@tollgate/engine"
import { checkoutTerms, type CheckoutSettings } from "./checkout-settings.ts"
import { smallestPayable } from "./price-top-up.ts"

export type AmountRefusal =
  | { readonly code: "amount_out_of_limits"; readonly minTopUp: Micros; readonly maxTopUp: Micros }
  /** The currency has no coin that small. */
  | { readonly code: "amount_not_payable"; readonly smallest: Micros }

/** Why an amount cannot be topped up by a checkout; undefined when it can. Rule PAY-6. */
export function checkAmount(
  settings: CheckoutSettings,
  currency: string,
  amount: Micros,
  smallest: Micros = smallestPayable(currency),
): AmountRefusal | undefined {
  const { minTopUp, maxTopUp } = checkoutTerms(settings, currency)
  if (amount < minTopUp || amount > maxTopUp) return { code: "amount_out_of_limits", minTopUp, maxTopUp }
  return amount % smallest === 0n ? undefined : { code: "amount_not_payable", smallest }
}
