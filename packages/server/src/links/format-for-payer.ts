import { currencyExponent, formatAmount, type Micros } from "@tollgate/engine"
import { html } from "hono/html"

export type Fragment = ReturnType<typeof html>

/** An exact amount in the payer's notation: at least the currency's own decimals, more only where they are not zero. */
export function formatPayable(amount: Micros, currency: string, locale: string): string {
  const decimals = currencyExponent(currency) ?? 2
  return formatCurrency(amount, locale, {
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: 6,
  })
}

/** A preset: without decimals where it has none. */
export function formatPreset(amount: Micros, currency: string, locale: string): string {
  return formatCurrency(amount, locale, { currency, trailingZeroDisplay: "stripIfInteger" })
}

function formatCurrency(amount: Micros, locale: string, options: Intl.NumberFormatOptions): string {
  const formatter = new Intl.NumberFormat(locale, {
    style: "currency",
    currencyDisplay: "narrowSymbol",
    ...options,
  })
  // A decimal string is formatted exactly; the type of it cannot be had from a computed string.
  const parts = formatter.formatToParts(formatAmount(amount) as `${number}`)
  const isLatin = parts.some(({ type, value }) => type === "currency" && /[A-Z]/.test(value))
  if (!isLatin) return parts.map(({ value }) => value).join("")
  // Letters and a sign, as in US$, would be torn apart in a line that runs from right to left.
  return parts.map(({ type, value }) => (type === "currency" ? `\u2066${value}\u2069` : value)).join("")
}

export function formatDay(at: number, locale: string, timezone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: timezone }).format(at)
}

export function formatMinute(at: number, locale: string, timezone: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: timezone,
  }).format(at)
}

/**
 * A text with its `{names}` filled in. Each value stands by itself, so that a name in another script does not turn the
 * sentence around, and is escaped.
 */
export function fillText(text: string, values: Readonly<Record<string, Fragment | string>>): Fragment {
  const parts = text.split(/\{([a-z]+)\}/)
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : html`<bdi>${values[part] ?? ""}</bdi>`))}`
}

/** As `fillText`, for where no markup may stand. */
export function fillPlain(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => values[name] ?? "")
}
