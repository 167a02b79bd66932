import type { Category } from "../pricing/usage-event.ts"
import { parseCardCategory } from "./card-category.ts"
import type { CardError, CsvRecord } from "./csv.ts"
import { isMarketTitle, normaliseTitle } from "./meta-cell.ts"

/** The columns of one category in Meta's tier download. */
export interface TierGroup {
  readonly category: Category
  readonly from: number
  readonly to: number
  readonly rateType: number
  readonly rate: number
}

/** Where the parts of a tier download stand. */
export interface TierLayout {
  /** Index of the first record below the titles. */
  readonly bodyStart: number
  readonly market: number
  readonly currency: number
  /** Non-empty, from left to right. */
  readonly groups: readonly TierGroup[]
}

/** Whether a record is the row of titles of a tier download: Currency, and From, To and Rate for each group. */
export function isMetaTiersHeader(fields: readonly string[]): boolean {
  const titles = new Set(fields.map(normaliseTitle))
  return ["currency", "from", "to", "rate"].every((title) => titles.has(title))
}

/**
 * The columns of a tier download, read from its titles and never assumed. A group runs from one `From` to the next; its
 * category is the nearest name above it within those columns (Meta puts it over the first); the title of the market
 * column may stand a row higher than the others. Rule RATE-7.
 */
export function findTierLayout(records: readonly CsvRecord[]): TierLayout | CardError {
  const at = records.findIndex(({ fields }) => isMetaTiersHeader(fields))
  const header = records[at]
  if (header === undefined) return { line: 1, message: "there is no row of titles" }
  const titles = header.fields.map(normaliseTitle)
  const currency = titles.indexOf("currency")
  const above = records.slice(0, at + 1).toReversed()
  const market =
    above.map(({ fields }) => fields.findIndex(isMarketTitle)).find((column) => column !== -1) ?? 0

  const starts = titles.flatMap((title, column) => (title === "from" ? [column] : []))
  const groups: TierGroup[] = []
  for (const [index, from] of starts.entries()) {
    const end = starts[index + 1] ?? titles.length
    const category = categoryAbove(above, from, end)
    const columnOf = (title: string): number => titles.slice(0, end).indexOf(title, from)
    const group = { from, to: columnOf("to"), rateType: columnOf("rate type"), rate: columnOf("rate") }
    if (category === undefined)
      return { line: header.line, message: "a group of columns has no category above it" }
    if (Object.values(group).includes(-1)) {
      return { line: header.line, message: `${category}: the columns are From, To, Rate type, Rate` }
    }
    if (groups.some((other) => other.category === category)) {
      return { line: header.line, message: `${category}: the category is there twice` }
    }
    groups.push({ category, ...group })
  }
  return { bodyStart: at + 1, market, currency, groups }
}

function categoryAbove(above: readonly CsvRecord[], from: number, end: number): Category | undefined {
  for (const { fields } of above) {
    for (const field of fields.slice(from, end)) {
      const category = parseCardCategory(field)
      if (category !== undefined) return category
    }
  }
  return undefined
}
