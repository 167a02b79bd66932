import { CATEGORIES } from "@tollgate/engine"

const CATEGORY_LETTERS = new Set(CATEGORIES.map(lettersOf))

/**
 * Whether a row holds the titles of a card: Currency, and besides either From, To and Rate (a tier download) or Market
 * and a category (a list download) or `category` (our own columns). Rule FILE-4.
 */
export function isTitleRow(fields: readonly string[]): boolean {
  const titles = fields.map((field) => field.trim().toLowerCase())
  if (!titles.includes("currency")) return false
  if (["from", "to", "rate"].every((title) => titles.includes(title))) return true
  const hasCategory = titles.some((title) => title === "category" || CATEGORY_LETTERS.has(lettersOf(title)))
  return hasCategory && titles.some((title) => /^market\b/.test(title))
}

/** Whether a text is one of the titles that programs merge over several rows: Market, Currency or a category. */
export function isTallTitle(text: string): boolean {
  return /^(?:market\b|currency$)/i.test(text) || CATEGORY_LETTERS.has(lettersOf(text))
}

function lettersOf(title: string): string {
  return title.toLowerCase().replace(/[\s_-]+/g, "")
}
