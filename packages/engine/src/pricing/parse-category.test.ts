import { describe, expect, test } from "vitest"
import { parseCategory, parsePricingType } from "./parse-category.ts"
import { CATEGORIES, PRICING_TYPES } from "./usage-event.ts"

describe("parseCategory", () => {
  test.each([
    ["marketing", { category: "marketing" }],
    ["MARKETING", { category: "marketing" }],
    ["marketing_lite", { category: "marketing", channel: "mm_lite" }],
    ["Marketing_Lite", { category: "marketing", channel: "mm_lite" }],
    ["utility", { category: "utility" }],
    [" Utility ", { category: "utility" }],
    ["authentication", { category: "authentication" }],
    ["authentication-international", { category: "authentication_international" }],
    ["authentication_international", { category: "authentication_international" }],
    ["AUTHENTICATION_INTERNATIONAL", { category: "authentication_international" }],
    ["Authentication International", { category: "authentication_international" }],
    ["service", { category: "service" }],
    ["referral_conversion", { category: "referral_conversion" }],
    ["group_marketing", { category: "marketing", isGroup: true }],
    ["GROUP_UTILITY", { category: "utility", isGroup: true }],
    ["group_service", { category: "service", isGroup: true }],
  ])("[CAT-1] reads %j", (text, expected) => {
    expect(parseCategory(text)).toEqual(expected)
  })

  test.each(CATEGORIES)("[CAT-1] reads our own name %s", (category) => {
    expect(parseCategory(category)?.category).toBe(category)
  })

  test.each([
    ["marketing", { category: "marketing", channel: "cloud_api" }],
    ["Marketing", { category: "marketing", channel: "cloud_api" }],
    ["group_marketing", { category: "marketing", isGroup: true, channel: "cloud_api" }],
    ["marketing_lite", { category: "marketing", channel: "mm_lite" }],
    ["utility", { category: "utility" }],
  ])("[CAT-2] from a webhook, %j decides the channel", (text, expected) => {
    expect(parseCategory(text, { fromWebhook: true })).toEqual(expected)
  })

  test.each(["", "general_purpose_ai", "marketing_max", "constructor", "__proto__", "regular", "BIC"])(
    "[CAT-3] %j names no category",
    (text) => {
      expect(parseCategory(text, { fromWebhook: true })).toBeUndefined()
    },
  )
})

describe("parsePricingType", () => {
  test.each([
    ...PRICING_TYPES.map((type) => ({ text: type, expected: type })),
    { text: "FEP", expected: "free_entry_point" },
    { text: "ftc", expected: "free_tier" },
  ])("[CAT-4] reads $text as $expected", ({ text, expected }) => {
    expect(parsePricingType(text)).toBe(expected)
    expect(parsePricingType(text.toUpperCase())).toBe(expected)
  })

  test.each(["", "free", "marketing", "free_forever", "toString"])("[CAT-4] %j names no type", (text) => {
    expect(parsePricingType(text)).toBeUndefined()
  })
})
