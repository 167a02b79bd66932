import { formatAmount, type TopUp } from "@tollgate/engine"

/** The amounts of a top-up as they are answered: `amount` is what is credited, `total` what is paid. */
export function formatTopUpAmounts({
  amount,
  bonus,
  fee,
  tax,
  taxIncluded,
}: TopUp): Record<"amount" | "bonus" | "fee" | "tax" | "taxIncluded" | "total", string> {
  return {
    amount: formatAmount(amount),
    bonus: formatAmount(bonus),
    fee: formatAmount(fee),
    tax: formatAmount(tax),
    taxIncluded: formatAmount(taxIncluded),
    total: formatAmount(amount + fee + tax),
  }
}
