import { describe, expect, it } from "vitest"
import { checkTaxId, stateOfGstin } from "./tax-id.ts"
import { taxIdFormats } from "./tax-id-formats.ts"

const COUNTRIES =
  "AE AR AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GR HR HU ID IE IN IT LT LU LV MT MX NL NO NZ PE PL PT RO SA SE SG SI SK US ZA".split(
    " ",
  )

describe("tax ids", () => {
  it.each([
    ["IN", "29abcde1234f1zw", "29ABCDE1234F1ZW"],
    ["IN", " 29 ABCDE 1234 F1ZW", "29ABCDE1234F1ZW"],
    ["DE", "136 695 976", "DE136695976"],
    ["DE", "de 136695976", "DE136695976"],
    ["GR", "EL 094259216", "EL094259216"],
    ["GB", "GB 980 7806 84", "GB980780684"],
    ["GB", "XI980780684", "XI980780684"],
    ["GB", "GBGD001", "GBGD001"],
    ["CH", "CHE-100.155.212 MWST", "CHE100155212MWST"],
    ["BR", "16.727.230/0001-97", "16727230000197"],
    // Of the letters of 2026 on, as the Receita's own example has them.
    ["BR", "12.ABC.345/01DE-35", "12ABC34501DE35"],
    ["BR", "390.533.447-05", "39053344705"],
    ["MX", "gode-561231-gr8", "GODE561231GR8"],
    ["MX", "ABC680524P76", "ABC680524P76"],
    ["AU", "51 824 753 556", "51824753556"],
    ["ID", "01.300.066.6-091.000", "013000666091000"],
    ["ID", "0013000666091000", "0013000666091000"],
    ["US", "91-1144442", "911144442"],
    ["NO", "NO 995 525 828 MVA".replace("NO ", ""), "995525828MVA"],
    ["NL", "NL004495445B01", "NL004495445B01"],
    // Of a country that we know nothing of.
    ["KE", " P051-A ", "P051-A"],
  ])("[BILLTO-2] %s %s is kept as %s", (country, written, taxId) => {
    expect(checkTaxId(written, country)).toEqual({ isValid: true, taxId })
    expect(checkTaxId(taxId, country)).toEqual({ isValid: true, taxId })
  })

  it.each([
    ["IN", "29ABCDE1234F1Z5", "GSTIN such as 27AAPFU0939F1ZV"],
    ["IN", "39ABCDE1234F1ZW", "GSTIN such as 27AAPFU0939F1ZV"],
    ["IN", "ABCDE1234F", "GSTIN such as 27AAPFU0939F1ZV"],
    ["DE", "DE136695978", "VAT such as DE136695976"],
    ["DE", "FR40303265045", "VAT such as DE136695976"],
    ["GB", "980780685", "VAT such as GB980780684 or VAT such as XI980780684"],
    ["BR", "16727230000198", "CNPJ such as 16727230000197 or CPF such as 39053344705"],
    ["BR", "11111111111", "CNPJ such as 16727230000197 or CPF such as 39053344705"],
    ["AE", "200123456700003", "TRN such as 100123456700003"],
    ["MX", "GODE561331GR8", "RFC such as GODE561231GR8"],
    ["AU", "51824753557", "ABN such as 51824753556"],
    ["ID", "1300066609100", "NPWP such as 013000666091000"],
  ])("[BILLTO-2] %s %s is none", (country, written, expected) => {
    expect(checkTaxId(written, country)).toEqual({ isValid: false, expected })
  })

  it.each(COUNTRIES)("[BILLTO-2] the examples of %s are right, and kept as they are shown", (country) => {
    const formats = taxIdFormats(country)
    expect(formats.length).toBeGreaterThan(0)
    for (const { example } of formats) {
      expect(checkTaxId(example, country)).toEqual({ isValid: true, taxId: example })
    }
  })

  it.each(COUNTRIES.filter((country) => taxIdFormats(country)[0]?.isSound !== undefined))(
    "[BILLTO-2] a slip in one digit of %s is noticed",
    (country) => {
      const { example } = taxIdFormats(country)[0]!
      // The digits that its check covers; the last letters of some are free.
      const places = [...example.matchAll(/\d/g)].map(({ index }) => index).slice(1, 7)
      for (const place of places) {
        const digit = (Number(example[place]) + 1) % 10
        const slip = example.slice(0, place) + digit + example.slice(place + 1)
        expect([slip, checkTaxId(slip, country).isValid]).toEqual([slip, false])
      }
    },
  )

  it("[TAX-4] a GSTIN tells its state, anything else none", () => {
    expect(stateOfGstin("29ABCDE1234F1ZW")?.code).toBe("KA")
    expect(stateOfGstin("DE136695976")).toBeUndefined()
    expect(stateOfGstin(null)).toBeUndefined()
  })
})
