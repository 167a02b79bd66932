import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { embedData } from "../../scripts/embed-data.ts"
import { formatDate } from "../usage/calendar.ts"
import { MARKETS } from "./markets.ts"
import { parseRateCard } from "./parse-rate-card.ts"
import { publishedCards } from "./published.ts"
import { countRates, rateOf } from "./rate-card.ts"

const data = (file: string): string =>
  readFileSync(new URL(`../../data/rates/${file}`, import.meta.url), "utf8")

describe("published cards", () => {
  it("[RATE-10] the embedded data is what the script makes of the files", () => {
    const generated = readFileSync(new URL("published-data.generated.ts", import.meta.url), "utf8")
    expect(generated === embedData(), "run: node packages/engine/scripts/embed-data.ts").toBe(true)
  })

  it("[RATE-10] each card is the one that its file reads as", () => {
    expect(publishedCards()).toHaveLength(8)
    for (const card of publishedCards()) {
      const { id, fromDay, lastDay } = card
      const meta = lastDay === undefined ? { id, fromDay } : { id, fromDay, lastDay }
      expect(parseRateCard(data(`${id.replace("meta-", "rate-card-")}.csv`), meta)).toEqual({
        ok: true,
        value: card,
      })
    }
  })

  it("[RATE-10] days, markets and rates are those that the data's README tells", () => {
    const rows = publishedCards().map((card) => [
      card.currency,
      formatDate(card.fromDay),
      card.lastDay === undefined ? "open" : formatDate(card.lastDay),
      card.rates.size,
      countRates(card),
    ])
    expect(rows).toEqual([
      ["COP", "2026-07-01", "2026-09-30", 38, 123],
      ["COP", "2026-10-01", "open", 47, 206],
      ["EUR", "2026-07-01", "2026-09-30", 38, 123],
      ["INR", "2025-10-01", "2025-12-31", 32, 105],
      ["INR", "2026-10-01", "open", 47, 766],
      ["USD", "2026-04-01", "2026-06-30", 32, 470],
      ["USD", "2026-07-01", "2026-09-30", 38, 123],
      ["USD", "2026-10-01", "open", 47, 766],
    ])
    const readme = data("README.md")
    for (const { id, fromDay, lastDay, rates } of publishedCards()) {
      const end = lastDay === undefined ? "open" : formatDate(lastDay)
      const file = `${id.replace("meta-", "rate-card-")}.csv`
      expect(readme).toContain(`| ${file} | ${formatDate(fromDay)} | ${end} | ${rates.size} |`)
    }
  })

  it("[RATE-10] every market of a card is one that a prefix can lead to", () => {
    for (const card of publishedCards()) {
      expect([...card.rates.keys()].filter((market) => !MARKETS.includes(market))).toEqual([])
    }
  })

  it("[RATE-10] known rates, by tier", () => {
    const usd = publishedCards().at(-1)
    if (usd === undefined) expect.fail("no card")
    expect(rateOf(usd, "India", "marketing")).toEqual([{ from: 0, rate: 11_800n }])
    expect(rateOf(usd, "India", "utility")?.[1]).toEqual({ from: 25_000_001, rate: 1_300n })
    expect(rateOf(usd, "Germany", "marketing")).toEqual([{ from: 0, rate: 136_500n }])
    expect(rateOf(usd, "Brazil", "authentication_international")).toBeUndefined()
    expect(publishedCards()).toBe(publishedCards())
  })
})
