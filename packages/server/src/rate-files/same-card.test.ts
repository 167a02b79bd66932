import { formatAmount, publishedCards } from "@tollgate/engine"
import fc from "fast-check"
import { strToU8 } from "fflate"
import { describe, expect, it } from "vitest"
import { formatRateCard } from "../catalog/cards.ts"
import { read } from "./testing-read.ts"
import { type CellToWrite, makeWorkbook } from "./testing-workbook.ts"

describe("the same card from CSV and XLSX", () => {
  it.each(publishedCards().map((card) => [card.id, card] as const))("[FILE-10] %s", (_, card) => {
    const lines = formatRateCard(card).trim().split("\n")
    const rows = lines.map((line) =>
      splitLine(line).map((field): CellToWrite => (/^[0-9.]+$/.test(field) ? { number: field } : field)),
    )
    const again = read(makeWorkbook({ rows }))
    expect("rates" in again && formatRateCard(again)).toBe(formatRateCard(card))
  })

  const market = fc.string({
    unit: fc.constantFrom("A", "é", "日", ",", " ", '"', "&", "<", ">", "'", "_", "x"),
    minLength: 1,
    maxLength: 8,
  })
  const rate = fc.integer({ min: 0, max: 2_000_000_000 }).map((micros) => formatAmount(BigInt(micros)))
  const rows = fc.uniqueArray(fc.tuple(market, fc.constantFrom("utility", "service"), rate), {
    minLength: 1,
    maxLength: 8,
    selector: ([name, category]) => `${name.trim().toLowerCase()} ${category}`,
  })

  it("[FILE-10] any card of our columns, its cells written in any way", () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat(4)), (rates, ways) => {
        const table = [
          ["market", "currency", "category", "tier_from", "rate"],
          ...rates.map(([name, category, each]) => [`M${name}`, "USD", category, "0", each]),
        ]
        const csv = table
          .map((fields) => fields.map((field) => `"${field.replaceAll('"', '""')}"`).join())
          .join("\n")
        const sheet = table.map((fields) => fields.map((field) => writeAnyWay(field, ways.next().value ?? 0)))
        expect(read(makeWorkbook({ rows: sheet }))).toEqual(read(strToU8(csv)))
      }),
      { numRuns: 200 },
    )
  })

  it("[FILE-10] any list of rates", () => {
    const line = fc.tuple(market, fc.option(rate), fc.option(rate))
    const list = fc.uniqueArray(line, {
      minLength: 1,
      maxLength: 8,
      selector: ([name]) => name.trim().toLowerCase(),
    })
    fc.assert(
      fc.property(list, fc.infiniteStream(fc.nat(4)), (lines, ways) => {
        const table = [
          ["Notes"],
          ["Market", "Currency", "Marketing", "Authentication-\nInternational"],
          ...lines.map(([name, one, other]) => [`M${name}`, "₹", one ?? "n/a", other ?? ""]),
        ]
        const csv = table
          .map((fields) => fields.map((field) => `"${field.replaceAll('"', '""')}"`).join())
          .join("\r\n")
        const sheet = table.map((fields) => fields.map((field) => writeAnyWay(field, ways.next().value ?? 0)))
        const fromCsv = read(strToU8(csv))
        const fromSheet = read(makeWorkbook({ rows: sheet }))
        if ("rates" in fromCsv) expect(fromSheet).toEqual(fromCsv)
        else expect("rates" in fromSheet).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it("[FILE-2] any damage is a refusal or a card, never a crash", () => {
    const whole = makeWorkbook({
      rows: [
        ["Market", "Currency", "Utility"],
        ["India", "USD", { number: "0.5" }],
      ],
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const bytes = whole.slice()
        for (const [at, byte] of changes) bytes[at] = byte
        read(bytes)
      }),
      { numRuns: 500 },
    )
  })
})

/** One of the ways in which programs write a field: shared or inline text, a number short or of 17 digits, no cell. */
function writeAnyWay(field: string, way: number): CellToWrite {
  if (field === "") return way === 0 ? null : ""
  if (/^[0-9.]+$/.test(field) && way > 1) {
    return {
      number: way === 2 ? field : way === 3 ? Number(field).toExponential() : Number(field).toPrecision(17),
    }
  }
  if (way === 1) {
    const text = field.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("$", "&#36;")
    return { xml: `<c r="$" t="inlineStr"><is><t>${text}</t></is></c>` }
  }
  return field
}

function splitLine(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map(([, field = ""]) => field.replace(/^"(.*)"$/, "$1").replaceAll('""', '"'))
    .slice(0, 5)
}
