import { describe, expect, it } from "vitest"
import { errorsIn, ratesIn } from "./testing-read.ts"
import {
  type CellToWrite,
  makeWorkbook,
  type SheetToWrite,
  workbookParts,
  zipParts,
} from "./testing-workbook.ts"

const cellSheet = (...utility: readonly CellToWrite[]): Uint8Array =>
  makeWorkbook({
    rows: [["Market", "Currency", "Utility"], ...utility.map((cell, at) => [`Market ${at}`, "USD", cell])],
  })

describe("cells of a workbook", () => {
  it("[FILE-6] texts are read as they stand: runs joined, readings left out, characters unescaped", () => {
    const inline =
      '<c r="$" t="inlineStr"><is><r><t>Ch</t></r><r><t>ile</t></r><rPh><t>chi</t></rPh></is></c>'
    const rows: SheetToWrite["rows"] = [
      ["Market", "Currency", "Authentication-_x000D_\r\nInternational"],
      [{ xml: inline }, "USD", "0.5"],
      ["Rest of Central & Eastern Europe", " USD ", { xml: '<c r="$" t="str"><f>A1</f><v>0.25</v></c>' }],
    ]
    const rates = [
      "Chile authentication_international 0 0.5",
      "Rest of Central & Eastern Europe authentication_international 0 0.25",
    ]
    expect(ratesIn(makeWorkbook({ rows }))).toEqual(rates)
    expect(ratesIn(makeWorkbook({ rows, texts: "inline" }))).toEqual(rates)
  })

  it("[FILE-6] cells and rows without a name follow each other", () => {
    const plain = { xml: "<c><v>0.0014</v></c>" }
    const parts = workbookParts([
      {
        rows: [
          ["Market", "Currency", "Utility", "Service"],
          ["India", "USD", plain, plain],
        ],
      },
    ])
    const sheet = parts["xl/worksheets/sheet1.xml"]?.replaceAll(/<row r="[0-9]+">/g, "<row>") ?? ""
    expect(ratesIn(zipParts({ ...parts, "xl/worksheets/sheet1.xml": sheet }))).toHaveLength(2)
  })

  it.each([
    ["8.0000000000000004E-4", "0.0008"],
    ["0.0008", "0.0008"],
    ["1.18E-2", "0.0118"],
    ["4.1099999999999998E-2", "0.0411"],
    ["1940.13", "1940.13"],
    ["1.0E-6", "0.000001"],
    ["+1.", "1"],
    ["5e0", "5"],
    ["-0", "0"],
    [" 0.5 ", "0.5"],
  ])("[FILE-7] the number %s is %s", (written, rate) => {
    expect(ratesIn(cellSheet({ number: written }))).toEqual([`Market 0 utility 0 ${rate}`])
  })

  it.each([
    ["1.23E-7", "1.23e-7"],
    ["0.1234567", "0.1234567"],
    ["1.1800000000000001E-2", "0.011800000000000001"],
    ["0.30000000000000004", "0.30000000000000004"],
  ])("[FILE-7] the number %s has too many decimals, by its cell", (written, shown) => {
    expect(errorsIn(cellSheet("1", { number: written }))).toEqual([
      {
        path: "row 3",
        message: `the rate of utility is not a decimal; C3 holds ${shown}, which has more than six decimals`,
      },
    ])
  })

  it("[FILE-7] too many decimals do not matter in a column that is not read", () => {
    const head = ["Market", "Currency", "From", "To", "Rate type", "Rate", "vs. List rate"]
    const tier = (from: string, to: string, type: string, rate: string, off: string): CellToWrite[] => [
      ...(type === "List rate" ? ["Chile", "$US"] : [null, "$US"]),
      { number: from },
      to === "--" ? to : { number: to },
      type,
      { number: rate },
      { number: off },
    ]
    const sheet: SheetToWrite = {
      merges: ["A1:G1", "C2:G2", "A4:A5"],
      rows: [
        ["Volume tiers"],
        [null, null, "Utility"],
        head,
        tier("0", "100000", "List rate", "0.02", "0"),
        tier("100001", "--", "Tier rate", "1.9E-2", "-0.049999999999999996"),
      ],
    }
    expect(ratesIn(makeWorkbook(sheet))).toEqual(["Chile utility 0 0.02", "Chile utility 100001 0.019"])
  })

  it.each<[string, string, RegExp]>([
    ["a formula without its value", "<f>1+1</f>", /formula without its value/],
    ["an error", "#", /is an error, #N\/A/],
    ["no number", "<v>0x10</v>", /is not a number/],
    ["an infinity", "<v>1e999</v>", /is not a number/],
  ])("[FILE-7] %s is a fault of its cell", (_, content, message) => {
    const xml = content === "#" ? '<c r="$" t="e"><v>#N/A</v></c>' : `<c r="$">${content}</c>`
    expect(errorsIn(cellSheet("1", { xml }))).toEqual([
      { path: "C3", message: expect.stringMatching(message) },
    ])
  })

  it.each([
    ["a shared string that is not there", '<c r="$" t="s"><v>99</v></c>'],
    ["a shared string by name", '<c r="$" t="s"><v>-1</v></c>'],
    ["an unknown type", '<c r="$" t="zzz"><v>1</v></c>'],
  ])("[FILE-7] %s is a fault of its cell", (_, xml) => {
    expect(errorsIn(cellSheet({ xml }))).toEqual([{ path: "C2", message: expect.any(String) }])
  })

  it("[FILE-7] a boolean and an empty cell are not numbers", () => {
    expect(errorsIn(cellSheet({ xml: '<c r="$" t="b"><v>1</v></c>' }))[0]?.path).toBe("row 2")
    expect(ratesIn(cellSheet({ number: "" }, "0.5"))).toEqual(["Market 1 utility 0 0.5"])
  })

  it("[FILE-8] titles may be merged over several rows", () => {
    const rows: SheetToWrite["rows"] = [
      ["Market", "Currency", "Rates", null],
      [null, null, "Marketing", "Utility"],
      ["India", "USD", "1", "0.5"],
    ]
    const merges = ["A1:A2", "B1:B2", "C1:D1"]
    expect(ratesIn(makeWorkbook({ rows, merges }))).toEqual(["India marketing 0 1", "India utility 0 0.5"])
    const tall = [["Market", "Currency", "Marketing", "Utility"], [], ["India", "USD", "1", "0.5"]]
    expect(ratesIn(makeWorkbook({ rows: tall, merges: ["A1:A2", "B1:B2", "C1:C2", "D1:D2"] }))).toEqual([
      "India marketing 0 1",
      "India utility 0 0.5",
    ])
  })

  it("[FILE-8] so they may in a tier download", () => {
    const group: CellToWrite[] = ["From", "To", "Rate type", "Rate", "vs. List rate"]
    const tier = (from: string, to: CellToWrite, type: string, rate: string): CellToWrite[] => [
      { number: from },
      to,
      type,
      { number: rate },
      { number: "-7.1428571428571508E-2" },
    ]
    const list = tier("0", { number: "1000" }, "List rate", "1.4E-3")
    const open = tier("1001", "--", "Tier rate", "1.2999999999999999E-3")
    const rows: SheetToWrite["rows"] = [
      ["Volume tiers"],
      ["Market", "Currency", "Utility", null, null, null, null, "Authentication"],
      [null, null, ...group, ...group],
      ["India", "$US", ...list, ...list],
      [null, "$US", ...open, ...open],
    ]
    const merges = ["A1:L1", "A2:A3", "B2:B3", "C2:G2", "H2:L2", "A4:A5"]
    expect(ratesIn(makeWorkbook({ rows, merges }))).toEqual([
      "India utility 0 0.0014",
      "India utility 1001 0.0013",
      "India authentication 0 0.0014",
      "India authentication 1001 0.0013",
    ])
    const blank = rows.with(3, [null, "$US", ...list, ...list])
    expect(errorsIn(makeWorkbook({ rows: blank, merges }))[0]).toEqual({
      path: "row 4",
      message: "the market is empty or too long",
    })
  })

  it("[FILE-8] one number merged over several cells is refused, a note is not", () => {
    const rows: SheetToWrite["rows"] = [
      ["Rates"],
      ["Market", "Currency", "Marketing", "Utility", "Service"],
      ["India", "USD", "1", "0.5", "n/a"],
      ["Brazil", "USD", { number: "2" }, null, null],
      ["A note"],
    ]
    expect(errorsIn(makeWorkbook({ rows, merges: ["A1:E1", "C4:D4", "A5:E5"] }))).toEqual([
      { path: "C4:D4", message: expect.stringMatching(/merged/) },
    ])
    expect(ratesIn(makeWorkbook({ rows, merges: ["A1:E1", "A5:E5", "C4:C4"] }))).toHaveLength(3)
  })
})
