import { seesPartner } from "../auth/require.ts"
import type { ChangeMaker, Customer } from "../catalog/records.ts"
import type { AppContext } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"

/** The customer, or 404 where this caller may not know of it. */
export async function requireCustomer(c: AppContext, customerId: string): Promise<Customer> {
  const { catalog } = c.get("deps")
  const principal = c.get("principal")
  const customer = await catalog.customer(customerId)
  if (customer === undefined || !seesPartner(principal, customer.partnerId))
    throw new ProblemError("not_found")
  if (principal.kind === "portal" || principal.kind === "wallet") {
    const place = await catalog.walletPlace(principal.walletId)
    if (place?.customerId !== customerId) throw new ProblemError("not_found")
  }
  return customer
}

/** Who the caller is, as changes of customers are kept. Rule BILLTO-4. */
export function changeMakerOf(c: AppContext): ChangeMaker {
  const { kind, keyId } = c.get("principal")
  return { kind, keyId }
}
