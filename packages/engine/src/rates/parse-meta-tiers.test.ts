import { describe, expect, it } from "vitest"
import { parseMetaTiers } from "./parse-meta-tiers.ts"
import { parseRateCard } from "./parse-rate-card.ts"
import { countRates, type RateCard, rateOf } from "./rate-card.ts"

const META = { id: "meta-usd", fromDay: 20_727 }
const GROUP = "From,To,Rate type,Rate,vs. List rate"

/** Written after public descriptions of Meta's file: title, note, names of the groups, sub-titles, titles, markets. */
const TITLES = `"WhatsApp Business Platform volume tiers and rates",,,,,,,,,,,,,,,,
See developers.facebook.com/docs/whatsapp/pricing,,,,,,,,,,,,,,,,
,,Utility,,,,,Authentication,,,,,"Authentication-
International",,,,
,,Messages per month,,What we charge,,,Messages per month,,What we charge,,,Messages per month,,What we charge,,
"Market
(per rate card)",Currency,${GROUP},${GROUP},${GROUP}
`
const INDIA = `India,$US,0,"25,000,000",List rate,0.0014,0%,0,"750,000",List rate,0.0014,0%,0,"750,000",List rate,0.0304,0%
,$US,"25,000,001",--,Tier rate,0.0013,-6%,"750,001",--,Tier rate,0.0013,-6%,"750,001",--,Tier rate,0.0286,-6%
`
const BRAZIL = `Brazil,$US,0,"250,000",List rate,0.0068,0%,0,"500,000",List rate,0.0068,0%,n/a,n/a,n/a,n/a,n/a
,$US,"250,001","2,000,000",Tier rate,0.0065,-5%,"500,001",--,Tier rate,0.0065,-5%,n/a,n/a,n/a,n/a,n/a
,$US,"2,000,001",--,Tier rate,0.0061,-10%,,,,,,n/a,n/a,n/a,n/a,n/a
`

const LIST = `market,currency,category,tier_from,rate
India,USD,marketing,0,0.0118
India,USD,utility,0,0.0014
India,USD,authentication,0,0.0014
India,USD,authentication_international,0,0.0304
Brazil,USD,marketing,0,0.0625
Brazil,USD,utility,0,0.0068
Brazil,USD,authentication,0,0.0068
Chile,USD,utility,0,0.0200
`

function cardOf(csv: string, base?: RateCard): RateCard {
  const parsed = parseMetaTiers(csv, META, base)
  return parsed.ok ? parsed.value : expect.fail(JSON.stringify(parsed.refusal))
}

function listCard(csv = LIST): RateCard {
  const parsed = parseRateCard(csv, { id: "list", fromDay: 1, lastDay: 2 })
  return parsed.ok ? parsed.value : expect.fail(JSON.stringify(parsed.refusal))
}

function errorsOf(csv: string, base?: RateCard): string[] {
  const parsed = parseMetaTiers(csv, META, base)
  return parsed.ok ? [] : parsed.refusal.errors.map(({ line, message }) => `${line}: ${message}`)
}

describe("Meta's tier download", () => {
  it("[RATE-7] reads the groups side by side, and the market from its first row", () => {
    const card = cardOf(TITLES + INDIA + BRAZIL)
    expect(card).toMatchObject({ ...META, currency: "USD" })
    expect(rateOf(card, "India", "utility")).toEqual([
      { from: 0, rate: 1_400n },
      { from: 25_000_001, rate: 1_300n },
    ])
    expect(rateOf(card, "India", "authentication_international")).toEqual([
      { from: 0, rate: 30_400n },
      { from: 750_001, rate: 28_600n },
    ])
    expect(rateOf(card, "Brazil", "utility")?.map(({ from }) => from)).toEqual([0, 250_001, 2_000_001])
    expect(rateOf(card, "Brazil", "authentication")).toHaveLength(2)
    expect(rateOf(card, "Brazil", "authentication_international")).toBeUndefined()
    expect(rateOf(card, "Brazil", "marketing")).toBeUndefined()
    expect(countRates(card)).toBe(11)
  })

  it("[RATE-7] lays the tiers over a list card, which keeps the rest", () => {
    const card = cardOf(TITLES + INDIA + BRAZIL, listCard())
    expect(card).toMatchObject({ ...META, currency: "USD" })
    expect(card).not.toHaveProperty("lastDay")
    expect(rateOf(card, "India", "marketing")).toEqual([{ from: 0, rate: 11_800n }])
    expect(rateOf(card, "India", "utility")).toHaveLength(2)
    expect(rateOf(card, "Chile", "utility")).toEqual([{ from: 0, rate: 20_000n }])
    expect(countRates(card)).toBe(14)
  })

  it("[RATE-7] finds the market's title a row higher, and a market column that has none", () => {
    for (const market of ["Market", ""]) {
      const titles = `${market},,Utility,,,,\n,Currency,${GROUP}\n`
      const card = cardOf(`${titles}Chile,USD,0,--,List rate,0.02,0%\nnote,,,,,,\n`)
      expect(rateOf(card, "Chile", "utility")).toEqual([{ from: 0, rate: 20_000n }])
    }
  })

  it("[RATE-7] takes the published rate, not the percentage", () => {
    const card = cardOf(TITLES + BRAZIL.replace("0.0065,-5%", "0.0064,-99%"))
    expect(rateOf(card, "Brazil", "utility")?.[1]?.rate).toBe(6_400n)
  })

  const titles = `,,Utility,,,,\nMarket,Currency,${GROUP}\n`
  const first = 'Chile,USD,0,"100,000",List rate,0.02,0%\n'
  it.each([
    ["Market,Currency,Marketing\n", "1: there is no row of titles"],
    [`Market,Currency,${GROUP}\n`, "1: a group of columns has no category above it"],
    [`,,Utility\nMarket,Currency,From,To,Rate,x\n`, "2: utility: the columns are From, To, Rate type, Rate"],
    [`,,Utility,,,,,Utility\nMarket,Currency,${GROUP},${GROUP}\n`, "2: utility: the category is there twice"],
    [titles, "0: the card has no rate"],
    [`${titles}Chile,x,0,--,List rate,1,0%\n`, "3: the currency is not known"],
    [`${titles},USD,0,--,List rate,1,0%\n`, "3: the market is empty or too long"],
    [
      `${titles}${first},USD,"100,002",--,Tier rate,0.01,-5%\n`,
      "4: utility: the tier does not follow the one before",
    ],
    [`${titles}${first},USD,0,--,List rate,0.01,0%\n`, "4: the market and category are there already"],
    [`${titles}Chile,USD,5,--,Tier rate,0.01,-5%\n`, "3: the first tier begins at 0"],
    [`${titles}${first}`, "3: the last tier is not open"],
    [`${titles}Chile,USD,none,--,List rate,1,0%\n`, "3: utility: From is not a message number"],
    [`${titles}Chile,USD,0,more,List rate,1,0%\n`, "3: utility: To is not a message number after From"],
    [`${titles}Chile,USD,0,,List rate,1,0%\n`, "3: utility: To is not a message number after From"],
    [
      `${titles}${first},USD,"100,001","99,999",Tier rate,1,0%\n`,
      "4: utility: To is not a message number after From",
    ],
    [`${titles}Chile,USD,0,--,List rate,n/a,0%\n`, "3: utility: the rate is not a decimal"],
    [
      `${titles}Chile,USD,0,--,Tier rate,1,0%\n`,
      "3: utility: the list rate is the tier from 0, and no other",
    ],
  ])("[RATE-7] refuses %j", (csv, error) => {
    expect(errorsOf(csv)).toContain(error)
  })

  it("[RATE-7] an overlap and a tier after the open one are refused", () => {
    expect(errorsOf(`${titles}${first},USD,"100,000",--,Tier rate,0.01,-5%\n`)).toEqual([
      "4: utility: the tier does not follow the one before",
    ])
    expect(errorsOf(`${titles}Chile,USD,0,--,List rate,0.02,0%\n,USD,5,--,Tier rate,0.01,-5%\n`)).toEqual([
      "4: utility: the tier does not follow the one before",
    ])
  })

  it("[RATE-7] a list rate, market or currency that the list card contradicts is refused by line", () => {
    const base = listCard()
    const wrong = "utility: the list rate is not that of the list"
    expect(errorsOf(`${titles}Chile,USD,0,--,List rate,0.0201,0%\n`, base)).toEqual([`3: ${wrong}`])
    expect(errorsOf(`${titles}Peru,USD,0,--,List rate,0.02,0%\n`, base)).toEqual([`3: ${wrong}`])
    expect(errorsOf(`${titles}Chile,EUR,0,--,List rate,0.02,0%\n`, base)).toEqual([
      "3: the currency is not that of the list",
    ])
  })
})
