import { describe, expect, it } from "vitest"
import { parseMetaList } from "./parse-meta-list.ts"
import { countRates, rateOf } from "./rate-card.ts"

const META = { id: "meta-usd", fromDay: 20_727 }

/** Written after public descriptions of Meta's file: five records of notes, titles on two lines, then the markets. */
const LIST = `"Cost per message in USD, effective October 1, 2026",,,,,,
"Note: Marketing rates apply across Cloud API and Marketing Messages Lite API",,,,,,
See developers.facebook.com/docs/whatsapp/pricing,,,,,,
,,,,,,
,,,,,,
Market,Currency,Marketing,Utility,Authentication,"Authentication-
International",Service
India,$US,0.0118,0.0014,0.0014,0.0304,0.0014
Brazil,$US,0.0625,0.0068,0.0068,n/a,0.0068
Rest of Central & Eastern Europe,$US,0.0860,0.0212,0.0212,n/a,0.0212
Note: rates are published quarterly.,,,,,,
`

const errorsOf = (csv: string) => {
  const parsed = parseMetaList(csv, META)
  return parsed.ok ? [] : parsed.refusal.errors.map(({ line, message }) => `${line}: ${message}`)
}

describe("Meta's list download", () => {
  it("[RATE-6] reads the rates below the notes", () => {
    const parsed = parseMetaList(LIST, META)
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.refusal))
    const card = parsed.value
    expect(card).toMatchObject({ ...META, currency: "USD" })
    expect([...card.rates.keys()]).toEqual(["India", "Brazil", "Rest of Central & Eastern Europe"])
    expect(rateOf(card, "India", "authentication_international")).toEqual([{ from: 0, rate: 30_400n }])
    expect(rateOf(card, "Brazil", "authentication_international")).toBeUndefined()
    expect(rateOf(card, "Brazil", "service")).toEqual([{ from: 0, rate: 6_800n }])
    expect(countRates(card)).toBe(13)
  })

  it("[RATE-6] reads columns by title, whatever their order and case", () => {
    const parsed = parseMetaList(
      "SERVICE,authentication-international,Market,marketing,Currency\n1,2,INDIA,3,INR\n",
      META,
    )
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.refusal))
    expect(rateOf(parsed.value, "India", "service")?.[0]?.rate).toBe(1_000_000n)
    expect(rateOf(parsed.value, "India", "authentication_international")?.[0]?.rate).toBe(2_000_000n)
    expect(rateOf(parsed.value, "India", "marketing")?.[0]?.rate).toBe(3_000_000n)
  })

  it("[RATE-8] reads thousands commas and exponents of a spreadsheet exactly", () => {
    const parsed = parseMetaList('Market,Currency,Marketing,Utility\nColombia,COP,"1,940.13",8.0E-4\n', META)
    if (!parsed.ok) expect.fail(JSON.stringify(parsed.refusal))
    expect(rateOf(parsed.value, "Colombia", "marketing")?.[0]?.rate).toBe(1_940_130_000n)
    expect(rateOf(parsed.value, "Colombia", "utility")?.[0]?.rate).toBe(800n)
  })

  it.each([
    ["India,USD,0.1\n", "1: there is no row of titles"],
    ["Market,Currency,Marketing,Voice\nIndia,USD,1,1\n", "1: the column voice is not known"],
    ["Market,Currency,Marketing,Marketing\nIndia,USD,1,1\n", "1: the column marketing is there twice"],
    ["Market,Currency,Marketing\nIndia,Dollars,1\n", "2: the currency is not known"],
    ["Market,Currency,Marketing\nIndia,USD,1\nBrazil,EUR,1\n", "3: the currency is another"],
    ["Market,Currency,Marketing\nIndia,USD,1\nINDIA,USD,1\n", "3: the market and category are there already"],
    ["Market,Currency,Marketing\n,USD,1\n", "2: the market is empty or too long"],
    ["Market,Currency,Marketing\nIndia,USD,free\n", "2: the rate of marketing is not a decimal"],
    ["Market,Currency,Marketing\nIndia,USD,-0.1\n", "2: the rate of marketing is not a decimal"],
    ['Market,Currency,Marketing\nIndia,USD,"0,0118"\n', "2: the rate of marketing is not a decimal"],
    ["Market,Currency,Marketing\nIndia,USD,0.01180000001\n", "2: the rate of marketing is not a decimal"],
    ["Market,Currency,Marketing\nIndia,USD,1e99\n", "2: the rate is out of range"],
    ["Market,Currency,Marketing\nIndia,USD,n/a\n", "0: the card has no rate"],
    ["Market,Currency,Marketing\n", "0: the card has no rate"],
    ['Market,Currency,"Marketing\n', "1: a quote is not closed"],
  ])("[RATE-6] refuses %j", (csv, error) => {
    expect(errorsOf(csv)).toEqual([error])
  })
})
