import type Stripe from "stripe"
import type { Catalog } from "../../catalog/catalog.ts"

const WALLET_KEY = "tollgate_wallet"

/** Whose means of payment Stripe keeps for a wallet. */
export interface StripeCustomers {
  /** Stripe's id; undefined where none was ever kept. */
  known(walletId: string): Promise<string | undefined>
  ensure(walletId: string): Promise<string>
}

/**
 * A customer of Stripe's a wallet, whose id is a setting of the catalog: made once, however many begin at once. Those of
 * Stripe's test mode are others than those of its live mode. Rule STRIPE-8.
 */
export function stripeCustomers(
  stripe: Stripe,
  catalog: Pick<Catalog, "setting" | "putSettingOnce">,
  isLive: boolean,
): StripeCustomers {
  const nameOf = (walletId: string): string => `stripe_customer.${isLive ? "live" : "test"}.${walletId}`
  const known = (walletId: string) => catalog.setting(nameOf(walletId))
  return {
    known,
    async ensure(walletId) {
      const id = await known(walletId)
      if (id !== undefined) return id
      const made = await stripe.customers.create(
        { metadata: { [WALLET_KEY]: walletId } },
        { idempotencyKey: nameOf(walletId) },
      )
      return catalog.putSettingOnce(nameOf(walletId), made.id)
    },
  }
}
