import {
  formatAmount,
  invariant,
  META_CARD,
  parseDate,
  parseRateCard,
  publishedCards,
  type RateCard,
} from "@tollgate/engine"
import type { Catalog } from "./catalog.ts"
import type { RateCardRecord } from "./records.ts"

/** Cards by the id that plans name: `meta` has the published ones of all currencies and what was imported as `meta`. */
export type CardsByName = ReadonlyMap<string, readonly RateCard[]>

const memory = new WeakMap<readonly RateCardRecord[], CardsByName>()

/** All cards there are; the same map while nothing was imported. Each list by currency and first day. Rule CATALOG-8. */
export async function cardsByName(catalog: Catalog): Promise<CardsByName> {
  const records = await catalog.rateCards()
  let cards = memory.get(records)
  if (cards === undefined) {
    cards = readCards(records)
    memory.set(records, cards)
  }
  return cards
}

function readCards(records: readonly RateCardRecord[]): CardsByName {
  const byName = new Map<string, RateCard[]>([[META_CARD, [...publishedCards()]]])
  for (const record of records) {
    const cards = byName.get(record.id) ?? []
    cards.push(readCard(record))
    byName.set(record.id, cards)
  }
  for (const cards of byName.values()) {
    cards.sort((a, b) => (a.currency < b.currency ? -1 : a.currency > b.currency ? 1 : a.fromDay - b.fromDay))
  }
  return byName
}

function readCard({ id, currency, effectiveFrom, content }: RateCardRecord): RateCard {
  const fromDay = parseDate(effectiveFrom)
  invariant(fromDay !== undefined, "a stored card has a date")
  const parsed = parseRateCard(content, { id: cardVersionId(id, currency, effectiveFrom), fromDay })
  invariant(parsed.ok, "a stored card can be read")
  return parsed.value
}

/** The id that charges name: a card's own id with its date, as every date is a card of its own. */
export function cardVersionId(id: string, currency: string, effectiveFrom: string): string {
  return id === META_CARD ? `${id}-${currency.toLowerCase()}@${effectiveFrom}` : `${id}@${effectiveFrom}`
}

/** A card in the columns of our own files: what is stored, whatever format it came in. */
export function formatRateCard(card: RateCard): string {
  const lines = ["market,currency,category,tier_from,rate"]
  for (const [market, categories] of [...card.rates].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [category, tiers] of Object.entries(categories).sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const { from, rate } of tiers) {
        lines.push([quoted(market), card.currency, category, from, formatAmount(rate)].join(","))
      }
    }
  }
  return `${lines.join("\n")}\n`
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
