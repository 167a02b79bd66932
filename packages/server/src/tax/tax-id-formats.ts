import { brazil, digitsOf, luhn, luhn36, mod11, mod11And10, sumsTo } from "./check-digits.ts"
import { stateOfGstCode } from "./india-states.ts"

/** How tax ids of a country look, without blanks, dots, hyphens and slashes, in capitals. */
export interface TaxIdFormat {
  /** What people call it. */
  readonly label: string
  /** What a right one looks like, as it is stored. */
  readonly example: string
  /** Without the prefix. */
  readonly pattern: RegExp
  /** Written before it, and stored with it, as EU VAT ids have it. */
  readonly prefix?: string
  /** Whether its check digits are right, where they are easily told; without the prefix. */
  readonly isSound?: (text: string) => boolean
}

const from = (first: number, last: number): number[] =>
  Array.from({ length: Math.abs(last - first) + 1 }, (_, step) => first + (first < last ? step : -step))

function vat(
  prefix: string,
  example: string,
  pattern: RegExp,
  isSound?: TaxIdFormat["isSound"],
): TaxIdFormat {
  return {
    label: "VAT",
    prefix,
    example: prefix + example,
    pattern,
    ...(isSound === undefined ? {} : { isSound }),
  }
}

/** VAT ids of the EU as the Commission lists them ("VAT identification number structure", VIES FAQ). */
const EU: Readonly<Record<string, TaxIdFormat>> = {
  AT: vat("AT", "U13585627", /^U\d{8}$/, (text) => {
    const sum = digitsOf(text.slice(1, 8)).reduce((total, digit, place) => {
      const twice = digit * (1 + (place % 2))
      return total + (twice > 9 ? twice - 9 : twice)
    }, 4)
    return (10 - (sum % 10)) % 10 === Number(text[8])
  }),
  BE: vat(
    "BE",
    "0428759497",
    /^[01]\d{9}$/,
    (text) => Number(text.slice(8)) === 97 - (Number(text.slice(0, 8)) % 97),
  ),
  BG: vat("BG", "175074752", /^\d{9,10}$/),
  CY: vat("CY", "10259033P", /^\d{8}[A-Z]$/),
  CZ: vat("CZ", "25123891", /^\d{8,10}$/),
  DE: vat("DE", "136695976", /^\d{9}$/, mod11And10),
  DK: vat("DK", "13585628", /^\d{8}$/, sumsTo(11, 2, 7, 6, 5, 4, 3, 2, 1)),
  EE: vat("EE", "100931558", /^\d{9}$/, sumsTo(10, 3, 7, 1, 3, 7, 1, 3, 7, 1)),
  ES: vat("ES", "J99216582", /^(?:[A-Z]\d{7}[A-Z\d]|\d{8}[A-Z])$/),
  FI: vat("FI", "20774740", /^\d{8}$/, mod11([7, 9, 10, 5, 8, 4, 2])),
  FR: vat("FR", "40303265045", /^[A-HJ-NP-Z\d]{2}\d{9}$/),
  GR: vat("EL", "094259216", /^\d{9}$/, (text) => {
    const sum = digitsOf(text.slice(0, 8)).reduce((total, digit) => total * 2 + digit, 0) * 2
    return (sum % 11) % 10 === Number(text[8])
  }),
  HR: vat("HR", "33392005961", /^\d{11}$/, mod11And10),
  HU: vat("HU", "12892312", /^\d{8}$/, sumsTo(10, 9, 7, 3, 1, 9, 7, 3, 1)),
  IE: vat("IE", "6433435F", /^(?:\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/),
  IT: vat("IT", "00743110157", /^\d{11}$/, luhn),
  LT: vat("LT", "119511515", /^(?:\d{9}|\d{12})$/),
  LU: vat("LU", "15027442", /^\d{8}$/, (text) => Number(text.slice(0, 6)) % 89 === Number(text.slice(6))),
  LV: vat("LV", "40003521600", /^\d{11}$/),
  MT: vat("MT", "11679112", /^\d{8}$/, sumsTo(37, 3, 4, 6, 7, 8, 9, 10, 1)),
  NL: vat("NL", "004495445B01", /^\d{9}B\d{2}$/),
  PL: vat("PL", "8567346215", /^\d{10}$/, mod11NoTen),
  PT: vat("PT", "501964843", /^[1-9]\d{8}$/, mod11(from(9, 2), 0)),
  RO: vat("RO", "18547290", /^[1-9]\d{1,9}$/),
  SE: vat("SE", "123456789701", /^\d{10}01$/, (text) => luhn(text.slice(0, 10))),
  SI: vat("SI", "50223054", /^[1-9]\d{7}$/, mod11(from(8, 2), 0)),
  SK: vat("SK", "2022749619", /^[1-9]\d{9}$/, (text) => Number(text) % 11 === 0),
}

function mod11NoTen(text: string): boolean {
  const weights = [6, 5, 7, 2, 3, 4, 5, 6, 7]
  return (
    weights.reduce((sum, weight, place) => sum + weight * Number(text[place]), 0) % 11 === Number(text[9])
  )
}

/** Nine digits and a branch of three; of newer numbers the check digits are shifted. */
function britain(text: string): boolean {
  if (!/^\d{9}/.test(text)) return true
  const sum = [8, 7, 6, 5, 4, 3, 2].reduce((total, weight, place) => total + weight * Number(text[place]), 0)
  const rest = (sum + Number(text.slice(7, 9))) % 97
  return rest === 0 || (Number(text.slice(0, 3)) >= 100 && (rest === 42 || rest === 55))
}

const GB_PATTERN = /^(?:\d{9}(?:\d{3})?|GD[0-4]\d{2}|HA[5-9]\d{2})$/
const CNPJ_SECOND = [6, ...from(5, 2), ...from(9, 2)]

const OTHERS: Readonly<Record<string, readonly TaxIdFormat[]>> = {
  AE: [{ label: "TRN", example: "100123456700003", pattern: /^1\d{14}$/ }],
  AR: [
    {
      label: "CUIT",
      example: "20267565393",
      pattern: /^\d{11}$/,
      isSound: mod11([...from(5, 2), ...from(7, 2)], 9),
    },
  ],
  AU: [
    {
      label: "ABN",
      example: "51824753556",
      pattern: /^[1-9]\d{10}$/,
      isSound: (text) =>
        sumsTo(89, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)(`${Number(text[0]) - 1}${text.slice(1)}`),
    },
  ],
  BR: [
    {
      label: "CNPJ",
      example: "16727230000197",
      pattern: /^[A-Z\d]{12}\d{2}$/,
      isSound: (text) => brazil(text, CNPJ_SECOND.slice(1), CNPJ_SECOND),
    },
    {
      label: "CPF",
      example: "39053344705",
      pattern: /^(?!(\d)\1+$)\d{11}$/,
      isSound: (text) => brazil(text, from(10, 2), from(11, 2)),
    },
  ],
  CA: [
    {
      label: "GST/HST",
      example: "123026635RT0001",
      pattern: /^\d{9}(?:RT\d{4})?$/,
      isSound: (text) => luhn(text.slice(0, 9)),
    },
  ],
  CH: [
    {
      label: "UID",
      example: "CHE100155212",
      prefix: "CHE",
      pattern: /^\d{9}(?:MWST|TVA|IVA)?$/,
      isSound: mod11([5, 4, 3, 2, 7, 6, 5, 4]),
    },
  ],
  GB: [vat("GB", "980780684", GB_PATTERN, britain), vat("XI", "980780684", GB_PATTERN, britain)],
  ID: [{ label: "NPWP", example: "013000666091000", pattern: /^\d{15,16}$/ }],
  IN: [
    {
      label: "GSTIN",
      example: "27AAPFU0939F1ZV",
      pattern: /^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z][CDZ][A-Z\d]$/,
      isSound: (text) => stateOfGstCode(text.slice(0, 2)) !== undefined && luhn36(text),
    },
  ],
  MX: [
    {
      label: "RFC",
      example: "GODE561231GR8",
      pattern: /^[A-ZÑ&]{3,4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[A-Z\d]{2}[A\d]$/,
    },
  ],
  NO: [
    {
      label: "MVA",
      example: "995525828MVA",
      pattern: /^\d{9}(?:MVA)?$/,
      isSound: mod11([3, 2, ...from(7, 2)]),
    },
  ],
  NZ: [{ label: "GST", example: "49091850", pattern: /^\d{8,9}$/ }],
  PE: [{ label: "RUC", example: "20512333797", pattern: /^(?:1[057]|20)\d{9}$/, isSound: peru }],
  SA: [{ label: "VAT", example: "300000000000003", pattern: /^3\d{13}3$/ }],
  SG: [
    {
      label: "GST",
      example: "M90312345A",
      pattern: /^(?:M[A-Z\d]\d{7}[A-Z\d]|\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z])$/,
    },
  ],
  US: [{ label: "EIN", example: "911144442", pattern: /^\d{9}$/ }],
  ZA: [{ label: "VAT", example: "4840112354", pattern: /^4\d{9}$/ }],
}

function peru(text: string): boolean {
  const sum = [...from(5, 2), ...from(7, 2)].reduce(
    (total, weight, place) => total + weight * Number(text[place]),
    0,
  )
  return (11 - (sum % 11)) % 10 === Number(text[10])
}

/** How tax ids of this country look; empty where we do not know. */
export function taxIdFormats(country: string): readonly TaxIdFormat[] {
  const own = Object.hasOwn(EU, country) ? EU[country] : undefined
  if (own !== undefined) return [own]
  return Object.hasOwn(OTHERS, country) ? (OTHERS[country] ?? []) : []
}
