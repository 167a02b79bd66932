import { formatDate, localDay, type Wallet } from "@tollgate/engine"
import type { Customer, Partner, WalletPlace } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { readIssuerSettings, type IssuerSettings } from "../invoices/issuer.ts"
import type { TaxFacts } from "../tax/decide-tax.ts"
import { zoneOf } from "../zones.ts"

/** Who pays for a wallet, and whom. */
export interface Payer {
  readonly wallet: Wallet
  readonly place: WalletPlace
  readonly customer: Customer
  readonly partner: Partner
  /** What the partner's invoices say of it. */
  readonly issuer: IssuerSettings
}

export async function readPayer(
  { catalog, wallets }: Pick<Deps, "catalog" | "wallets">,
  walletId: string,
): Promise<Payer | undefined> {
  const place = await catalog.walletPlace(walletId)
  if (place === undefined) return undefined
  const [wallet, customer, partner, issuer] = await Promise.all([
    wallets.wallet(walletId),
    catalog.customer(place.customerId),
    catalog.partner(place.partnerId),
    readIssuerSettings(catalog, place.partnerId),
  ])
  if (wallet === undefined || customer === undefined || partner === undefined) return undefined
  return { wallet, place, customer, partner, issuer }
}

/** What taxes of a sale depend on, as it is now. */
export function taxFactsOf({ customer, issuer }: Pick<Payer, "customer" | "issuer">, now: number): TaxFacts {
  const { address, taxId } = issuer
  return {
    issuer: { country: address?.country, state: address?.state, taxId },
    customer: {
      country: customer.billingAddress?.country,
      state: customer.billingAddress?.state,
      taxId: customer.taxId,
      exemption: customer.taxExemption,
    },
    day: formatDate(localDay(zoneOf(customer.timezone), now)),
  }
}
