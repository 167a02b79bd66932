import { invariant, type Zones } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { ProblemError } from "../problem.ts"
import { zoneOf } from "../zones.ts"

/** The zones that a command on this wallet counts and reports by. */
export async function walletZones(
  { catalog, wallets }: Pick<Deps, "catalog" | "wallets">,
  walletId: string,
): Promise<Zones> {
  const wallet = await wallets.wallet(walletId)
  if (wallet === undefined) throw new ProblemError("not_found")
  const customer = await catalog.customer(wallet.customerId)
  invariant(customer !== undefined, "a wallet has a customer")
  return { customerZone: zoneOf(customer.timezone), rollupZone: zoneOf(wallet.rollupZone) }
}
