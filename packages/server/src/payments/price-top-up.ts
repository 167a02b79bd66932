import { currencyExponent, divideHalfEven, type Micros, type Percent } from "@tollgate/engine"
import { checkoutTerms, percent, type CheckoutSettings } from "./checkout-settings.ts"
import type { TaxLine } from "./payment-provider.ts"

/** What a top-up costs: the credits, and what is paid on top. */
export interface TopUpPrice {
  readonly amount: Micros
  readonly fee: Micros
  /** Null when there is no fee. */
  readonly feeLabel: string | null
  readonly tax: Micros
  readonly taxLines: readonly TaxLine[]
  /** amount + fee + tax */
  readonly total: Micros
}

const MICROS_DECIMALS = 6
/** A percentage counts millionths of the whole. */
const PERCENT_PARTS = 1_000_000n

/** The smallest amount of a currency that can be paid. */
export function smallestPayable(currency: string): Micros {
  return 10n ** BigInt(MICROS_DECIMALS - (currencyExponent(currency) ?? 2))
}

/**
 * Fee and taxes of a top-up, each rounded half-even once to what can be paid. The fee is a percentage of the amount and a
 * fixed part; taxes are exclusive, of amount + fee, by the customer's country. Rules PAY-3, PAY-4.
 *
 * @param country - of the customer's billing address; undefined = no tax
 * @param smallest - of what the payment provider collects; else what the currency's coins pay
 */
export function priceTopUp(
  settings: CheckoutSettings,
  {
    amount,
    currency,
    country,
    smallest = smallestPayable(currency),
  }: {
    readonly amount: Micros
    readonly currency: string
    readonly country: string | undefined
    readonly smallest?: Micros | undefined
  },
): TopUpPrice {
  const terms = checkoutTerms(settings, currency)
  const isCustomers = terms.fee.paidBy === "customer"
  const fee = isCustomers ? payable(amount, terms.fee.percent, { plus: terms.fee.fixed, smallest }) : 0n
  const taxLines = settings.taxes
    .filter((tax) => tax.country === country)
    .map((tax) => ({
      label: tax.label,
      percent: tax.percent,
      amount: payable(amount + fee, percent(tax.percent), { plus: 0n, smallest }),
    }))
  const tax = taxLines.reduce((sum, line) => sum + line.amount, 0n)
  const feeLabel = fee === 0n ? null : terms.fee.label
  return { amount, fee, feeLabel, tax, taxLines, total: amount + fee + tax }
}

/** `share` of `amount` and `plus`, rounded once, to what can be paid. */
function payable(
  amount: Micros,
  share: Percent,
  { plus, smallest }: { readonly plus: Micros; readonly smallest: Micros },
): Micros {
  const exact = amount * share + plus * PERCENT_PARTS
  return divideHalfEven(exact, smallest * PERCENT_PARTS) * smallest
}
