import { formatAmount, type TopUp } from "@tollgate/engine"
import type { Catalog } from "../catalog/catalog.ts"
import type { TopUpPrice } from "./price-top-up.ts"

/**
 * Keeps what fee and tax of a top-up consist of, for its invoice: settings and the customer's country may be others by then.
 * The top-up itself has the sums alone. One that was begun earlier at another price is left as it is. Rule BILL-5.
 */
export async function keepPrice(
  catalog: Pick<Catalog, "putTopUpPrice">,
  walletId: string,
  { topUp: { id, fee, tax }, price }: { readonly topUp: TopUp; readonly price: TopUpPrice },
): Promise<void> {
  if ((fee === 0n && tax === 0n) || fee !== price.fee || tax !== price.tax) return
  await catalog.putTopUpPrice({
    topUpId: id,
    walletId,
    feeLabel: price.feeLabel,
    taxLines: price.taxLines.map((line) => ({ ...line, amount: formatAmount(line.amount) })),
  })
}
