/** What a tax id is called in a country, and what one looks like; as the server checks them. */
const TAX_IDS: Readonly<Record<string, readonly [label: string, example: string]>> = {
  AE: ["TRN", "100123456700003"],
  AR: ["CUIT", "20-26756539-3"],
  AU: ["ABN", "51 824 753 556"],
  BR: ["CNPJ / CPF", "16.727.230/0001-97"],
  CA: ["GST/HST", "123026635 RT0001"],
  CH: ["UID", "CHE-100.155.212"],
  GB: ["VAT", "GB 980 7806 84"],
  ID: ["NPWP", "01.300.066.6-091.000"],
  IN: ["GSTIN", "27AAPFU0939F1ZV"],
  MX: ["RFC", "GODE561231GR8"],
  NO: ["MVA", "995525828MVA"],
  NZ: ["GST", "49-091-850"],
  PE: ["RUC", "20512333797"],
  SA: ["VAT", "300000000000003"],
  SG: ["GST", "M90312345A"],
  US: ["EIN", "91-1144442"],
  ZA: ["VAT", "4840112354"],
  AT: ["UID", "ATU13585627"],
  DE: ["USt-IdNr.", "DE136695976"],
  ES: ["NIF", "ESJ99216582"],
  FR: ["TVA", "FR40303265045"],
  IE: ["VAT", "IE6433435F"],
  IT: ["Partita IVA", "IT00743110157"],
  NL: ["BTW", "NL004495445B01"],
  PL: ["NIP", "PL8567346215"],
  PT: ["NIF", "PT501964843"],
}

export function taxIdHint(country: string): readonly [label: string, example: string] | undefined {
  return Object.hasOwn(TAX_IDS, country) ? TAX_IDS[country] : undefined
}

const POSTAL_CODES: Readonly<Record<string, string>> = {
  AR: "C1425",
  AT: "1010",
  AU: "2000",
  BR: "01310-100",
  CA: "K1A 0B1",
  CH: "8001",
  DE: "10115",
  ES: "28013",
  FR: "75001",
  GB: "SW1A 1AA",
  ID: "10110",
  IE: "D02 X285",
  IN: "560001",
  IT: "00184",
  JP: "100-0001",
  MX: "06000",
  NL: "1012 JS",
  PE: "15074",
  PL: "00-001",
  PT: "1100-148",
  SG: "018956",
  US: "94105",
  ZA: "8001",
}

/** What a postal code of the country looks like. */
export function postalCodeHint(country: string): string | undefined {
  return Object.hasOwn(POSTAL_CODES, country) ? POSTAL_CODES[country] : undefined
}
