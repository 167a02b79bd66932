import type Stripe from "stripe"
import type { Catalog } from "../../catalog/catalog.ts"

const WALLET_KEY = "tollgate_wallet"

/** Whose means of payment Stripe keeps for a wallet. */
export interface StripeCustomers {
  /** Stripe's id; undefined where none was ever kept. */
  known(walletId: string): Promise<string | undefined>
  ensure(walletId: string): Promise<string>
  /** Another one, where Stripe no longer has the one before. */
  replace(walletId: string, before: string): Promise<string>
}

/**
 * A customer of Stripe's a wallet, whose id is a setting of the catalog: made once, however many begin at once. Those of
 * Stripe's test mode are others than those of its live mode. Rule STRIPE-8.
 */
export function stripeCustomers(
  stripe: Stripe,
  catalog: Pick<Catalog, "setting" | "putSettingOnce" | "putSetting">,
  isLive: boolean,
): StripeCustomers {
  const nameOf = (walletId: string): string => `stripe_customer.${isLive ? "live" : "test"}.${walletId}`
  const known = (walletId: string) => catalog.setting(nameOf(walletId))
  const make = async (walletId: string, idempotencyKey: string): Promise<string> => {
    const params = { metadata: { [WALLET_KEY]: walletId } }
    const { id } = await stripe.customers.create(params, { idempotencyKey })
    return id
  }
  return {
    known,
    async ensure(walletId) {
      const id = await known(walletId)
      if (id !== undefined) return id
      return catalog.putSettingOnce(nameOf(walletId), await make(walletId, nameOf(walletId)))
    },
    async replace(walletId, before) {
      const made = await make(walletId, `${nameOf(walletId)}.${before}`)
      await catalog.putSetting(nameOf(walletId), made)
      return made
    },
  }
}
