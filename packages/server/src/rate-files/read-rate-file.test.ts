import { strToU8, Zip, ZipDeflate, zipSync } from "fflate"
import { describe, expect, it } from "vitest"
import { RATE_FILE_BYTES_MAX } from "./rate-file.ts"
import { SHEET_CHARS_MAX, SHEET_COLUMNS_MAX, SHEET_MERGES_MAX, SHEET_ROWS_MAX } from "./read-sheet.ts"
import { SHEETS_MAX } from "./sheet-parts.ts"
import { XML_DEPTH_MAX } from "./read-xml.ts"
import { errorsIn, ratesIn } from "./testing-read.ts"
import {
  type CellToWrite,
  makeWorkbook,
  type SheetToWrite,
  workbookParts,
  zipParts,
} from "./testing-workbook.ts"
import { PARTS_MAX, UNPACKED_BYTES_MAX } from "./unzip-parts.ts"

const TITLES = ["Market", "Currency", "Marketing", "Utility", "Authentication-\nInternational"]
const INDIA: readonly CellToWrite[] = ["India", "USD", { number: "1.18E-2" }, { number: "0.0014" }, "n/a"]
const LIST: SheetToWrite = { rows: [["Rates"], TITLES, INDIA] }

describe("XLSX files of rates", () => {
  it("[FILE-1] are told from CSV by their first bytes", () => {
    const rates = ["India marketing 0 0.0118", "India utility 0 0.0014"]
    expect(ratesIn(makeWorkbook(LIST))).toEqual(rates)
    const csv = "\uFEFFMarket,Currency,Marketing,Utility\r\nIndia,USD,0.0118,0.0014\r\n"
    expect(ratesIn(strToU8(csv))).toEqual(rates)
    expect(errorsIn(strToU8(csv.replace("0.0118", "x")))).toEqual([
      { path: "line 2", message: "the rate of marketing is not a decimal" },
    ])
  })

  it.each<[string, Uint8Array, RegExp]>([
    [
      "an encrypted workbook",
      new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0]),
      /encrypted/,
    ],
    ["an encrypted part", makeWorkbook(LIST).with(6, 1), /encrypted/],
    ["a truncated archive", makeWorkbook(LIST).subarray(0, 900), /broken/],
    ["only a header", new Uint8Array([0x50, 0x4b, 3, 4]), /no XLSX workbook/],
    ["another archive", zipParts({ "word/document.xml": "<a/>" }), /no XLSX workbook/],
    [
      "a binary workbook",
      zipParts({
        "_rels/.rels": workbookParts([LIST])["_rels/.rels"]?.replace("workbook.xml", "workbook.bin") ?? "",
        "xl/workbook.bin": "",
      }),
      /no XLSX workbook/,
    ],
    ["another compression", makeWorkbook(LIST).with(8, 12), /broken/],
    ["other bytes", new Uint8Array([0xff, 0xfe, 0x41]), /neither XLSX nor text/],
    ["no sheet with titles", makeWorkbook({ rows: [["Hello"]] }), /No visible sheet/],
    ["no sheet at all", makeWorkbook(), /No visible sheet/],
  ])("[FILE-2] %s is refused in words", (_, bytes, message) => {
    expect(errorsIn(bytes)).toEqual([{ path: "", message: expect.stringMatching(message) }])
  })

  it.each<[string, (parts: Record<string, string>) => Record<string, string>]>([
    ["a sheet that is not there", ({ "xl/worksheets/sheet1.xml": _, ...rest }) => rest],
    ["no relationships", ({ "xl/_rels/workbook.xml.rels": _, ...rest }) => rest],
    ["broken XML", (parts) => ({ ...parts, "xl/worksheets/sheet1.xml": "<worksheet><row></worksheet>" })],
    ["broken strings", (parts) => ({ ...parts, "xl/sharedStrings.xml": "<sst>" })],
    [
      "an entity of its own",
      (parts) => ({
        ...parts,
        "xl/sharedStrings.xml": '<!DOCTYPE s [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>',
      }),
    ],
    [
      "XML that is too deep",
      (parts) => ({
        ...parts,
        "xl/sharedStrings.xml": "<a>".repeat(XML_DEPTH_MAX + 1) + "</a>".repeat(XML_DEPTH_MAX + 1),
      }),
    ],
    [
      "a cell twice",
      (parts) => ({
        ...parts,
        "xl/worksheets/sheet1.xml":
          '<worksheet><row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></worksheet>',
      }),
    ],
    [
      "a cell without a place",
      (parts) => ({
        ...parts,
        "xl/worksheets/sheet1.xml": '<worksheet><row><c r="1A"><v>1</v></c></row></worksheet>',
      }),
    ],
    [
      "a row without a number",
      (parts) => ({ ...parts, "xl/worksheets/sheet1.xml": '<worksheet><row r="x"/></worksheet>' }),
    ],
  ])("[FILE-2] a workbook with %s is broken", (_, change) => {
    expect(errorsIn(zipParts(change(workbookParts([LIST]))))).toEqual([
      { path: "", message: "The file is a broken XLSX workbook." },
    ])
  })

  it("[FILE-2] a part that is shorter or longer than the archive says is broken", () => {
    const bytes = makeWorkbook(LIST)
    expect(errorsIn(bytes.with(22, (bytes[22] as number) + 1))[0]?.message).toMatch(/broken/)
  })

  it("[FILE-3] archives written as a stream are read", () => {
    const chunks: Uint8Array[] = []
    const zip = new Zip((error, chunk) => void (error === null && chunks.push(chunk)))
    for (const [path, text] of Object.entries(workbookParts([LIST]))) {
      const file = new ZipDeflate(path)
      zip.add(file)
      file.push(strToU8(text), true)
    }
    zip.end()
    expect(ratesIn(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])))).toHaveLength(2)
  })

  it("[FILE-3] what unpacks to too much is refused, whatever the archive says of its size", () => {
    const bomb = zipSync({ "xl/bomb.xml": new Uint8Array(UNPACKED_BYTES_MAX + 1) })
    const message = `The workbook unpacks to more than ${UNPACKED_BYTES_MAX} bytes.`
    expect(errorsIn(bomb)).toEqual([{ path: "", message }])
    const lying = bomb.slice()
    new DataView(lying.buffer).setUint32(22, 100, true)
    expect(errorsIn(lying)).toEqual([{ path: "", message }])
    const other = zipSync({ "xl/media/photo.png": new Uint8Array(UNPACKED_BYTES_MAX + 1) })
    expect(errorsIn(other)[0]?.message).toMatch(/no XLSX workbook/)
  })

  it("[FILE-3] the file's bytes and parts have limits", () => {
    const large = new Uint8Array(RATE_FILE_BYTES_MAX + 1).fill(0x41)
    expect(errorsIn(large)[0]?.message).toBe(`The file is larger than ${RATE_FILE_BYTES_MAX} bytes.`)
    const parts = workbookParts([LIST])
    const filled = (count: number): Uint8Array =>
      zipParts({
        ...parts,
        ...Object.fromEntries(
          Array.from({ length: count - Object.keys(parts).length }, (_, at) => [`docProps/${at}.bin`, ""]),
        ),
      })
    expect(ratesIn(filled(PARTS_MAX))).toHaveLength(2)
    expect(errorsIn(filled(PARTS_MAX + 1))[0]?.message).toBe(`The workbook has more than ${PARTS_MAX} parts.`)
  })

  it("[FILE-4] the first visible sheet with titles is read", () => {
    const cover: SheetToWrite = {
      name: "Read me",
      rows: [
        ["Market", "Currency"],
        ["all", "USD"],
      ],
    }
    const old: SheetToWrite = { ...LIST, name: "2025", rows: [TITLES, ["Chile", "USD", "1", "1", "1"]] }
    const book = makeWorkbook(cover, { ...old, state: "hidden" }, { ...old, state: "veryHidden" }, LIST, old)
    expect(ratesIn(book)).toEqual(["India marketing 0 0.0118", "India utility 0 0.0014"])
  })

  it("[FILE-4] parts are found by their relationships, in any namespace prefix", () => {
    const { "xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels, ...rest } = workbookParts([LIST])
    const { "xl/worksheets/sheet1.xml": sheet, ...others } = rest
    const prefixed = (text = ""): string =>
      text.replace(/<(\/?)(?=[a-z])/gi, "<$1x:").replace("xmlns=", "xmlns:x=")
    const moved = {
      ...others,
      "_rels/.rels": rest["_rels/.rels"]?.replace("xl/workbook.xml", "/book/main.xml") ?? "",
      "book/main.xml": prefixed(book),
      "book/_rels/main.xml.rels": rels?.replace("worksheets/sheet1.xml", "../pages/./1.xml") ?? "",
      "pages/1.xml": prefixed(sheet),
    }
    expect(ratesIn(zipParts(moved))).toHaveLength(2)
  })

  it("[FILE-4] so many sheets are looked at, and no more", () => {
    const others = (count: number) => Array.from({ length: count }, (): SheetToWrite => ({ rows: [] }))
    expect(ratesIn(makeWorkbook(...others(SHEETS_MAX - 1), LIST))).toHaveLength(2)
    expect(errorsIn(makeWorkbook(...others(SHEETS_MAX), LIST))[0]?.message).toMatch(/No visible sheet/)
  })

  it("[FILE-4] a chart sheet is passed by", () => {
    const parts = workbookParts([{ rows: [] }, LIST])
    const rels = parts["xl/_rels/workbook.xml.rels"]?.replace(
      "relationships/worksheet",
      "relationships/chartsheet",
    )
    expect(ratesIn(zipParts({ ...parts, "xl/_rels/workbook.xml.rels": rels ?? "" }))).toHaveLength(2)
  })

  it("[FILE-5] rows, columns, characters and merged cells have limits", () => {
    const at = (name: string, value: string) =>
      makeWorkbook({
        rows: [TITLES, [...INDIA, { xml: `<c r="${name}"><v>${value}</v></c>` }]],
      })
    expect(errorsIn(at(`A${SHEET_ROWS_MAX + 1}`, "1"))[0]?.message).toMatch(/more than 10000 rows/)
    expect(errorsIn(at("IW2", "1"))[0]?.message).toMatch(`more than ${SHEET_COLUMNS_MAX} columns`)
    // A note in the first column is no row of a card; blank cells that merely have a style are nothing at all.
    expect(ratesIn(at(`A${SHEET_ROWS_MAX}`, "1"))).toHaveLength(2)
    expect(ratesIn(at(`XFD${SHEET_ROWS_MAX + 1}`, ""))).toHaveLength(2)

    const long = "x".repeat(SHEET_CHARS_MAX / 8)
    const noted = (count: number) =>
      errorsIn(makeWorkbook({ rows: [...Array.from({ length: count }, () => [long]), TITLES] }))[0]?.message
    expect(noted(9)).toMatch(`more than ${SHEET_CHARS_MAX} characters`)
    expect(noted(7)).toMatch(/no rate/)

    const merges = Array.from({ length: SHEET_MERGES_MAX + 1 }, (_, row) => `A${row + 10}:B${row + 10}`)
    expect(ratesIn(makeWorkbook({ ...LIST, merges: merges.slice(1) }))).toHaveLength(2)
    expect(errorsIn(makeWorkbook({ ...LIST, merges }))[0]?.message).toMatch(/merges more than/)
  })

  it("[FILE-9] faults are told by the row of the sheet, line breaks and empty rows or not", () => {
    const rows: SheetToWrite["rows"] = [["A note\nof\nlines"], [], TITLES, [], ["Chile", "USD", "x", "1"]]
    expect(errorsIn(makeWorkbook({ rows }))).toEqual([
      { path: "row 5", message: "the rate of marketing is not a decimal" },
    ])
  })
})
