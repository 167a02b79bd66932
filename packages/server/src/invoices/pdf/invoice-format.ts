import { isolatedCode } from "../../pdf/clean-text.ts"

/** Six decimals are a micro: what is on an invoice is exact. */
const DECIMALS_MAX = 6
const PERCENT_DECIMALS_MAX = 6

/** In an Arabic sentence `US$` would come out as `$US`. */
const LATIN = /^[A-Z]+[^A-Z]/

/** How amounts, dates and countries are written for one customer. */
export interface InvoiceFormat {
  amount(decimal: string): string
  percent(decimal: string): string
  date(instant: number): string
  count(value: number): string
  country(code: string): string
}

export function invoiceFormat({
  locale,
  currency,
  timezone,
}: {
  readonly locale: string
  readonly currency: string
  readonly timezone: string
}): InvoiceFormat {
  const digits = new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions()
  const money = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits.minimumFractionDigits ?? 2,
    maximumFractionDigits: DECIMALS_MAX,
  })
  const percents = new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: PERCENT_DECIMALS_MAX,
  })
  const dates = new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "long",
    day: "numeric",
    calendar: "gregory",
    timeZone: timezone,
  })
  const counts = new Intl.NumberFormat(locale)
  const regions = new Intl.DisplayNames(locale, { type: "region", fallback: "code" })
  return {
    // A text is read to its last digit; a number would be rounded before.
    amount: (decimal) =>
      money
        .formatToParts(decimal as Intl.StringNumericLiteral)
        .map(({ type, value }) => (type === "currency" && LATIN.test(value) ? isolatedCode(value) : value))
        .join(""),
    percent: (decimal) => percents.format(`${decimal}e-2` as Intl.StringNumericLiteral),
    date: (instant) => dates.format(instant),
    count: (value) => counts.format(value),
    country: (code) => regions.of(code) ?? code,
  }
}
