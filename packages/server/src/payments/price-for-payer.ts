import { accept, refuse, type Micros, type Result } from "@tollgate/engine"
import { decideTax, type BillingDetail } from "../tax/decide-tax.ts"
import type { CheckoutSettings } from "./checkout-settings.ts"
import { taxFactsOf, type Payer } from "./payer.ts"
import { priceTopUp, type TopUpPrice } from "./price-top-up.ts"

/** Tax depends on what is not known of the customer. */
export interface DetailsRefusal {
  readonly code: "billing_details_needed"
  readonly missing: readonly BillingDetail[]
}

/** What a top-up costs this payer now; refused while its taxes cannot be told. Rule TAX-8. */
export function priceForPayer(
  settings: CheckoutSettings,
  payer: Payer,
  {
    amount,
    smallest,
    now,
  }: { readonly amount: Micros; readonly smallest?: Micros | undefined; readonly now: number },
): Result<TopUpPrice, DetailsRefusal> {
  const taxes = decideTax(settings, taxFactsOf(payer, now))
  if (taxes.kind !== "known") return refuse({ code: "billing_details_needed", missing: taxes.missing })
  return accept(priceTopUp(settings, { amount, currency: payer.wallet.currency, taxes, smallest }))
}
