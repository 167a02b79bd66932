import { expect } from "chai"
import { Formats } from "./formats.ts"
import { parseTypedAmount, writeTyped } from "./parse-typed-amount.ts"

function parse(typed: string, locale: string, currency = "USD") {
  return parseTypedAmount(typed, new Formats(locale, currency, "UTC"))
}

describe("typed amounts", () => {
  const exact: readonly (readonly [typed: string, locale: string, amount: string, currency?: string])[] = [
    ["75", "en-US", "75"],
    ["1,234.50", "en-US", "1234.5"],
    ["$1,234.5", "en-US", "1234.5"],
    ["1234.5 USD", "en-US", "1234.5"],
    ["1.234,50", "es-ES", "1234.5"],
    ["1.234,50", "pt-BR", "1234.5", "BRL"],
    ["R$ 50,00", "pt-BR", "50", "BRL"],
    ["1 234,50", "es-ES", "1234.5"],
    ["1’234.50", "en-CH", "1234.5"],
    ["12,34,567.89", "en-IN", "1234567.89", "INR"],
    ["Rp 150.000", "id-ID", "150000", "IDR"],
    ["١٬٢٣٤٫٥٠", "ar-EG", "1234.5"],
    ["۱۲۳", "ar", "123"],
    ["१,२३४.५", "hi-IN", "1234.5", "INR"],
    ["75,5", "en-US", "75.5"],
    ["75.5", "es-ES", "75.5"],
    ["9007199254740993.01", "en-US", "9007199254740993.01"],
    ["1500", "en", "1500", "JPY"],
  ]
  for (const [typed, locale, amount, currency] of exact) {
    it(`[UI-ADD-2] reads ${typed} of ${locale} exactly`, () => {
      expect(parse(typed, locale, currency)).to.deep.equal({ amount })
    })
  }

  const faults: readonly (readonly [typed: string, locale: string, fault: string, currency?: string])[] = [
    ["", "en-US", "empty"],
    ["  ", "en-US", "empty"],
    ["1e3", "en-US", "unclear"],
    ["5k", "en-US", "unclear"],
    ["-50", "en-US", "unclear"],
    ["1.2.3", "en-US", "unclear"],
    ["1,2,3", "en-US", "unclear"],
    ["ten", "en-US", "unclear"],
    // Ten thousand where a comma groups; never ten.
    ["10,000", "es-ES", "decimals"],
    ["10.000", "en-US", "decimals"],
    ["10.005", "en-US", "decimals"],
    ["10.5", "en", "decimals", "JPY"],
  ]
  for (const [typed, locale, fault, currency] of faults) {
    it(`[UI-ADD-2] does not guess what "${typed}" of ${locale} is`, () => {
      expect(parse(typed, locale, currency)).to.deep.equal({ fault })
    })
  }

  it("[UI-ADD-2] reads again what it wrote, in every language", () => {
    for (const locale of ["en-US", "es-PE", "pt-BR", "hi-IN", "id-ID", "ar-EG", "ar"]) {
      const typed = writeTyped("12345.67", new Formats(locale, "USD", "UTC"))
      expect(parse(typed, locale), `${locale}: ${typed}`).to.deep.equal({ amount: "12345.67" })
    }
  })
})
