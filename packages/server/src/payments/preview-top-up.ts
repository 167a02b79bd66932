import { accept, refuse, type Micros, type Result } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { checkAmount, type AmountRefusal } from "./check-amount.ts"
import { readCheckoutSettings } from "./checkout-settings.ts"
import { NO_COUPONS, type CouponOffer } from "./coupon-port.ts"
import { readPayer } from "./payer.ts"
import { priceForPayer, type DetailsRefusal } from "./price-for-payer.ts"
import type { TopUpPrice } from "./price-top-up.ts"

export interface TopUpPreview {
  readonly price: TopUpPrice
  readonly currency: string
  /** Null without a code. One that does not hold gives nothing, and refuses nothing. */
  readonly coupon: CouponOffer | null
}

/** What a checkout would cost and give now; begins and reserves nothing. Rule PAY-9. */
export async function previewTopUp(
  deps: Pick<Deps, "catalog" | "wallets" | "coupons" | "clock" | "payments">,
  walletId: string,
  { amount, couponCode }: { readonly amount: Micros; readonly couponCode?: string },
): Promise<Result<TopUpPreview, { readonly code: "not_found" } | AmountRefusal | DetailsRefusal>> {
  const payer = await readPayer(deps, walletId)
  if (payer === undefined) return refuse({ code: "not_found" })
  const { currency } = payer.wallet
  const settings = await readCheckoutSettings(deps.catalog)
  const smallest = deps.payments?.forOrder({ currency, settings })?.smallestPayable(currency)
  const fault = checkAmount(settings, currency, amount, smallest)
  if (fault !== undefined) return refuse(fault)
  const now = deps.clock()
  const priced = priceForPayer(settings, payer, { amount, smallest, now })
  if (!priced.ok) return priced
  const price = priced.value
  if (couponCode === undefined) return accept({ price, currency, coupon: null })
  const { customerId, partnerId } = payer.place
  const coupon = await (deps.coupons ?? NO_COUPONS).price({
    code: couponCode,
    walletId,
    customerId,
    partnerId,
    currency,
    amount,
    now,
  })
  return accept({ price, currency, coupon })
}
