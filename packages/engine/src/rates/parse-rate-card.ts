import type { Result } from "../result.ts"
import { isCurrency } from "../money/currency.ts"
import { type Micros, parseAmount } from "../money/micros.ts"
import { buildRateCard, type InvalidRateCard, invalidRateCard, type RateRow } from "./build-rate-card.ts"
import { parseCardCategory } from "./card-category.ts"
import { type CardError, type CsvRecord, parseCsv } from "./csv.ts"
import type { RateCard, RateCardMeta } from "./rate-card.ts"

/** The columns of our own card files, in this order. */
export const RATE_CARD_COLUMNS = ["market", "currency", "category", "tier_from", "rate"] as const

/**
 * A card from a file of our own columns, one rate a row; `n/a` is no price. Rules RATE-2 to RATE-5.
 *
 * @param csv - units of the currency, up to six decimals, in `rate`; message numbers of the month in `tier_from`
 */
export function parseRateCard(csv: string, meta: RateCardMeta): Result<RateCard, InvalidRateCard> {
  const parsed = parseCsv(csv)
  return parsed.ok ? rateCardOfRecords(parsed.value, meta) : invalidRateCard([parsed.refusal])
}

/** Whether a record is the header of our own columns. */
export function isRateCardHeader(fields: readonly string[]): boolean {
  return (
    fields.length === RATE_CARD_COLUMNS.length &&
    RATE_CARD_COLUMNS.every((column, index) => fields[index]?.trim().toLowerCase() === column)
  )
}

/** `parseRateCard`, of records read already. */
export function rateCardOfRecords(
  records: readonly CsvRecord[],
  meta: RateCardMeta,
): Result<RateCard, InvalidRateCard> {
  const [header, ...body] = records
  if (header === undefined || !isRateCardHeader(header.fields)) {
    return invalidRateCard([
      { line: header?.line ?? 1, message: `the columns are ${RATE_CARD_COLUMNS.join()}` },
    ])
  }
  const rows: RateRow[] = []
  const errors: CardError[] = []
  for (const record of body) {
    const row = parseRow(record)
    if (typeof row === "string") errors.push({ line: record.line, message: row })
    else rows.push(row)
  }
  return buildRateCard(rows, meta, errors)
}

const TIER_FROM = /^(0|[1-9][0-9]{0,14})$/

function parseRow({ line, fields }: CsvRecord): RateRow | string {
  if (fields.length !== RATE_CARD_COLUMNS.length) return `a row has ${RATE_CARD_COLUMNS.length} fields`
  const [market = "", currency = "", categoryText = "", fromText = "", rateText = ""] = fields.map((field) =>
    field.trim(),
  )
  if (!isCurrency(currency)) return "the currency is not known"
  const category = parseCardCategory(categoryText)
  if (category === undefined) return "the category is not known"
  if (!TIER_FROM.test(fromText)) return "tier_from is a message number"
  const rate = parseRate(rateText)
  if (rate === undefined) return "the rate is a decimal of up to six places, or n/a"
  return { line, market, currency, category, from: Number(fromText), rate: rate === "n/a" ? undefined : rate }
}

function parseRate(text: string): Micros | "n/a" | undefined {
  return text.toLowerCase() === "n/a" ? "n/a" : parseAmount(text)
}
