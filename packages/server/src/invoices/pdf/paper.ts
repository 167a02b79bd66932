/** Width and height in points. */
export interface Paper {
  readonly width: number
  readonly height: number
}

const A4: Paper = { width: 595.28, height: 841.89 }
const LETTER: Paper = { width: 612, height: 792 }

/** Where people have Letter in their printers (CLDR, `paperSize`). */
const LETTER_COUNTRIES: ReadonlySet<string> = new Set("BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split(" "))

/** @param country - of the customer, ISO 3166; undefined where it is not known */
export function paperOf(country: string | undefined): Paper {
  return country !== undefined && LETTER_COUNTRIES.has(country) ? LETTER : A4
}
