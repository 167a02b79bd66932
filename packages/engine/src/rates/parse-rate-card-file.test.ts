import { describe, expect, it } from "vitest"
import { parseRateCardFile } from "./parse-rate-card-file.ts"
import { type RateCard, rateOf } from "./rate-card.ts"

const META = { id: "card", fromDay: 20_727 }
const OWN = "market,currency,category,tier_from,rate\nChile,USD,utility,0,0.02\nChile,USD,marketing,0,0.08\n"
const LIST = "Rates,,\nMarket,Currency,Utility\nChile,$US,0.02\n"
const TIERS = `Volume tiers,,,,,,
,,Utility,,,,
Market,Currency,From,To,Rate type,Rate,vs. List rate
Chile,$US,0,100,List rate,0.02,0%
,$US,101,--,Tier rate,0.01,-50%
`

const cardOf = (csv: string, base?: RateCard): RateCard => {
  const parsed = parseRateCardFile(csv, META, base)
  return parsed.ok ? parsed.value : expect.fail(JSON.stringify(parsed.refusal))
}

describe("card files of any format", () => {
  it("[RATE-9] tells the formats apart by their titles", () => {
    expect(rateOf(cardOf(OWN), "Chile", "marketing")).toHaveLength(1)
    expect(rateOf(cardOf(LIST), "Chile", "utility")).toHaveLength(1)
    expect(rateOf(cardOf(TIERS), "Chile", "utility")).toHaveLength(2)
  })

  it("[RATE-9] a row of categories that looks like the titles of a list is still a tier download's", () => {
    const merged = TIERS.replace(",,Utility", "Market,Currency,Utility")
    expect(rateOf(cardOf(merged), "Chile", "utility")).toHaveLength(2)
  })

  it("[RATE-9] only a tier download is laid over the list card", () => {
    const base = cardOf(OWN)
    expect(rateOf(cardOf(TIERS, base), "Chile", "marketing")).toHaveLength(1)
    expect(rateOf(cardOf(LIST, base), "Chile", "marketing")).toBeUndefined()
  })

  it.each(["", "a,b\n1,2\n", "Market,Currency\nChile,USD\n"])("[RATE-9] refuses %j", (csv) => {
    expect(parseRateCardFile(csv, META)).toEqual({
      ok: false,
      refusal: {
        code: "invalid_rate_card",
        errors: [{ line: 1, message: "the titles are of no format that is read" }],
      },
    })
  })
})
