import { CATEGORIES, type Category } from "../pricing/usage-event.ts"

const BY_LETTERS: ReadonlyMap<string, Category> = new Map(
  CATEGORIES.map((category) => [category.replaceAll("_", ""), category]),
)

/**
 * The category that a card file names, or `undefined`. Case, spaces, line breaks, hyphens and underscores do not
 * count: Meta writes `authentication-international`, `authentication_international` and, as the title of a column,
 * `Authentication-` and `International` on two lines. Rule RATE-4.
 */
export function parseCardCategory(text: string): Category | undefined {
  return BY_LETTERS.get(text.toLowerCase().replace(/[\s_-]+/g, ""))
}
