import { invariant, type Wallet, type Zone } from "@tollgate/engine"
import type { Scope } from "../auth/principal.ts"
import { requireWallet } from "../auth/require.ts"
import type { Customer } from "../catalog/records.ts"
import type { AppContext } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { zoneOf } from "../zones.ts"

/** A wallet that the caller may read, its customer, and the customer's zone. */
export interface CustomerWallet {
  readonly wallet: Wallet
  readonly customer: Customer
  readonly zone: Zone
  readonly partnerId: string
}

/** The wallet of the path; 404 and 403 as `requireWallet` says. */
export async function readCustomerWallet(
  c: AppContext,
  walletId: string,
  scope: Scope,
): Promise<CustomerWallet> {
  const { catalog, wallets } = c.get("deps")
  const { customerId, partnerId } = await requireWallet(c, walletId, scope)
  const [wallet, customer] = await Promise.all([wallets.wallet(walletId), catalog.customer(customerId)])
  // The directory may know a wallet a moment before its store does.
  if (wallet === undefined) throw new ProblemError("not_found")
  invariant(customer !== undefined, "a wallet's customer exists")
  return { wallet, customer, zone: zoneOf(customer.timezone), partnerId }
}
