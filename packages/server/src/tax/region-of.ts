import { stateOfGstCode } from "./india-states.ts"
import { REGIONS } from "./regions-data.ts"

/** Names and codes of before, and how people write them; folded as `fold` does. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  IN: {
    orissa: "OD",
    or: "OD",
    uttaranchal: "UK",
    ut: "UK",
    ct: "CG",
    chattisgarh: "CG",
    chhatisgarh: "CG",
    tg: "TS",
    telengana: "TS",
    pondicherry: "PY",
    newdelhi: "DL",
    nctofdelhi: "DL",
    delhinct: "DL",
    bengal: "WB",
    tamilnad: "TN",
    karnatak: "KA",
    jandk: "JK",
    jammuandkashmirut: "JK",
    andamanandnicobar: "AN",
    andamannicobar: "AN",
    dadraandnagarhaveli: "DH",
    damananddiu: "DH",
    dn: "DH",
    dd: "DH",
    dnhdd: "DH",
    up: "UP",
  },
  US: { washingtondc: "DC" },
  CA: { newfoundland: "NL", quebec: "QC", pei: "PE" },
  MX: { cdmx: "CMX", distritofederal: "CMX", df: "CMX", estadodemexico: "MEX", edomex: "MEX" },
}

/** The code of a state, province or territory in ISO 3166-2, of how somebody wrote it; undefined where it is none that we know. */
export function regionOf(country: string, written: string): string | undefined {
  const regions = REGIONS[country]
  if (regions === undefined) return undefined
  const text = written.trim()
  if (country === "IN") {
    // As GST forms write it: `29`, or `29-Karnataka`.
    const digits = /^(\d{2})(?!\d)/.exec(text)?.[1]
    const state = digits === undefined ? undefined : stateOfGstCode(digits)
    if (state !== undefined) return state.code
  }
  const name = fold(text)
  const bare = fold(text.replace(new RegExp(`^${country}-`, "i"), ""))
  const found = regions.find(([code, known]) => fold(code) === bare || fold(known) === name)
  if (found !== undefined) return found[0]
  const aliases = ALIASES[country] ?? {}
  // A state that somebody calls `constructor` is none of ours.
  return Object.hasOwn(aliases, bare) ? aliases[bare] : undefined
}

/** Whether we know the regions of a country. */
export function hasRegions(country: string): boolean {
  return Object.hasOwn(REGIONS, country)
}

/** What a region is called; the text itself where it is none of ours. */
export function regionName(country: string, code: string): string {
  return REGIONS[country]?.find(([known]) => known === code)?.[1] ?? code
}

/** Without case, accents, blanks and signs; `&` is `and`. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .toLowerCase()
    .replaceAll("&", "and")
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, "")
}
