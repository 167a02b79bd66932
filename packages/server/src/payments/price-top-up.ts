import { currencyExponent, divideHalfEven, type Micros, type Percent } from "@tollgate/engine"
import type { KnownTaxes, PlaceOfSupply, TaxNote } from "../tax/decide-tax.ts"
import { checkoutTerms, percent, type CheckoutSettings } from "./checkout-settings.ts"
import type { TaxLine } from "./payment-provider.ts"

/** A tax of a price. */
export interface PriceTaxLine extends TaxLine {
  /** Inside of amount + fee, rather than on top. */
  readonly isIncluded: boolean
}

/** What a top-up costs: the credits, and what is paid on top. */
export interface TopUpPrice {
  readonly amount: Micros
  readonly fee: Micros
  /** Null when there is no fee. */
  readonly feeLabel: string | null
  /** On top. */
  readonly tax: Micros
  /** Inside of amount + fee. */
  readonly taxIncluded: Micros
  readonly taxLines: readonly PriceTaxLine[]
  readonly taxNotes: readonly TaxNote[]
  /** Null where no tax depends on it. */
  readonly placeOfSupply: PlaceOfSupply | null
  /** HSN or SAC code of what is sold; null without one. */
  readonly serviceCode: string | null
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
 * Fee and taxes of a top-up, each line rounded half-even once to what can be paid. The fee is a percentage of the amount and a
 * fixed part. Taxes that are included are taken out of amount + fee; the others come on top of what is left, so that no tax is
 * taken of a tax. Rules PAY-3, TAX-9, TAX-10.
 *
 * @param smallest - of what the payment provider collects; else what the currency's coins pay
 */
export function priceTopUp(
  settings: Pick<CheckoutSettings, "currencies">,
  {
    amount,
    currency,
    taxes,
    smallest = smallestPayable(currency),
  }: {
    readonly amount: Micros
    readonly currency: string
    readonly taxes: KnownTaxes
    readonly smallest?: Micros | undefined
  },
): TopUpPrice {
  const terms = checkoutTerms(settings, currency)
  const isCustomers = terms.fee.paidBy === "customer"
  const fee = isCustomers
    ? payable(amount * terms.fee.percent + terms.fee.fixed * PERCENT_PARTS, PERCENT_PARTS, smallest)
    : 0n
  const gross = amount + fee
  const included = taxes.rates.filter((rate) => rate.isIncluded)
  const within = PERCENT_PARTS + included.reduce((sum, rate) => sum + percent(rate.percent), 0n)
  const inner = included.map((rate) => lineOf(rate, payable(gross * percent(rate.percent), within, smallest)))
  const taxIncluded = sumOf(inner)
  const net = gross - taxIncluded
  const outer = taxes.rates
    .filter((rate) => !rate.isIncluded)
    .map((rate) => lineOf(rate, payable(net * percent(rate.percent), PERCENT_PARTS, smallest)))
  const tax = sumOf(outer)
  const { notes: taxNotes, placeOfSupply, serviceCode } = taxes
  const feeLabel = fee === 0n ? null : terms.fee.label
  const taxLines = [...inner, ...outer]
  return {
    amount,
    fee,
    feeLabel,
    tax,
    taxIncluded,
    taxLines,
    taxNotes,
    placeOfSupply,
    serviceCode,
    total: gross + tax,
  }
}

function lineOf(rate: Omit<PriceTaxLine, "amount">, amount: Micros): PriceTaxLine {
  return { ...rate, amount }
}

function sumOf(lines: readonly PriceTaxLine[]): Micros {
  return lines.reduce((sum, line) => sum + line.amount, 0n)
}

/** `parts` of `whole`, rounded once, to what can be paid. */
function payable(parts: bigint, whole: Percent, smallest: Micros): Micros {
  return divideHalfEven(parts, smallest * whole) * smallest
}
