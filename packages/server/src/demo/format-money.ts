const DECIMALS_MAX = 6

/**
 * An exact amount with its currency's sign, for people: `$0.000708`, `₹4,949.7174`.
 *
 * @param amount - a decimal string with up to six decimals
 */
export function formatMoney(amount: string, currency: string): string {
  return format(amount, currency, 2, DECIMALS_MAX)
}

/** A fee of one message: exact, with four decimals or more, so that fees of a list stand under one another. */
export function formatFee(amount: string, currency: string): string {
  return format(amount, currency, 4, DECIMALS_MAX)
}

function format(
  amount: string,
  currency: string,
  minimumFractionDigits: number,
  maximumFractionDigits: number,
): string {
  const formatter = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits,
    maximumFractionDigits,
  })
  // A decimal string is formatted exactly; the type of it cannot be had from a checked string.
  return formatter.format(amount as `${number}`)
}
