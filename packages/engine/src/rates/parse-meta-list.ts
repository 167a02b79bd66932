import type { Result } from "../result.ts"
import type { Category } from "../pricing/usage-event.ts"
import { buildRateCard, type InvalidRateCard, invalidRateCard, type RateRow } from "./build-rate-card.ts"
import { parseCardCategory } from "./card-category.ts"
import { type CardError, type CsvRecord, parseCsv } from "./csv.ts"
import { isMarketTitle, normaliseTitle, parseMetaCurrency, parseMetaRate } from "./meta-cell.ts"
import type { RateCard, RateCardMeta } from "./rate-card.ts"

/**
 * A card of list rates from Meta's own download: notes, then a row of titles `Market,Currency,Marketing,Utility,
 * Authentication,"Authentication-\nInternational",Service` (case and order do not count, a title that is no category
 * is refused), then a row for each market. Rule RATE-6.
 *
 * From descriptions of the file: a row that has only its first cell is a note, wherever it stands; an empty cell means
 * what `n/a` does; the currency may be a sign.
 */
export function parseMetaList(csv: string, meta: RateCardMeta): Result<RateCard, InvalidRateCard> {
  const parsed = parseCsv(csv)
  return parsed.ok ? metaListOfRecords(parsed.value, meta) : invalidRateCard([parsed.refusal])
}

/** Whether a record is the row of titles of a list. */
export function isMetaListHeader(fields: readonly string[]): boolean {
  return (
    fields.some(isMarketTitle) &&
    fields.some((field) => normaliseTitle(field) === "currency") &&
    fields.some((field) => parseCardCategory(field) !== undefined)
  )
}

/** `parseMetaList`, of records read already. */
export function metaListOfRecords(
  records: readonly CsvRecord[],
  meta: RateCardMeta,
): Result<RateCard, InvalidRateCard> {
  const start = records.findIndex(({ fields }) => isMetaListHeader(fields))
  const header = records[start]
  if (header === undefined) return invalidRateCard([{ line: 1, message: "there is no row of titles" }])
  const columns = columnsOf(header.fields)
  if (typeof columns === "string") return invalidRateCard([{ line: header.line, message: columns }])

  const rows: RateRow[] = []
  const errors: CardError[] = []
  for (const { line, fields } of records.slice(start + 1)) {
    if (fields.slice(1).every((field) => field.trim() === "")) continue
    const market = fields[columns.market] ?? ""
    const currency = parseMetaCurrency(fields[columns.currency] ?? "")
    if (currency === undefined) {
      errors.push({ line, message: "the currency is not known" })
      continue
    }
    for (const [category, column] of columns.categories) {
      const rate = parseMetaRate(fields[column] ?? "")
      if (rate === undefined) errors.push({ line, message: `the rate of ${category} is not a decimal` })
      else rows.push({ line, market, currency, category, from: 0, rate: rate === "n/a" ? undefined : rate })
    }
  }
  return buildRateCard(rows, meta, errors)
}

interface ListColumns {
  readonly market: number
  readonly currency: number
  readonly categories: ReadonlyMap<Category, number>
}

/** Where each column stands, or what is wrong: a column read as another would reprice every market in silence. */
function columnsOf(titles: readonly string[]): ListColumns | string {
  const market = titles.findIndex(isMarketTitle)
  const currency = titles.findIndex((title) => normaliseTitle(title) === "currency")
  const categories = new Map<Category, number>()
  for (const [column, title] of titles.entries()) {
    if (column === market || column === currency || title.trim() === "") continue
    const category = parseCardCategory(title)
    if (category === undefined) return `the column ${normaliseTitle(title)} is not known`
    if (categories.has(category)) return `the column ${category} is there twice`
    categories.set(category, column)
  }
  return { market, currency, categories }
}
