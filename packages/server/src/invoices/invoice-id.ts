import type { TopUp } from "@tollgate/engine"
import type { Catalog } from "../catalog/catalog.ts"
import type { WalletPlace } from "../catalog/records.ts"
import { walletBoundIdOf } from "../spending/made-id.ts"

export const INVOICE_PREFIX = "inv"

/** A top-up has one invoice: its id comes of the top-up's. */
export function invoiceIdOf(walletId: string, topUpId: string): string {
  return walletBoundIdOf(INVOICE_PREFIX, walletId, `invoice ${topUpId}`)
}

/** A refund has one credit note. */
export function creditNoteIdOf(walletId: string, refundId: string): string {
  return walletBoundIdOf(INVOICE_PREFIX, walletId, `credit note ${refundId}`)
}

/** The ids of the invoices of these top-ups of one wallet; null for one that is not issued yet. */
export async function readInvoiceIds(
  catalog: Pick<Catalog, "issuedInvoices">,
  { walletId, partnerId }: Pick<WalletPlace, "walletId" | "partnerId">,
  topUps: readonly Pick<TopUp, "id" | "status">[],
): Promise<(topUpId: string) => string | null> {
  // What was not credited has none, and need not be looked for.
  const ids = topUps
    .filter(({ status }) => status !== "pending" && status !== "failed")
    .map(({ id }) => invoiceIdOf(walletId, id))
  const issued = new Set(ids.length === 0 ? [] : await catalog.issuedInvoices({ issuerId: partnerId, ids }))
  return (topUpId) => {
    const id = invoiceIdOf(walletId, topUpId)
    return issued.has(id) ? id : null
  }
}
