import type { Caller } from "./client.ts"
import type { Tenant } from "./tenant.ts"

const LISTS = [
  "/v1/partners",
  "/v1/customers",
  "/v1/wallets",
  "/v1/senders",
  "/v1/plans",
  "/v1/keys",
  "/v1/coupons",
  "/v1/ingest-tokens",
  "/v1/suspense",
]

/** All that a bad request could have changed: heads, balances, allotments, and every list. Compare before and after. */
export async function snapshot(operator: Caller, tenants: readonly Tenant[]): Promise<object> {
  const seen: Record<string, unknown> = {}
  for (const { wallet } of tenants) {
    for (const part of ["", "/proof", "/allotments", "/top-ups", "/messages", "/payment-links"]) {
      seen[wallet + part] = await operator.must(operator.get(wallet + part))
    }
  }
  for (const { wallet } of tenants) seen[`${wallet}/top-ups`] = withoutInvoices(seen[`${wallet}/top-ups`])
  for (const list of LISTS) seen[list] = await operator.must(operator.get(`${list}?limit=200`))
  seen["cards"] = await operator.must(operator.get("/v1/rate-cards"))
  return seen
}

/** An invoice is issued a moment after its top-up, by the host itself. */
function withoutInvoices(page: any): object {
  return { ...page, data: page.data.map(({ invoiceId: _invoiceId, ...topUp }: any) => topUp) }
}
