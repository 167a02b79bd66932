import type { Wallet } from "@tollgate/engine"
import type { Customer, Partner, WalletPlace } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"

/** Who pays for a wallet, and whom. */
export interface Payer {
  readonly wallet: Wallet
  readonly place: WalletPlace
  readonly customer: Customer
  readonly partner: Partner
  /** Of the billing address; undefined without one. */
  readonly country: string | undefined
}

export async function readPayer(
  { catalog, wallets }: Pick<Deps, "catalog" | "wallets">,
  walletId: string,
): Promise<Payer | undefined> {
  const place = await catalog.walletPlace(walletId)
  if (place === undefined) return undefined
  const [wallet, customer, partner] = await Promise.all([
    wallets.wallet(walletId),
    catalog.customer(place.customerId),
    catalog.partner(place.partnerId),
  ])
  if (wallet === undefined || customer === undefined || partner === undefined) return undefined
  return { wallet, place, customer, partner, country: customer.billingAddress?.country }
}
