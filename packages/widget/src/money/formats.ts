import { micros } from "./amount.ts"

/** Below this, a balance shows four decimals: there they carry meaning. */
const FINE_BELOW = 10_000_000n
/** An amount that two decimals would show as nothing. */
const TINY_BELOW = 10_000n

/** How much of an amount is shown: a sum in the currency's digits, a round one without `.00`, one with its plus, a balance, or all that there is. */
export type Precision = "sum" | "short" | "plus" | "balance" | "exact"

const made = new Map<string, unknown>()

/** Formatters cost more to make than to use: one for each set of options. */
function once<T>(key: string, make: () => T): T {
  let format = made.get(key) as T | undefined
  if (format === undefined) made.set(key, (format = make()))
  return format
}

/** Numbers, money and dates as one reader writes them. */
export class Formats {
  /** BCP 47, `en-IN`. */
  readonly locale: string
  readonly currency: string
  /** IANA zone of dates and times. */
  readonly timezone: string

  constructor(locale: string, currency: string, timezone: string) {
    this.locale = locale
    this.currency = currency
    this.timezone = timezone
  }

  /** `$418.23`. The string goes to `Intl` as it is, exact however long. */
  money(amount: string, precision: Precision = "sum"): string {
    const value = micros(amount)
    const size = value < 0n ? -value : value
    const most =
      precision === "exact" || (size > 0n && size < TINY_BELOW)
        ? 6
        : precision === "balance" && size < FINE_BELOW
          ? 4
          : 0
    const format = once(`m${this.locale}${this.currency}${most}${precision}`, () => {
      const options = {
        style: "currency",
        currency: this.currency,
        currencyDisplay: "narrowSymbol",
        trailingZeroDisplay: precision === "short" ? "stripIfInteger" : "auto",
        signDisplay: precision === "plus" ? "exceptZero" : "auto",
      } as const
      const usual = new Intl.NumberFormat(this.locale, options)
      const least = usual.resolvedOptions().minimumFractionDigits ?? 2
      return most <= least
        ? usual
        : new Intl.NumberFormat(this.locale, { ...options, maximumFractionDigits: most })
    })
    return this.keepSign(format.format(amount as `${number}`))
  }

  /** The sign of `US$` would jump to its other side between Arabic words: letters and sign are kept together. */
  keepSign(text: string): string {
    return this.locale.startsWith("ar") ? text.replace(/[\p{L}]*\p{Sc}|\p{Lu}{3}/u, "\u2066$&\u2069") : text
  }

  /** `418.2301`, without the currency. */
  credits(amount: string): string {
    const options = { minimumFractionDigits: 2, maximumFractionDigits: 6 }
    return once(`c${this.locale}`, () => new Intl.NumberFormat(this.locale, options)).format(
      amount as `${number}`,
    )
  }

  count(count: number): string {
    return once(`n${this.locale}`, () => new Intl.NumberFormat(this.locale)).format(count)
  }

  /** @param options - of `Intl.DateTimeFormat`, but its zone */
  date(at: string | number, options: Intl.DateTimeFormatOptions): string {
    return once(
      `d${this.locale}${this.timezone}${JSON.stringify(options)}`,
      () => new Intl.DateTimeFormat(this.locale, { timeZone: this.timezone, ...options }),
    ).format(new Date(at))
  }

  plural(count: number): Intl.LDMLPluralRule {
    return once(`p${this.locale}`, () => new Intl.PluralRules(this.locale)).select(count)
  }
}
