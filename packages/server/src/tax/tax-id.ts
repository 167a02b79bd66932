import { taxIdFormats, type TaxIdFormat } from "./tax-id-formats.ts"
import { stateOfGstCode, type IndianState } from "./india-states.ts"

export type CheckedTaxId =
  | { readonly isValid: true; readonly taxId: string }
  /** What a right one looks like. */
  | { readonly isValid: false; readonly expected: string }

/**
 * A tax id as it is stored: in capitals, without blanks and signs, with the prefix of its country where it has one. Format
 * and, where they are simple, check digits; nobody is asked whether it exists. Of a country that we do not know, and without
 * one, it is taken as it is, in one line. Rule BILLTO-2.
 */
export function checkTaxId(written: string, country: string | undefined): CheckedTaxId {
  const formats = country === undefined ? [] : taxIdFormats(country)
  if (formats.length === 0) return { isValid: true, taxId: inOneLine(written) }
  const bare = bareOf(written)
  for (const format of formats) {
    const { prefix = "", pattern, isSound } = format
    const text = prefix !== "" && bare.startsWith(prefix) ? bare.slice(prefix.length) : bare
    // A second format of one country differs by its prefix, and needs it.
    if (format !== formats[0] && prefix !== "" && !bare.startsWith(prefix)) continue
    if (pattern.test(text) && isSound?.(text) !== false) return { isValid: true, taxId: prefix + text }
  }
  return { isValid: false, expected: formats.map(exampleOf).join(" or ") }
}

/** Whether a kept tax id is one of this country, by its format and check digits. */
export function isTaxIdOf(country: string, taxId: string): boolean {
  return taxIdFormats(country).length > 0 && checkTaxId(taxId, country).isValid
}

/** The state of a GSTIN, whoever wrote what else; undefined of anything that is none. */
export function stateOfGstin(taxId: string | null): IndianState | undefined {
  if (taxId === null || !isTaxIdOf("IN", taxId)) return undefined
  return stateOfGstCode(bareOf(taxId).slice(0, 2))
}

/** An invoice has one line for it. */
function inOneLine(written: string): string {
  return written.trim().replaceAll(/\s+/g, " ")
}

function bareOf(written: string): string {
  return written.toUpperCase().replaceAll(/[\s.,/\\()-]/g, "")
}

function exampleOf({ label, example }: TaxIdFormat): string {
  return `${label} such as ${example}`
}
