import * as currencies from "dinero.js/bigint/currencies"

/** Whether `code` is a currency of ISO 4217, in capitals. Rule MON-8. */
export function isCurrency(code: string): boolean {
  return Object.hasOwn(currencies, code)
}

/**
 * Decimals of the smallest amount that can be paid in a currency (USD 2, JPY 0, KWD 3); `undefined` for an unknown
 * code. The ariary and the ouguiya divide by five, and take two decimals as ISO 4217 writes them. Rule MON-9.
 */
export function currencyExponent(code: string): number | undefined {
  if (!isCurrency(code)) return undefined
  const { base, exponent } = currencies[code as keyof typeof currencies]
  return base === 10n ? Number(exponent) : 2
}
