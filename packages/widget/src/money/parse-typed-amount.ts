import { formatMicros, micros } from "./amount.ts"
import type { Formats } from "./formats.ts"

/** Why a typed text is no amount: nothing typed, not to be read for sure, or more decimals than the currency has. */
export type TypedFault = "empty" | "unclear" | "decimals"

/** An exact decimal string, or why there is none. */
export type TypedAmount = { readonly amount: string } | { readonly fault: TypedFault }

/**
 * An amount as its reader types it: the locale's decimal sign, grouping signs or none, Arabic, Persian or Devanagari
 * digits, the currency before or after. What could be read in two ways is not guessed: `10,000` is ten thousand or
 * nothing, never ten. Rule UI-ADD-2.
 */
export function parseTypedAmount(typed: string, formats: Formats): TypedAmount {
  const { symbol, decimals: decimalsMax, isComma } = signsOf(formats)
  const [decimal, group] = isComma ? [",", "."] : [".", ","]
  const text = typed
    .replace(/[٠-٩۰-۹०-९]/g, digitOf)
    .replace(symbol, "")
    .replace(formats.currency, "")
    .replace(/[\p{Sc}\p{Cf}]/gu, "")
    .trim()
    .replaceAll("٫", decimal)
    .replace(/[\s'’٬]/g, group)
  if (text === "") return { fault: "empty" }
  const signs = (pattern: string): RegExp =>
    new RegExp(pattern.replaceAll("D", `\\${decimal}`).replaceAll("G", `\\${group}`))
  const [, whole, decimals = ""] =
    signs(String.raw`^(\d+|\d{1,3}(?:G\d{2,3})*G\d{3})(?:D(\d*))?$`).exec(text) ??
    // One or two digits are no group: this is the other decimal sign.
    signs(String.raw`^(\d+)G(\d{1,2})$`).exec(text) ??
    []
  if (whole === undefined) return { fault: "unclear" }
  if (decimals.length > decimalsMax) return { fault: "decimals" }
  return { amount: formatMicros(micros(`${whole.replaceAll(group, "")}${decimals && `.${decimals}`}`)) }
}

/** The sign before a typed amount, and how many decimals it may have. */
export function signsOf({ locale, currency }: Formats): {
  readonly symbol: string
  readonly decimals: number
  readonly isComma: boolean
} {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  })
  const symbol = format.formatToParts(0).find(({ type }) => type === "currency")?.value ?? ""
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2
  const sign = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === "decimal")
  return { symbol, decimals, isComma: sign?.value === "," }
}

/** The amount as its reader would type it. */
export function writeTyped(amount: string, { locale }: Formats): string {
  return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 6 }).format(
    amount as `${number}`,
  )
}

function digitOf(digit: string): string {
  const code = digit.charCodeAt(0)
  // Devanagari digits begin at ...6, the others at ...0.
  return String((code < 0x900 ? code : code - 6) & 15)
}
