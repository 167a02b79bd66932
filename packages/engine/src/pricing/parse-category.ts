import type { Category, Channel, PricingType } from "./usage-event.ts"

/** A provider's category, taken apart: what is priced, over which channel, and whether it went to a group. */
export interface ParsedCategory {
  readonly category: Category
  readonly channel?: Channel
  readonly isGroup?: true
}

type Spelling = ParsedCategory & { readonly webhookChannel?: Channel }

const SPELLINGS: ReadonlyMap<string, Spelling> = new Map<string, Spelling>([
  ["marketing", { category: "marketing", webhookChannel: "cloud_api" }],
  ["marketing_lite", { category: "marketing", channel: "mm_lite" }],
  ["utility", { category: "utility" }],
  ["authentication", { category: "authentication" }],
  ["authentication_international", { category: "authentication_international" }],
  ["service", { category: "service" }],
  ["referral_conversion", { category: "referral_conversion" }],
  ["group_marketing", { category: "marketing", isGroup: true, webhookChannel: "cloud_api" }],
  ["group_utility", { category: "utility", isGroup: true }],
  ["group_service", { category: "service", isGroup: true }],
])

const TYPES: ReadonlyMap<string, PricingType> = new Map<string, PricingType>([
  ["regular", "regular"],
  ["free_customer_service", "free_customer_service"],
  ["free_entry_point", "free_entry_point"],
  ["free_group_customer_service", "free_group_customer_service"],
  ["free_tier", "free_tier"],
  ["fep", "free_entry_point"],
  ["ftc", "free_tier"],
])

/**
 * The category that a text of Meta or Gupshup names, in any case, with `-`, `_` or a space between words; `undefined` when it
 * names none. Rules CAT-1 to CAT-3.
 *
 * @param options - `fromWebhook`: a webhook about the message itself said it, so that plain `marketing` means `cloud_api`
 */
export function parseCategory(
  text: string,
  options: { readonly fromWebhook: boolean } = { fromWebhook: false },
): ParsedCategory | undefined {
  const spelling = SPELLINGS.get(text) ?? SPELLINGS.get(normalise(text))
  if (spelling === undefined) return undefined
  const channel = spelling.channel ?? (options.fromWebhook ? spelling.webhookChannel : undefined)
  return {
    category: spelling.category,
    ...(channel !== undefined && { channel }),
    ...(spelling.isGroup && { isGroup: true }),
  }
}

/** The pricing type that a text names: Meta's four, and the FEP and FTC of conversation-based billing. Rule CAT-4. */
export function parsePricingType(text: string): PricingType | undefined {
  return TYPES.get(text) ?? TYPES.get(normalise(text))
}

function normalise(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[-\s]+/g, "_")
}
