import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { InvariantError } from "../result.ts"
import { formatDate, parseDate } from "../usage/calendar.ts"
import { parseCsv } from "./csv.ts"
import {
  canonicalMarket,
  compileMarketTable,
  MARKET_TABLES,
  marketIndexByName,
  marketIndexOf,
  MARKETS,
  marketOf,
  marketTableAt,
  OTHER_MARKET,
} from "./markets.ts"

const parsed = parseCsv(
  readFileSync(new URL("../../data/rates/calling-code-market.csv", import.meta.url), "utf8"),
)
const rows = (parsed.ok ? parsed.value : []).slice(1, -1).map(({ fields }) => fields)

/** The slow and obvious way: the longest row that the number starts with. */
function expectedMarket(table: number, digits: string): string {
  const matches = rows.filter((row) => digits.startsWith(row[0] as string))
  const longest = matches.toSorted((one, other) => (other[0] as string).length - (one[0] as string).length)[0]
  return longest?.[2 + table] ?? "Other"
}

const digits = fc.oneof(
  fc.stringMatching(/^[0-9]{0,15}$/),
  fc
    .tuple(fc.constantFrom(...rows.map((row) => row[0] as string)), fc.stringMatching(/^[0-9]{0,10}$/))
    .map(([prefix, rest]) => prefix + rest),
)

describe("markets", () => {
  it("[MKT-1] an index is one market in all tables, Other is 0, later markets come after earlier ones", () => {
    expect(MARKETS[OTHER_MARKET]).toBe("Other")
    expect(MARKETS).toHaveLength(47)
    expect(new Set(MARKETS).size).toBe(47)
    expect(MARKETS.indexOf("United Kingdom")).toBe(31)
    expect(MARKETS.slice(32)).toEqual([
      ...["Hong Kong", "Hungary", "Poland", "Qatar", "Romania", "Singapore"],
      ...["Bangladesh", "Iraq", "Kazakhstan", "Kuwait", "Morocco", "Nepal", "Oman", "Sri Lanka", "Ukraine"],
    ])
    for (const table of MARKET_TABLES) expect(table.names).toBe(MARKETS)
  })

  it("[MKT-2] a table begins on its day, and the first serves earlier days", () => {
    const dates = MARKET_TABLES.map(({ fromDay }) => formatDate(fromDay))
    expect(dates).toEqual(["2025-07-01", "2025-10-01", "2026-07-01", "2026-10-01"])
    for (const [index, table] of MARKET_TABLES.entries()) {
      expect(marketTableAt(table.fromDay)).toBe(table)
      expect(marketTableAt(table.fromDay - 1)).toBe(MARKET_TABLES[Math.max(index - 1, 0)])
    }
    expect(marketTableAt(0)).toBe(MARKET_TABLES[0])
    expect(marketTableAt(40_000)).toBe(MARKET_TABLES[3])
  })

  it.each([
    ["919876543210", "2026-10-01", "India"],
    ["16505551234", "2026-10-01", "North America"],
    ["18095551234", "2026-10-01", "Rest of Latin America"],
    ["12425551234", "2026-10-01", "Other"],
    ["79161234567", "2026-10-01", "Russia"],
    ["77011234567", "2026-09-30", "Other"],
    ["77011234567", "2026-10-01", "Kazakhstan"],
    ["85221234567", "2026-06-30", "Rest of Asia Pacific"],
    ["85221234567", "2026-07-01", "Hong Kong"],
    ["263771234567", "2025-09-30", "Other"],
    ["263771234567", "2025-10-01", "Rest of Africa"],
    ["821012345678", "2026-10-01", "Other"],
    ["", "2026-10-01", "Other"],
    ["+919876543210", "2026-10-01", "Other"],
    ["9", "2026-10-01", "Other"],
  ])("[MKT-3] %s on %s is of %s", (number, date, market) => {
    expect(marketOf(marketTableAt(parseDate(date) as number), number)).toBe(market)
  })

  it("[MKT-3] the longest prefix wins, as the slow search finds it, in every table", () => {
    expect(rows).toHaveLength(161)
    fc.assert(
      fc.property(digits, (number) => {
        for (const [index, table] of MARKET_TABLES.entries()) {
          expect(marketOf(table, number)).toBe(expectedMarket(index, number))
          expect(MARKETS[marketIndexOf(table, number)]).toBe(marketOf(table, number))
        }
      }),
      { numRuns: 500 },
    )
  })

  it("[MKT-3] a compiled table needs digits and known markets", () => {
    const table = compileMarketTable(
      1,
      new Map([
        ["49", 1],
        ["4930", 2],
      ]),
    )
    expect([marketIndexOf(table, "4989"), marketIndexOf(table, "49301"), marketIndexOf(table, "4")]).toEqual([
      1, 2, 0,
    ])
    expect(() => compileMarketTable(1, new Map([["+49", 1]]))).toThrow(InvariantError)
    expect(() => compileMarketTable(1, new Map([["49", 99]]))).toThrow(InvariantError)
  })

  it("[MKT-4] a market is known by its name in any case and spacing", () => {
    expect(marketIndexByName("INDIA")).toBe(MARKETS.indexOf("India"))
    expect(marketIndexByName(" rest  of\nAfrica ")).toBe(MARKETS.indexOf("Rest of Africa"))
    expect(marketIndexByName("Atlantis")).toBeUndefined()
    expect(canonicalMarket("united KINGDOM")).toBe("United Kingdom")
    expect(canonicalMarket(" New  Atlantis ")).toBe("New Atlantis")
  })
})
