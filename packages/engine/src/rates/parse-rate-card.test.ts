import { describe, expect, it } from "vitest"
import { InvariantError } from "../result.ts"
import { CARD_ERRORS_MAX, MARKET_CHARS_MAX } from "./build-rate-card.ts"
import { parseRateCard } from "./parse-rate-card.ts"
import { countRates, rateOf } from "./rate-card.ts"

const META = { id: "own", fromDay: 20_000, lastDay: 20_100 }
const HEADER = "market,currency,category,tier_from,rate\n"

const errorsOf = (body: string) => {
  const parsed = parseRateCard(HEADER + body, META)
  return parsed.ok ? [] : parsed.refusal.errors.map(({ line, message }) => `${line}: ${message}`)
}

describe("our own card files", () => {
  it("[RATE-3] a card holds its tiers by market and category", () => {
    const parsed = parseRateCard(
      `\uFEFFMarket,Currency,Category,Tier_From,Rate\r
India,USD,marketing,0,0.0118\r
India,USD,utility,0,0.0014\r
India,USD,utility,25000001,0.0013\r
"india",USD,authentication-international,0,0.0304\r
Brazil,USD,authentication_international,0,n/a\r
Brazil,USD,service,0,0\r
`,
      META,
    )
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.refusal))
    const card = parsed.value
    expect(card).toMatchObject({ ...META, currency: "USD" })
    expect(rateOf(card, "India", "utility")).toEqual([
      { from: 0, rate: 1_400n },
      { from: 25_000_001, rate: 1_300n },
    ])
    expect(rateOf(card, "India", "authentication_international")).toEqual([{ from: 0, rate: 30_400n }])
    expect(countRates(card)).toBe(5)
  })

  it("[RATE-1] no price is not a price of zero", () => {
    const parsed = parseRateCard(`${HEADER}Brazil,USD,marketing,0,N/A\nBrazil,USD,service,0,0\n`, META)
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.refusal))
    expect(rateOf(parsed.value, "Brazil", "marketing")).toBeUndefined()
    expect(rateOf(parsed.value, "Brazil", "service")).toEqual([{ from: 0, rate: 0n }])
    expect(rateOf(parsed.value, "Atlantis", "service")).toBeUndefined()
  })

  it("[RATE-1] an open card has no last day, and none ends before it begins", () => {
    const open = parseRateCard(`${HEADER}Brazil,USD,service,0,1\n`, { id: "own", fromDay: 20_000 })
    expect(open.ok && "lastDay" in open.value).toBe(false)
    expect(() => parseRateCard(`${HEADER}Brazil,USD,service,0,1\n`, { ...META, lastDay: 19_999 })).toThrow(
      InvariantError,
    )
  })

  it.each([
    ["", "1: the columns are market,currency,category,tier_from,rate"],
    [
      "market,currency,category,rate,tier_from\n",
      "1: the columns are market,currency,category,tier_from,rate",
    ],
    [
      "market,currency,category,tier_from,rate,x\n",
      "1: the columns are market,currency,category,tier_from,rate",
    ],
    [HEADER, "0: the card has no rate"],
    [`${HEADER}India,USD,utility,0,n/a\n`, "0: the card has no rate"],
    [`${HEADER}"India`, "2: a quote is not closed"],
  ])("[RATE-3] refuses the file %j", (text, error) => {
    const parsed = parseRateCard(text, META)
    expect(parsed.ok ? [] : parsed.refusal.errors.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      error,
    ])
  })

  it.each([
    ["India,USD,utility,0", "a row has 5 fields"],
    ["India,usd,utility,0,1", "the currency is not known"],
    ["India,USD,voice,0,1", "the category is not known"],
    ["India,USD,utility,-1,1", "tier_from is a message number"],
    ["India,USD,utility,1.5,1", "tier_from is a message number"],
    ['India,USD,utility,"25,000",1', "tier_from is a message number"],
    ["India,USD,utility,0,", "the rate is a decimal of up to six places, or n/a"],
    ["India,USD,utility,0,1e-3", "the rate is a decimal of up to six places, or n/a"],
    ["India,USD,utility,0,0.0000001", "the rate is a decimal of up to six places, or n/a"],
    ["India,USD,utility,0,-0.1", "the rate is out of range"],
    ["India,USD,utility,0,1000000.000001", "the rate is out of range"],
    ["India,EUR,utility,0,1", "the currency is another"],
    [",USD,utility,0,1", "the market is empty or too long"],
    [`${"x".repeat(MARKET_CHARS_MAX + 1)},USD,utility,0,1`, "the market is empty or too long"],
    ["India,USD,utility,1,1", "the first tier begins at 0"],
    ["India,USD,utility,1,n/a", "n/a has no tiers"],
    ["Brazil,USD,marketing,0,1", "the market and category are there already"],
    ["Brazil,USD,marketing,0,n/a", "the market and category are there already"],
    ["Brazil,USD,utility,0,1", "the market and category are there already"],
    ["Brazil,USD,marketing,100,1", "tiers ascend, each from a later message"],
    ["BRAZIL ,USD,marketing,99,1", "tiers ascend, each from a later message"],
  ])("[RATE-5] refuses the row %s", (row, message) => {
    const body = `Brazil,USD,marketing,0,2\nBrazil,USD,marketing,100,1\nBrazil,USD,utility,0,n/a\n${row}\n`
    expect(errorsOf(body)).toEqual([`5: ${message}`])
  })

  it("[RATE-5] takes the highest rate there may be", () => {
    expect(errorsOf("India,USD,utility,0,1000000")).toEqual([])
  })

  it("[RATE-5] lists every fault by line, up to a limit", () => {
    expect(errorsOf("India,USD,voice,0,1\nIndia,USD,utility,0,1\nIndia,USD,utility,0,1\nx,y\n")).toEqual([
      "2: the category is not known",
      "4: the market and category are there already",
      "5: a row has 5 fields",
    ])
    expect(errorsOf("x\n".repeat(CARD_ERRORS_MAX + 1))).toHaveLength(CARD_ERRORS_MAX)
  })
})
