import type { Invoice } from "../catalog/invoice-records.ts"
import type { Deps } from "../deps.ts"
import { DEMO_PARTNER } from "./demo-tenant.ts"

export const INVOICES_SHOWN = 5
/** The catalog lists the oldest first. */
const PAGE = 200

/** The last invoices and credit notes of a wallet of the demo, the newest first. Rule DEMO-6. */
export async function readDemoInvoices(
  { catalog }: Pick<Deps, "catalog">,
  walletId: string,
): Promise<readonly Invoice[]> {
  const filter = { issuerId: DEMO_PARTNER.id, walletId }
  let last: readonly Invoice[] = []
  let after: Parameters<typeof catalog.invoices>[1]["after"]
  do {
    const page = await catalog.invoices(filter, { limit: PAGE, ...(after === undefined ? {} : { after }) })
    last = [...last, ...page.rows].slice(-INVOICES_SHOWN)
    after = page.next
  } while (after !== undefined)
  return last.toReversed()
}
