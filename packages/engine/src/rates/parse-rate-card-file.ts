import type { Result } from "../result.ts"
import { type InvalidRateCard, invalidRateCard } from "./build-rate-card.ts"
import { parseCsv } from "./csv.ts"
import { isMetaTiersHeader } from "./meta-tier-layout.ts"
import { isMetaListHeader, metaListOfRecords } from "./parse-meta-list.ts"
import { metaTiersOfRecords } from "./parse-meta-tiers.ts"
import { isRateCardHeader, rateCardOfRecords } from "./parse-rate-card.ts"
import type { RateCard, RateCardMeta } from "./rate-card.ts"

/**
 * A card from any file that we read: our own columns, Meta's list download or Meta's tier download, told apart by their
 * titles. Rule RATE-9.
 *
 * @param base - the list card of the same currency that a tier download is laid over; the other formats leave it alone
 */
export function parseRateCardFile(
  csv: string,
  meta: RateCardMeta,
  base?: RateCard,
): Result<RateCard, InvalidRateCard> {
  const parsed = parseCsv(csv)
  if (!parsed.ok) return invalidRateCard([parsed.refusal])
  const records = parsed.value
  if (records[0] !== undefined && isRateCardHeader(records[0].fields)) return rateCardOfRecords(records, meta)
  // Tiers first: the row of categories above their titles may look like the titles of a list.
  if (records.some(({ fields }) => isMetaTiersHeader(fields))) return metaTiersOfRecords(records, meta, base)
  if (records.some(({ fields }) => isMetaListHeader(fields))) return metaListOfRecords(records, meta)
  return invalidRateCard([{ line: 1, message: "the titles are of no format that is read" }])
}
