import { accept, type Result } from "../result.ts"
import { buildRateCard, type InvalidRateCard, invalidRateCard, type RateRow } from "./build-rate-card.ts"
import { type CardError, type CsvRecord, parseCsv } from "./csv.ts"
import { isBlankCell, parseMetaCount, parseMetaCurrency, parseMetaRate } from "./meta-cell.ts"
import { findTierLayout, type TierGroup } from "./meta-tier-layout.ts"
import { canonicalMarket } from "./markets.ts"
import { type RateCard, type RateCardMeta, rateOf } from "./rate-card.ts"

/**
 * A card with volume tiers from Meta's own download, whose groups of columns (one a category, its name in a row above)
 * each hold From, To, Rate type, Rate, vs. List rate. Rule RATE-7.
 *
 * From descriptions of the file: the market stands only on its first row, thousands have commas, `--` leaves the last
 * tier open, a group of `n/a` or empty cells says nothing of its market. The percentage is not read: published rates
 * are not the list rate times it.
 *
 * @param base - the list card of the same currency that the tiers are laid over; without it the card is tiers alone
 */
export function parseMetaTiers(
  csv: string,
  meta: RateCardMeta,
  base?: RateCard,
): Result<RateCard, InvalidRateCard> {
  const parsed = parseCsv(csv)
  return parsed.ok ? metaTiersOfRecords(parsed.value, meta, base) : invalidRateCard([parsed.refusal])
}

/** `parseMetaTiers`, of records read already. */
export function metaTiersOfRecords(
  records: readonly CsvRecord[],
  meta: RateCardMeta,
  base?: RateCard,
): Result<RateCard, InvalidRateCard> {
  const layout = findTierLayout(records)
  if ("message" in layout) return invalidRateCard([layout])

  const errors: CardError[] = []
  const rows: RateRow[] = []
  /** The last message of the tier read before, by market and category; `undefined` while that tier is open. */
  const ends = new Map<string, { readonly line: number; readonly to: number | undefined }>()
  let market = ""
  let currency: string | undefined
  for (const { line, fields } of records.slice(layout.bodyStart)) {
    if (fields.slice(1).every((field) => field.trim() === "")) continue
    const named = fields[layout.market]?.trim() ?? ""
    const currencyCell = fields[layout.currency]?.trim() ?? ""
    if (named !== "") market = named
    if (named !== "" || currencyCell !== "") currency = parseMetaCurrency(currencyCell)
    if (currency === undefined) {
      errors.push({ line, message: "the currency is not known" })
      continue
    }
    for (const group of layout.groups) {
      const tier = readTier(fields, group)
      if (tier === undefined) continue
      if (typeof tier === "string") {
        errors.push({ line, message: `${group.category}: ${tier}` })
        continue
      }
      const key = `${canonicalMarket(market)}\n${group.category}`
      const before = ends.get(key)
      if (tier.from !== 0 && before !== undefined && tier.from - 1 !== before.to) {
        errors.push({ line, message: `${group.category}: the tier does not follow the one before` })
      }
      ends.set(key, { line, to: tier.to })
      rows.push({ line, market, currency, category: group.category, from: tier.from, rate: tier.rate })
    }
  }
  for (const { line, to } of ends.values()) {
    if (to !== undefined) errors.push({ line, message: "the last tier is not open" })
  }
  if (base === undefined) return buildRateCard(rows, meta, errors)
  const built = buildRateCard(rows, meta, [...errors, ...contradictions(rows, base)])
  return built.ok ? accept(overlay(built.value, base)) : built
}

interface TierCells {
  readonly from: number
  /** The last message of the tier, `undefined` when open. */
  readonly to: number | undefined
  readonly rate: bigint
}

/** The tier of a group in a row, what is wrong with it, or `undefined` where the group is blank. */
function readTier(fields: readonly string[], group: TierGroup): TierCells | string | undefined {
  const cellAt = (column: number): string => fields[column]?.trim() ?? ""
  if ([group.from, group.to, group.rate].every((column) => isBlankCell(cellAt(column)))) return undefined
  const from = parseMetaCount(cellAt(group.from))
  if (from === undefined) return "From is not a message number"
  const isOpen = cellAt(group.to) === "--"
  const to = isOpen ? undefined : parseMetaCount(cellAt(group.to))
  if (!isOpen && (to === undefined || to < from)) return "To is not a message number after From"
  const rate = parseMetaRate(cellAt(group.rate))
  if (rate === undefined || rate === "n/a") return "the rate is not a decimal"
  const isList = /^list\b/i.test(cellAt(group.rateType))
  if (isList !== (from === 0)) return "the list rate is the tier from 0, and no other"
  return { from, to, rate }
}

/** Where the tier file says something else than the list card does. */
function contradictions(rows: readonly RateRow[], base: RateCard): CardError[] {
  const errors: CardError[] = []
  for (const { line, market, currency, category, from, rate } of rows) {
    if (currency !== base.currency) errors.push({ line, message: "the currency is not that of the list" })
    else if (from === 0 && rateOf(base, canonicalMarket(market), category)?.[0]?.rate !== rate) {
      errors.push({ line, message: `${category}: the list rate is not that of the list` })
    }
  }
  return errors
}

/** `tiers` over `base`: a market and category that has tiers takes them, all others keep the list rate. */
function overlay(tiers: RateCard, base: RateCard): RateCard {
  const rates = new Map(base.rates)
  for (const [market, categories] of tiers.rates)
    rates.set(market, { ...base.rates.get(market), ...categories })
  return { ...tiers, rates }
}
