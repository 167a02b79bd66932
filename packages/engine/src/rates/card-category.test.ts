import { expect, it } from "vitest"
import { parseCardCategory } from "./card-category.ts"

it.each([
  ["marketing", "marketing"],
  ["Utility", "utility"],
  ["authentication-international", "authentication_international"],
  ["Authentication-\nInternational", "authentication_international"],
  [" AUTHENTICATION_INTERNATIONAL ", "authentication_international"],
  ["referral conversion", "referral_conversion"],
  ["marketing lite", undefined],
  ["", undefined],
])("[RATE-4] the category of a card's %j is %s", (text, category) => {
  expect(parseCardCategory(text)).toBe(category)
})
