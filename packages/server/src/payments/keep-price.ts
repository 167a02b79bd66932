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
  { topUp: { id, fee, tax, taxIncluded }, price }: { readonly topUp: TopUp; readonly price: TopUpPrice },
): Promise<void> {
  const { feeLabel, taxLines, taxNotes, placeOfSupply, serviceCode } = price
  const isPlain = fee === 0n && taxLines.length === 0 && taxNotes.length === 0
  if (isPlain || fee !== price.fee || tax !== price.tax || taxIncluded !== price.taxIncluded) return
  await catalog.putTopUpPrice({
    topUpId: id,
    walletId,
    feeLabel,
    taxLines: taxLines.map(({ label, percent, amount, isIncluded }) => ({
      label,
      percent,
      amount: formatAmount(amount),
      ...(isIncluded ? { isIncluded } : {}),
    })),
    treatment: { taxNotes, placeOfSupply, serviceCode },
  })
}
