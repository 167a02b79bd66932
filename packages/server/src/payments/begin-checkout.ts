import { refuse, type Micros, type Result, type TopUp, type WalletStatus } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import type { CouponFault } from "./coupon-port.ts"

/** Where a checkout was begun: by the customer in a portal, on a payment link's page, or by auto-recharge. */
export type CheckoutSource = "portal" | "link" | "auto"

export interface NewCheckout {
  readonly walletId: string
  /** What is to be credited; above zero. */
  readonly amount: Micros
  readonly couponCode?: string
  /** Where the customer goes after paying. Without it the provider's page says that it may be closed. */
  readonly returnUrl?: string
  readonly source: CheckoutSource
}

/** Why no checkout began, in the order in which it is checked. */
export type CheckoutRefusal =
  | { readonly code: "not_found" }
  | { readonly code: "no_payment_provider" }
  | { readonly code: "wallet_not_active"; readonly status: WalletStatus }
  | { readonly code: "amount_out_of_limits"; readonly minTopUp: Micros; readonly maxTopUp: Micros }
  /** The currency has no coin that small. */
  | { readonly code: "amount_not_payable"; readonly smallest: Micros }
  | { readonly code: "return_url_not_listed" }
  | { readonly code: "coupon_not_valid"; readonly reason: CouponFault; readonly minTopUp: Micros | null }
  /** The same top-up id came with another content. */
  | { readonly code: "id_taken" }

export interface BegunCheckout {
  /** Pending: it is credited when the provider says that it was paid. */
  readonly topUp: TopUp
  readonly checkoutUrl: string
}

/** Begin a checkout at the payment provider: a pending top-up, and the page on which the customer pays it. */
export async function beginCheckout(
  _deps: Deps,
  _checkout: NewCheckout,
): Promise<Result<BegunCheckout, CheckoutRefusal>> {
  return refuse({ code: "no_payment_provider" })
}
