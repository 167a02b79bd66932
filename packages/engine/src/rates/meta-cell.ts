import { isCurrency } from "../money/currency.ts"
import type { Micros } from "../money/micros.ts"
import { MICROS_PER_UNIT } from "../money/micros.ts"

/**
 * How Meta's downloads have written a currency instead of its ISO 4217 code, a misprint included. Public importers of
 * these files name all but the last two, which are signs that one currency alone bears.
 */
const CURRENCY_SIGNS: Readonly<Record<string, string>> = {
  $US: "USD",
  US$: "USD",
  A$: "AUD",
  "£": "GBP",
  GBD: "GBP",
  "₹": "INR",
  RP: "IDR",
  R$: "BRL",
  "€": "EUR",
}

/** The ISO 4217 code that a cell of a download means, or `undefined`. Rule RATE-8. */
export function parseMetaCurrency(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  if (Object.hasOwn(CURRENCY_SIGNS, code)) return CURRENCY_SIGNS[code]
  return isCurrency(code) ? code : undefined
}

const DECIMAL = /^([0-9]{1,20})(?:\.([0-9]{1,20}))?(?:e([+-]?[0-9]{1,2}))?$/i
const THOUSANDS = /^[0-9]{1,3}(,[0-9]{3})+(\.|$)/

/**
 * The rate of a cell in micros, `"n/a"`, or `undefined` when it is neither. A spreadsheet may have written thousands
 * commas (`1,940.13`) or an exponent (`8.0E-4`); what a micro cannot hold is refused, never rounded. Rule RATE-8.
 */
export function parseMetaRate(text: string): Micros | "n/a" | undefined {
  const cell = text.trim()
  if (isBlankCell(cell)) return "n/a"
  const match = DECIMAL.exec(withoutThousands(cell))
  if (match === null) return undefined
  const [, whole = "", decimals = "", exponent = "0"] = match
  const digits = BigInt(whole + decimals) * MICROS_PER_UNIT
  const shift = Number(exponent) - decimals.length
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return digits % divisor === 0n ? digits / divisor : undefined
}

/** A message number with or without thousands commas, or `undefined`. Rule RATE-8. */
export function parseMetaCount(text: string): number | undefined {
  const digits = withoutThousands(text.trim())
  return /^(0|[1-9][0-9]{0,14})$/.test(digits) ? Number(digits) : undefined
}

/** Whether a cell says that there is nothing: empty, or `n/a` in any case. */
export function isBlankCell(text: string): boolean {
  const cell = text.trim().toLowerCase()
  return cell === "" || cell === "n/a"
}

/** A title in small letters, its spaces and line breaks made one space: `Market\n(per rate card)`. */
export function normaliseTitle(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, " ")
}

/** Whether a title heads the column of market names. */
export function isMarketTitle(text: string): boolean {
  return /^market\b/.test(normaliseTitle(text))
}

/** Commas are dropped only where they part thousands: `1,5` stays as it is, and is refused. */
function withoutThousands(text: string): string {
  return THOUSANDS.test(text) ? text.replaceAll(",", "") : text
}
